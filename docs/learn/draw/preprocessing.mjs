import { draw, heat, lines } from "./chart.mjs";

/** The loss w₁²·a² + w₂²·b² of two independent inputs with deviations a and b, and the way down it. */
function way(a, b, rate) {
  let [u, v] = [-1.6, 1.5];
  const steps = [[u, v]];
  for (let i = 0; i < 25; i++) {
    u -= 2 * rate * a * a * u;
    v -= 2 * rate * b * b * v;
    steps.push([u, v]);
  }
  return steps;
}
const panel = (title, a, b, rate) => {
  const scale = { domain: [-2, 2] };
  const chart = lines(
    title,
    { way: way(a, b, rate) },
    { x: "weight of rooms", y: "weight of metres", xScale: scale, yScale: scale, width: 280, height: 280 },
  );
  chart.layer.at(-1).mark = {
    type: "line",
    point: { size: 26, color: "#222" },
    color: "#222",
    strokeWidth: 1.5,
    clip: true,
  };
  chart.layer.unshift(
    heat((u, v) => Math.sqrt((a * u) ** 2 + (b * v) ** 2), [-2, 2], { scheme: "blues", steps: 32 }),
  );
  chart.resolve = { scale: { color: "independent" } };
  return chart;
};
await draw(
  "preprocessing",
  panel("Raw: a ravine", 0.25, 2, 0.235),
  panel("Standardized: a bowl", 1, 1, 0.235),
);
