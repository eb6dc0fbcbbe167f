// The command lines of the scripts here: what cannot be understood is told in one sentence, with exit code 2.
import { basename } from "node:path";
import { parseArgs } from "node:util";

/**
 * The options that were given. `options` is as for parseArgs; besides, `number: true` and `integer: true` make numbers
 * above 0 of texts, and `choices` are the names that will do.
 */
export function readOptions(options) {
  let values;
  try {
    ({ values } = parseArgs({ options }));
  } catch {
    const known = Object.keys(options).map((name) => `--${name}`);
    refuse(`expected some of ${known.join(", ")}, got ${process.argv.slice(2).join(" ")}`);
  }
  for (const [name, { number, integer, choices }] of Object.entries(options)) {
    const text = values[name];
    if (choices !== undefined && !choices.includes(text)) {
      refuse(`expected one of ${choices.join(", ")} after --${name}, got "${text}"`);
    }
    if (number || integer) values[name] = positive(name, text, { integer });
  }
  return values;
}

/** An option's text as a number above 0. */
export function positive(name, text, { integer = false } = {}) {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value) && (!integer || Number.isInteger(value))) return value;
  return refuse(`expected a positive ${integer ? "integer" : "number"} after --${name}, got "${text}"`);
}

/** Ends the process. */
export function refuse(why) {
  console.error(`Cannot run ${basename(process.argv[1])}: ${why}.`);
  process.exit(2);
}
