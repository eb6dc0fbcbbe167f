// Reads the Markdown pages of the repository: their fenced blocks, and their text without them.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";

const skipped = new Set(["node_modules", "dist", "runs", ".git"]);

/** All pages of the repository: path, text, prose (the text with code blanked out) and fenced blocks. */
export function pages(folder = ".") {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : pages(path);
      return entry.name.endsWith(".md") ? [page(path)] : [];
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function page(path) {
  const text = readFileSync(path, "utf8");
  const blocks = [];
  const prose = [];
  let open;
  for (const [i, line] of text.split("\n").entries()) {
    const fence = /^\s*(`{3,})(.*)$/.exec(line);
    if (open === undefined && fence !== null) {
      const [language = "", ...words] = fence[2].trim().split(/\s+/);
      open = { path, line: i + 1, fence: fence[1], language, words, lines: [] };
      prose.push("");
    } else if (open !== undefined && fence !== null && fence[2].trim() === "" && fence[1] >= open.fence) {
      blocks.push(open);
      open = undefined;
      prose.push("");
    } else if (open !== undefined) {
      open.lines.push(line);
      prose.push("");
    } else prose.push(line);
  }
  return {
    path,
    text,
    prose: prose.join("\n").replace(/`[^`\n]*`/g, (code) => " ".repeat(code.length)),
    blocks,
  };
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(text) {
  const seen = new Map();
  const anchors = new Set();
  for (const [, heading] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    anchors.add(count === 0 ? name : `${name}-${count}`);
  }
  for (const [, id] of text.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}
