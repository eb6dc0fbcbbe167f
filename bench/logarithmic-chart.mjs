// A chart with logarithmic axes, as the text of an SVG.

const colours = ["#2a78d6", "#d9591c", "#2f9e5b", "#8a56c2"];
const [width, height] = [640, 440];
const [left, right, top, bottom] = [70, 20, 40, 110];

/** Series of points [x, y] with lines through them, and one line more, y = `line.at(x)`, which is dashed. */
export function logarithmicChart({ title, x, y, series, line }) {
  const points = series.flatMap((each) => each.points);
  const [low, high] = range(points.map(([at]) => at));
  const [least, most] = range([...points.map(([, value]) => value), line.at(low), line.at(high)]);
  const across = (value) =>
    left + ((Math.log10(value) - Math.log10(low)) / Math.log10(high / low)) * (width - left - right);
  const up = (value) =>
    height -
    bottom -
    ((Math.log10(value) - Math.log10(least)) / Math.log10(most / least)) * (height - top - bottom);
  const place = ([at, value]) => `${across(at).toFixed(1)},${up(value).toFixed(1)}`;
  const path = (list, style) => `<polyline points="${list.map(place).join(" ")}" fill="none" ${style}/>`;
  const text = (at, value, words, style = "") => `<text x="${at}" y="${value}" ${style}>${words}</text>`;
  const grid = [
    ...powers(low, high).flatMap((value) => [
      `<line x1="${across(value).toFixed(1)}" x2="${across(value).toFixed(1)}" y1="${top}" y2="${height - bottom}" stroke="#eee"/>`,
      text(across(value).toFixed(1), height - bottom + 18, value, 'text-anchor="middle"'),
    ]),
    ...powers(least, most).flatMap((value) => [
      `<line x1="${left}" x2="${width - right}" y1="${up(value).toFixed(1)}" y2="${up(value).toFixed(1)}" stroke="#eee"/>`,
      text(left - 8, (up(value) + 4).toFixed(1), value, 'text-anchor="end"'),
    ]),
  ];
  const drawn = series.flatMap((each, i) => [
    path(each.points, `stroke="${colours[i]}" stroke-width="2"`),
    ...each.points.map(
      ([at, value]) =>
        `<circle cx="${across(at).toFixed(1)}" cy="${up(value).toFixed(1)}" r="3.5" fill="${colours[i]}"/>`,
    ),
  ]);
  const legend = [...series.map(({ name }, i) => [name, colours[i]]), [line.name, "#666"]].map(
    ([name, colour], i) =>
      text(left + 300 * (i % 2), height - 52 + 20 * Math.floor(i / 2), name, `fill="${colour}"`),
  );
  const ends = [low, high].map((at) => [at, line.at(at)]);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="#555">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text(left, 24, title, 'font-size="14" font-weight="600" fill="#222"'),
    ...grid,
    path(ends, 'stroke="#666" stroke-width="1.5" stroke-dasharray="6 4"'),
    ...drawn,
    text((left + width - right) / 2, height - bottom + 38, x, 'text-anchor="middle" fill="#333"'),
    text(
      18,
      (top + height - bottom) / 2,
      y,
      `text-anchor="middle" fill="#333" transform="rotate(-90 18 ${(top + height - bottom) / 2})"`,
    ),
    ...legend,
    "</svg>",
    "",
  ].join("\n");
}

/** From a little under the least to a little over the greatest. */
function range(values) {
  return [Math.min(...values) / 1.3, Math.max(...values) * 1.3];
}

/** The powers of ten between two numbers. */
function powers(low, high) {
  const list = [];
  for (let power = Math.ceil(Math.log10(low)); 10 ** power <= high; power++) list.push(Number(`1e${power}`));
  return list;
}
