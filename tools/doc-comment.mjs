// What the doc comment of a member says: in words, as a formula, and where it comes from.

const label = /^(Shapes|Throws|Source|Starts)\b|^@/;

/** Signs that words do not have: of relations, sums and roots, of operations between two things, of functions of something. */
const sign =
  /[=←Σ√·<>≤≥⌊‖²^]|\S \/ \S|\S [+−] \S|\b(log|ln) \S|\b(max|min|median) (\||\p{L}\[)|\w\((−?\p{L}|\d, )[^)]*\)|−log/u;

/**
 * Reads the text between the marks of a doc comment. The formula is its indented lines, else the part of the first
 * sentence that has signs, cut at colons and semicolons; `words` is what is left, as far as a line or two, and `says` the
 * same with the formula.
 */
export function readDocComment(comment) {
  const lines = comment.split("\n").map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const start = lines.findIndex((line) => line.trim() !== "");
  const length = lines.slice(start).findIndex((line) => label.test(line));
  const opening = lines.slice(Math.max(start, 0), length < 0 ? undefined : start + length);
  const indented = opening.filter((line) => line.startsWith("    ")).map((line) => line.trim());
  const sentences = inParagraphs(opening.filter((line) => !line.startsWith("    ")));
  const [formula, kept] = indented.length > 0 ? [indented, sentences] : withoutFormula(sentences);
  const source = sourceIn(lines.map((line) => line.trim()));
  return { says: firstWords(sentences), words: firstWords(kept), formula, source };
}

/** The sentences of each paragraph. */
function inParagraphs(lines) {
  return lines
    .join("\n")
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .trim()
        .replace(/ (Shapes|Throws|Source): [\s\S]*/, "")
        .replaceAll("\n", " "),
    )
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => paragraph.split(/(?<=[.!?])\s+(?=\p{Lu})/u));
}

/** The formula, as lines, and all sentences without it. */
function withoutFormula(paragraphs) {
  for (const [i, sentences] of paragraphs.entries()) {
    for (const [j, sentence] of sentences.entries()) {
      const clauses = sentence.split(/(?<=[:;])\s+(?=(?:[^`]*`[^`]*`)*[^`]*$)/); // not within code
      const signs = clauses.map((clause) => sign.test(clause.replace(/`[^`]*`/g, "")));
      // Before a formula, "With …:" and "Of …:" say what its letters are.
      const first = /^(With|Of) /.test(sentence) && signs.includes(true) ? 0 : signs.indexOf(true);
      if (first < 0) continue;
      const last = signs.lastIndexOf(true);
      const cut = (text) => text.replace(/[:;.]$/, "");
      const rest = [...clauses.slice(0, first), ...clauses.slice(last + 1)].map(cut).join("; ");
      const left = rest === "" ? [] : [`${rest.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())}.`];
      const kept = paragraphs.with(i, sentences.toSpliced(j, 1, ...left));
      return [[cut(clauses.slice(first, last + 1).join(" "))], kept];
    }
  }
  return [[], paragraphs];
}

/** The first paragraph, as far as the sentence that passes a line. */
function firstWords([sentences = []]) {
  let said = "";
  for (const sentence of sentences) {
    if (said !== "" && said.length + sentence.length >= 160) break;
    said += said === "" ? sentence : ` ${sentence}`;
  }
  return said;
}

function sourceIn(lines) {
  const start = lines.findIndex((line) => line.startsWith("Source:"));
  if (start < 0) return "";
  const length = lines
    .slice(start)
    .findIndex((line) => line === "" || line.startsWith("@") || /^(Throws|Shapes|Starts)\b/.test(line));
  return lines
    .slice(start, length < 0 ? undefined : start + length)
    .join(" ")
    .slice("Source:".length)
    .trim()
    .replace(/\.$/, "");
}
