// What the checkers share: the sources of a folder, which of them serve tests only, and their text without comments.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The paths under `folder` that end in `extension`, with forward slashes, sorted. */
export function filesUnder(folder, extension) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(extension))
    .sort();
}

/** The TypeScript sources of the package with their text. */
export function sources() {
  return filesUnder("src", ".ts").map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

/** Whether a source serves tests only: a test, or a file that tests import. */
export function servesTests(path) {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return (
    /\.test\.(\w+\.)?ts$/.test(name) ||
    /(^|[-.])testing[-.]/.test(name) ||
    name === "contract.ts" ||
    name === "oracle.ts" ||
    name.startsWith("check-") ||
    name.startsWith("random-program") ||
    name.startsWith("random-kernel") ||
    path.includes("/fixtures/")
  );
}

/** The line of an index in a text, from 1. */
export function lineOf(text, index) {
  return text.slice(0, index).split("\n").length;
}

const token =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|(?<=[=(,:!&|?{};\n]\s*|return\s+)\/(?![*/])(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/g;

const blank = (text) => text.replace(/[^\n]/g, " ");

/** The text with its comments blanked out: every index and every line stays where it was. */
export function withoutComments(text) {
  return text.replace(token, (found) => (/^\/[/*]/.test(found) ? blank(found) : found));
}

/** The text with comments, strings and regular expressions blanked out. Templates go as a whole. */
export function codeOnly(text) {
  return text.replace(token, blank);
}

/** The specifiers a module imports or re-exports, with the index of each. */
export function importsOf(text) {
  const code = withoutComments(text);
  const pattern = /(?:^|[\s;}])(?:import|export)\b[^"';()]*?\bfrom\s*"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g;
  return [...code.matchAll(pattern)].map((found) => ({
    specifier: found[1] ?? found[2],
    index: found.index + found[0].lastIndexOf('"'),
  }));
}

/** Prints what a checker found and sets the exit code. */
export function report(name, offences, summary) {
  for (const offence of offences) console.error(offence);
  console.log(`${name}: ${summary}, ${offences.length === 0 ? "all well" : `${offences.length} to mend`}.`);
  if (offences.length > 0) process.exitCode = 1;
}
