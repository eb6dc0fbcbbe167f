import { requireKind } from "../../base/argument-kinds.ts";
import { escapeText } from "./markup.ts";
import type { ReportSection } from "./section.ts";

/** A table of shares from 0 to 1, shown as darkness: what was looked at, say. */
export interface HeatMap {
  readonly title: string;
  /** Names of rows and of columns. */
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** Row by row. */
  readonly values: ArrayLike<number>;
}

/** A section of heat maps side by side. Throws: RangeError if one has another number of values than its names say. */
export function heatMapsSection(title: string, maps: readonly HeatMap[], note?: string): ReportSection {
  requireKind("text", "call heatMapsSection", { title });
  requireKind("array", "call heatMapsSection", { maps });
  for (const each of maps) {
    requireKind("options", "call heatMapsSection", { maps: each });
    const { rows, columns, values } = each;
    requireKind("list", "call heatMapsSection", { rows, columns, values });
  }
  return { title, ...(note && { note }), body: `<div class="charts">${maps.map(heatMap).join("")}</div>` };
}

function heatMap({ title, rows, columns, values }: HeatMap): string {
  if (values.length !== rows.length * columns.length) {
    throw new RangeError(
      `Cannot show a heat map of ${rows.length} × ${columns.length}: expected ${rows.length * columns.length} values, got ` +
        `${values.length}. Give one a row and column.`,
    );
  }
  const [cell, left, top] = [24, 12 + 8 * Math.max(...rows.map((name) => name.length)), 58];
  const [width, height] = [left + cell * columns.length + 4, top + cell * rows.length + 4];
  const cells = Array.from(values, (value, i) => {
    const [row, column] = [Math.floor(i / columns.length), i % columns.length];
    const pointed = `${rows[row]}, ${columns[column]}: ${value.toFixed(2)}`;
    return (
      `<rect class="bar" x="${left + cell * column}" y="${top + cell * row}" width="${cell - 1}" height="${cell - 1}" ` +
      `style="opacity:${Math.max(0.03, Math.min(1, value)).toFixed(3)}"><title>${escapeText(pointed)}</title></rect>`
    );
  });
  const rowNames = rows.map(
    (name, i) =>
      `<text x="${left - 6}" y="${top + cell * i + 16}" text-anchor="end">${escapeText(name)}</text>`,
  );
  const columnNames = columns.map((name, i) => {
    const [x, y] = [left + cell * i + 14, top - 6];
    return `<text x="${x}" y="${y}" transform="rotate(-55 ${x} ${y})">${escapeText(name)}</text>`;
  });
  return (
    `<figure><figcaption><b>${escapeText(title)}</b></figcaption><svg viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="${escapeText(title)}" style="max-width:${width}px">${rowNames.join("")}${columnNames.join("")}${cells.join("")}</svg></figure>`
  );
}
