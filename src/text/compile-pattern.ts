import type { PatternJson } from "./tokenizer-json.ts";

/** What classes are called in Oniguruma, as the inside of a class of JavaScript's. */
const classes: Readonly<Record<string, string>> = {
  s: "\\p{White_Space}",
  S: "\\P{White_Space}",
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: "\\p{L}\\p{M}\\p{Nd}\\p{Pc}",
  h: "0-9a-fA-F",
};

/** Places: Oniguruma's lines end in \n alone. */
const places: Readonly<Record<string, string>> = {
  "^": "(?<![^\\n])",
  $: "(?![^\\n])",
  "\\A": "(?<![\\s\\S])",
  "\\z": "(?![\\s\\S])",
};

const syntax = /[$()*+./?[\\\]^{|}]/;
const kept = /[nrtfv0-9bB]/;

/** One word of a regular expression: an escape, the head of a group, a repetition, or a character. */
const words =
  /\\[pP]\{\^?[^}]*\}|\\[pP][A-Z]|\\x\{[0-9a-fA-F]+\}|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[\s\S]|\(\?(?:[imsx-]+[:)]|<?[=!]|:|>|<\w+>)|[*+?]\+|\{\d+(?:,\d*)?\}|[\s\S]/gu;

/**
 * A pattern of a `tokenizer.json` as a global regular expression. Strings match as they are; what Oniguruma means by `\s`, `\d`,
 * `\w`, `.`, `^`, `$` and `(?i:…)` is written in JavaScript's words.
 *
 * Throws: RangeError if the pattern uses what JavaScript's expressions cannot say.
 *
 * @example
 * "a1b".replace(compilePattern({ Regex: "\\d" }), "-"); // "a-b"
 */
export function compilePattern(pattern: PatternJson): RegExp {
  if (typeof pattern === "object" && pattern !== null) {
    if ("String" in pattern && typeof pattern.String === "string")
      return new RegExp(pattern.String === "" ? "(?!)" : literal(pattern.String), "gu");
    if ("Regex" in pattern && typeof pattern.Regex === "string") return translated(pattern.Regex);
  }
  throw new RangeError(
    `Cannot compile the pattern ${JSON.stringify(pattern)}: expected { "String": … } or { "Regex": … }. Those are what a tokenizer.json has.`,
  );
}

/** A text as a regular expression that matches it alone. */
export function literal(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}]/g, "\\$&");
}

function translated(source: string): RegExp {
  const refuse = (what: string): RangeError =>
    new RangeError(
      `Cannot compile the pattern ${JSON.stringify(source)}: expected what JavaScript's regular expressions can say, got ` +
        `${what}. Write it without.`,
    );
  let result = "";
  let inClass = false;
  let ignoreCase = false;
  const outer: boolean[] = [];
  for (const [word] of source.matchAll(words)) {
    const name = word[1] ?? "";
    if (word.startsWith("\\")) {
      if (/^\\[pP]/.test(word)) result += property(word, refuse);
      else if (word.startsWith("\\x{")) result += `\\u${word.slice(2)}`;
      else if (word.length > 2) result += word;
      else if (name in classes)
        result += inClass || /[sSdD]/.test(name) ? classes[name] : `[${classes[name]}]`;
      else if (name === "W" && !inClass) result += `[^${classes.w}]`;
      else if (word in places) result += places[word];
      else if (syntax.test(name) || kept.test(name) || (inClass && name === "-")) result += word;
      else if (/[a-zA-Z]/.test(name)) throw refuse(word);
      else result += name;
    } else if (inClass) {
      if (word === "[" || word === "&") throw refuse(`"${word}" inside a class`);
      inClass = word !== "]";
      result += ignoreCase ? cases(word) : word;
    } else if (word === "[") {
      inClass = true;
      result += word;
    } else if (/^\(\?[imsx-]/.test(word)) {
      if (word !== "(?i:" && word !== "(?i)") throw refuse(word);
      if (word === "(?i:") outer.push(ignoreCase);
      ignoreCase = true;
      result += word === "(?i:" ? "(?:" : "";
    } else if (word === "(?>") throw refuse("an atomic group, (?>");
    else if (/^[*+?]\+$/.test(word)) throw refuse(`a possessive repetition, ${word}`);
    else if (word.startsWith("(")) {
      outer.push(ignoreCase);
      result += word;
    } else if (word === ")") {
      ignoreCase = outer.pop() ?? false;
      result += word;
    } else if (word === ".") result += "[^\\n]";
    else if (word in places) result += places[word];
    else if (word === "{" || word === "}") result += `\\${word}`;
    else {
      const both = ignoreCase ? cases(word) : word;
      result += both === word ? word : `[${both}]`;
    }
  }
  try {
    return new RegExp(result, "gu");
  } catch (error) {
    throw refuse((error as Error).message);
  }
}

/** A letter in both cases, with the two signs that Unicode folds to s and k; anything else as it is. */
function cases(letter: string): string {
  const lower = letter.toLowerCase();
  const upper = letter.toUpperCase();
  if (lower === upper || lower.length !== upper.length) return letter;
  return lower + upper + ({ s: "ſ", k: "\u212A" }[lower] ?? "");
}

/** A Unicode property: a general category or, in Oniguruma's short form, a script. */
function property(word: string, refuse: (what: string) => RangeError): string {
  const inverse = (word[1] === "P") !== word.includes("^");
  const name = word.replace(/^\\[pP]\{?\^?|\}$/g, "");
  const says = [name, `Script=${name}`].find((body) => {
    try {
      return new RegExp(`\\p{${body}}`, "u");
    } catch {
      return false;
    }
  });
  if (says === undefined) throw refuse(word);
  return `\\${inverse ? "P" : "p"}{${says}}`;
}
