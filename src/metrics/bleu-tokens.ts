/**
 * The words of a text as the WMT campaigns count them, `mteval-v13a`: marks are words of their own, but for full stops and
 * commas between digits, and case stays.
 *
 * Source: NIST, mteval-v13a.pl, 2009; Post, "A Call for Clarity in Reporting BLEU Scores", 2018.
 *
 * @example sketch
 * tokenize13a("It costs 1,000.50, (no?)"); // It costs 1,000.50 , ( no ? )
 */
export function tokenize13a(text: string): string[] {
  const spaced = text
    .replaceAll("<skipped>", "")
    .replaceAll("-\n", "")
    .replaceAll("\n", " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return ` ${spaced} `
    .replace(/([{-~[-` -&(-+:-@/])/g, " $1 ")
    .replace(/([^0-9])([.,])/g, "$1 $2 ")
    .replace(/([.,])([^0-9])/g, " $1 $2")
    .replace(/([0-9])(-)/g, "$1 $2 ")
    .split(/\s+/)
    .filter(Boolean);
}
