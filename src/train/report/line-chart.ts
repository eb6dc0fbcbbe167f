import { requireKind } from "../../base/argument-kinds.ts";
import { escapeText } from "./markup.ts";

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** Which of the page's colours it has. */
  readonly color: 1 | 2;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Whether each point has a dot, with its values on hovering; a line of one point has it anyway. */
  readonly dots?: boolean;
}

/** What a chart shows. */
export interface LineChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly series: readonly Series[];
  /** How values on the y axis and of dots are written. */
  readonly format: (y: number) => string;
  /** "log" leaves out values that are not positive. Default "linear". */
  readonly scale?: "linear" | "log";
  /** The least and greatest y that must be seen; lines to values below run out of the frame. */
  readonly range?: readonly [low: number, high: number];
}

const width = 460;
const height = 250;
const frame = { left: 54, right: 14, top: 14, bottom: 36 };

/** A chart of lines as a self-contained figure; its colours come from the page's style. */
export function lineChart(options: LineChartOptions): string {
  const { title, xLabel, format, scale = "linear" } = options;
  requireKind("array", "draw a chart of lines", { series: options.series });
  const log = scale === "log";
  const series = options.series
    .map((line) => ({
      ...line,
      points: line.points.filter(([, y]) => Number.isFinite(y) && (!log || y > 0)),
    }))
    .filter((line) => line.points.length > 0);
  const all = series.flatMap((line) => line.points);
  if (all.length === 0) return "";
  const ys = all.map(([, y]) => y).concat(options.range ?? []);
  const xHigh = Math.max(...all.map(([x]) => x));
  const low = options.range?.[0] ?? Math.min(...ys);
  const ticks = log ? logTicks(low, Math.max(...ys)) : linearTicks(low, Math.max(...ys));
  const bottom = log ? Math.min(low, ticks[0]!) : ticks[0]!;
  const top = Math.max(Math.max(...ys), ticks[ticks.length - 1]!);
  const along = (value: number): number => (log ? Math.log(value) : value);
  const span = along(top) - along(bottom) || 1;
  const placeX = (x: number): number => frame.left + (x / (xHigh || 1)) * (width - frame.left - frame.right);
  const placeY = (y: number): number =>
    height - frame.bottom - ((along(y) - along(bottom)) / span) * (height - frame.top - frame.bottom);
  const at = (value: number): string => value.toFixed(1);

  const grid = ticks.map(
    (y) =>
      `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${at(placeY(y))}" y2="${at(placeY(y))}"/>` +
      `<text x="${frame.left - 8}" y="${at(placeY(y) + 4)}" text-anchor="end">${escapeText(format(y))}</text>`,
  );
  const columns = linearTicks(0, xHigh)
    .filter((x) => x <= xHigh && Number.isInteger(x))
    .map(
      (x) => `<text x="${at(placeX(x))}" y="${height - frame.bottom + 18}" text-anchor="middle">${x}</text>`,
    );
  const lines = series.map(({ name, color, points, dots }) => {
    const path = points
      .map(([x, y], i) => `${i === 0 ? "M" : "L"}${at(placeX(x))} ${at(placeY(y))}`)
      .join("");
    // One point makes no line: without its dot it would not be seen.
    const marks =
      dots || points.length === 1
        ? points.map(
            ([x, y]) =>
              `<circle class="dot-${color}" cx="${at(placeX(x))}" cy="${at(placeY(y))}" r="4">` +
              `<title>${escapeText(`${name}, ${xLabel} ${Number(x.toFixed(2))}: ${format(y)}`)}</title></circle>`,
          )
        : [];
    return `<path class="line-${color}${dots ? "" : " thin"}" d="${path}"/>${marks.join("")}`;
  });
  const legend = series.map(
    (line) => `<span><i class="key-${line.color}"></i>${escapeText(line.name)}</span>`,
  );
  return [
    `<figure><figcaption><b>${escapeText(title)}</b><span class="legend">${legend.join("")}</span></figcaption>`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">`,
    ...grid,
    ...columns,
    `<text x="${(frame.left + width - frame.right) / 2}" y="${height - 3}" text-anchor="middle">${escapeText(xLabel)}</text>`,
    // An inner picture cuts off what runs out below, and leaves room for dots on the other edges.
    `<svg x="0" y="0" width="${width}" height="${height - frame.bottom + 5}" viewBox="0 0 ${width} ${height - frame.bottom + 5}">`,
    ...lines,
    "</svg></svg></figure>",
  ].join("");
}

/** Round numbers, four to six steps apart, from at most `low` to at least `high`. */
export function linearTicks(low: number, high: number): number[] {
  const rough = (high - low || Math.abs(high) || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10]
    .map((factor) => factor * power)
    .find((candidate) => candidate >= rough * 0.999)!;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten within the range, with 2 and 5 between them where there are few. */
export function logTicks(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.ceil(Math.log10(high) - 1e-9);
  const factors = to - from > 3 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = from; power <= to; power++) {
    for (const factor of factors) ticks.push(Number((factor * 10 ** power).toPrecision(3)));
  }
  const inside = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
  return inside.length >= 2 ? inside : [low, high];
}
