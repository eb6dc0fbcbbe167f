import { requireKind } from "../../base/argument-kinds.ts";
import { escapeText } from "./markup.ts";
import type { ReportSection } from "./section.ts";

/** A section with one table: a row of headings, then the rows. */
export function tableSection(
  title: string,
  table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] },
  note?: string,
): ReportSection {
  requireKind("text", "call tableSection", { title });
  requireKind("object", "call tableSection", { table });
  requireKind("array", "call tableSection", { head: table.head, rows: table.rows });
  for (const cells of table.rows) requireKind("array", "call tableSection", { cells });
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeText(cell)}</${tag}>`).join("")}</tr>`;
  return {
    title,
    ...(note && { note }),
    body: `<div class="panel"><table class="rows">${row(table.head, "th")}${table.rows.map((cells) => row(cells, "td")).join("")}</table></div>`,
  };
}
