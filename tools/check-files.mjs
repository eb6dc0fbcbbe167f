// Enforces the house's habits on each file of src/: length, names, documented exports, no `any`, nothing left to do.
//
//   node tools/check-files.mjs
import { codeOnly, lineOf, report, servesTests, sources } from "./source-files.mjs";

const longest = 400;
const nameless = /^(utils?|helpers?|misc|common|shared|stuff)$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const declaration =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(function\*?|class|const|let|interface|type) (\w+)/gm;
const anyType = /(?:[:<|&,(]|=>|\bas|\bextends)\s*(?:readonly )?any\b(?!\s*[:(.])/g;

const offences = [];
let exports = 0;
const all = sources().filter(({ path }) => !path.includes("/fixtures/"));
for (const { path, text } of all) {
  const lines = text.trimEnd().split("\n").length;
  if (lines > longest) offences.push(`${path}: ${lines} lines, at most ${longest}. Split it by idea.`);
  for (const part of path.slice("src/".length, -".ts".length).split("/")) {
    const stems = part.split(".");
    const wrong = stems.find((stem) => !kebab.test(stem));
    if (wrong !== undefined) offences.push(`${path}: "${wrong}" is not kebab-case.`);
    const vague = stems.find((stem) => nameless.test(stem));
    if (vague !== undefined) offences.push(`${path}: "${vague}" says nothing. Name the idea it serves.`);
  }
  for (const found of text.matchAll(/\b(TODO|FIXME|XXX)\b/g)) {
    offences.push(
      `${path}:${lineOf(text, found.index)}: ${found[0]}. Do it, or describe the limit it leaves.`,
    );
  }
  if (servesTests(path)) continue;
  const code = codeOnly(text);
  for (const found of code.matchAll(anyType)) {
    offences.push(`${path}:${lineOf(text, found.index)}: the type any. Say what it is, or unknown.`);
  }
  let last = "";
  for (const found of code.matchAll(declaration)) {
    const [, kind, name] = found;
    const overload = kind.startsWith("function") && name === last;
    last = name;
    if (overload) continue;
    exports++;
    if (!documented(text, found.index)) {
      offences.push(
        `${path}:${lineOf(text, found.index)}: ${kind} ${name} is exported without a doc comment.`,
      );
    }
  }
}

/** Whether a doc comment ends on the line above. */
function documented(text, index) {
  const above = text.slice(0, index);
  if (!above.endsWith("*/\n")) return false;
  return above.slice(above.lastIndexOf("/*")).startsWith("/**");
}

report("files", offences, `${all.length} files, ${exports} exports`);
