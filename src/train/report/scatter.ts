import { requireKind } from "../../base/argument-kinds.ts";
import { escapeText } from "./markup.ts";
import type { ReportSection } from "./section.ts";

/** A point of a map. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** The class that it is coloured by. */
  readonly label: number;
  /** Shown beside it. */
  readonly text?: string;
  /** Shown when it is pointed at. */
  readonly title?: string;
}

/** A map of points, and lines between them. */
export interface ScatterOptions {
  readonly points: readonly ScatterPoint[];
  /** The names of the classes. */
  readonly classes: readonly string[];
  /** Pairs of points to be joined, by their places in `points`. */
  readonly lines?: readonly (readonly [number, number])[];
}

const [width, height, margin] = [720, 460, 18];

/** A section with a map of points in two dimensions, coloured by class. */
export function scatterSection(title: string, options: ScatterOptions, note?: string): ReportSection {
  requireKind("text", "call scatterSection", { title });
  requireKind("options", "call scatterSection", { options });
  const { points, classes, lines = [] } = options;
  requireKind("array", "call scatterSection", { points, classes });
  const place = (axis: "x" | "y", extent: number): ((point: ScatterPoint) => string) => {
    const values = points.map((point) => point[axis]);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const scale = (extent - 2 * margin) / (high - low || 1);
    return (point) => (margin + (point[axis] - low) * scale).toFixed(1);
  };
  const [placeX, placeY] = [place("x", width), place("y", height)];
  const color = (label: number): string =>
    `hsl(${Math.round((360 * label) / classes.length + 210) % 360} 62% 52%)`;
  const joined = lines.map(([from, to]) => {
    const [a, b] = [points[from]!, points[to]!];
    return `<line class="grid" x1="${placeX(a)}" y1="${placeY(a)}" x2="${placeX(b)}" y2="${placeY(b)}"/>`;
  });
  const radius = points.length > 300 ? 3 : 6;
  const dots = points.map((point) => {
    const [x, y] = [placeX(point), placeY(point)];
    const text =
      point.text === undefined
        ? ""
        : `<text x="${x}" y="${y}" dx="8" dy="4">${escapeText(point.text)}</text>`;
    const pointed = escapeText(point.title ?? classes[point.label] ?? "");
    return `<circle cx="${x}" cy="${y}" r="${radius}" fill="${color(point.label)}"><title>${pointed}</title></circle>${text}`;
  });
  const legend = classes.map(
    (name, label) => `<span><i style="background:${color(label)}"></i>${escapeText(name)}</span>`,
  );
  return {
    title,
    ...(note && { note }),
    body:
      `<figure><figcaption><span class="legend">${legend.join("")}</span></figcaption>` +
      `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(title)}">${joined.join("")}${dots.join("")}</svg></figure>`,
  };
}
