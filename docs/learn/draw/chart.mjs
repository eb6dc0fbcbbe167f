// Draws charts that Vega-Lite describes, as SVG files beside the course.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, View } from "vega";
import { compile } from "vega-lite";

const folder = new URL("../pictures/", import.meta.url);
const config = {
  background: "white",
  font: "system-ui, sans-serif",
  padding: 12,
  axis: {
    gridColor: "#eee",
    labelColor: "#555",
    titleColor: "#333",
    titleFontWeight: "normal",
    labelFontSize: 12,
    titleFontSize: 12,
  },
  title: { fontSize: 14, fontWeight: 600, color: "#222", anchor: "start" },
  legend: {
    labelLimit: 0,
    columns: 2,
    columnPadding: 16,
    labelFontSize: 12,
    titleFontSize: 12,
    titleFontWeight: "normal",
    labelColor: "#333",
  },
  view: { stroke: "#ddd" },
  range: { category: ["#2a78d6", "#d9591c", "#2f9e5b", "#8a56c2", "#b8860b", "#666"] },
  line: { strokeWidth: 2 },
  point: { filled: true, size: 28 },
};

/** Where a picture of a name lies. */
export function pictureFile(name) {
  return fileURLToPath(new URL(name, folder));
}

/** Draws panels side by side as <name>.svg. */
export async function draw(name, ...panels) {
  const spec = { config, hconcat: panels, spacing: 28, resolve: { scale: { color: "independent" } } };
  const view = new View(parse(compile(spec).spec), { renderer: "none" });
  // Squares side by side would show seams.
  const svg = (await view.toSVG()).replaceAll(
    'class="mark-rect',
    'shape-rendering="crispEdges" class="mark-rect',
  );
  writeFileSync(pictureFile(`${name}.svg`), `${svg}\n`);
}

/** A panel of lines: series by name, each a list of [x, y]. */
export function lines(
  title,
  series,
  { x = "x", y = "y", xScale = {}, yScale = {}, width = 340, height = 240, extra = [] } = {},
) {
  const names = Object.keys(series);
  const values = names.flatMap((name) => series[name].map(([a, b]) => ({ x: a, y: b, name })));
  const encoding = {
    x: { field: "x", type: "quantitative", title: x, scale: { nice: false, ...xScale } },
    y: {
      field: "y",
      type: "quantitative",
      title: y,
      scale: { nice: yScale.domain === undefined, ...yScale },
    },
    ...(names.length > 1 && {
      color: { field: "name", type: "nominal", title: null, sort: names, legend: { orient: "bottom" } },
    }),
    order: { field: "i", type: "quantitative" },
  };
  return {
    title,
    width,
    height,
    layer: [
      ...extra,
      {
        data: { values: values.map((value, i) => ({ ...value, i })) },
        mark: { type: "line", clip: true },
        encoding,
      },
    ],
  };
}

/** A layer of points: a list of [x, y, name]. */
export function points(list, { color = true, size = 28, opacity = 0.8, shape } = {}) {
  return {
    data: { values: list.map(([x, y, name]) => ({ x, y, name: String(name) })) },
    mark: { type: "point", filled: true, size, opacity, clip: true, ...(shape && { shape }) },
    encoding: {
      x: { field: "x", type: "quantitative" },
      y: { field: "y", type: "quantitative" },
      ...(color && { color: { field: "name", type: "nominal", legend: null } }),
    },
  };
}

/** A layer of coloured squares: value(x, y) over a range. */
export function heat(value, [low, high], { steps = 50, scheme = "blueorange", domain } = {}) {
  const size = (high - low) / steps;
  const values = [];
  for (let i = 0; i < steps; i++) {
    for (let k = 0; k < steps; k++) {
      const [x, y] = [low + i * size, low + k * size];
      values.push({ x, x2: x + size, y, y2: y + size, value: value(x + size / 2, y + size / 2) });
    }
  }
  return {
    data: { values },
    mark: { type: "rect", stroke: null },
    encoding: {
      x: { field: "x", type: "quantitative" },
      x2: { field: "x2" },
      y: { field: "y", type: "quantitative" },
      y2: { field: "y2" },
      color: {
        field: "value",
        type: "quantitative",
        legend: null,
        scale: { scheme, ...(domain && { domain }) },
      },
    },
  };
}

/** Numbers from `from` to `to`. */
export function range(from, to, count) {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** What is made beside what is real: pairs of x and y, in a square from −`limit` to `limit`. */
export function madeBesideReal(title, made, real, limit) {
  const scale = { domain: [-limit, limit] };
  return {
    ...{ title, width: 190, height: 190 },
    layer: [
      points(
        real.map(([x, y]) => [x, y, "real"]),
        { size: 8, opacity: 0.35 },
      ),
      points(
        made.map(([x, y]) => [x, y, "made"]),
        { size: 14 },
      ),
    ],
    encoding: { x: { title: "", scale }, y: { title: "", scale } },
  };
}
