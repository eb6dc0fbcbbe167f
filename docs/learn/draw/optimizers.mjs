import { optim, Parameter, tensor } from "../../../dist/index.js";
import { draw, heat, lines } from "./chart.mjs";

const rosenbrock = (u, v) => (1 - u) ** 2 + 100 * (v - u * u) ** 2;
const ways = {};
for (const [name, make, steps] of [
  ["SGD", (p) => new optim.SGD([p], { lr: 1e-3 }), 300],
  ["momentum", (p) => new optim.SGD([p], { lr: 1e-3, momentum: 0.9 }), 300],
  ["RMSprop", (p) => new optim.RMSprop([p], { lr: 0.02 }), 300],
  ["Adam", (p) => new optim.Adam([p], { lr: 0.05 }), 300],
]) {
  const point = new Parameter(tensor([-1.2, 1.4]));
  const optimizer = make(point);
  const way = [point.toArray()];
  for (let i = 0; i < steps; i++) {
    const [x, y] = [point.slice([0], [1]), point.slice([1], [2])];
    optimizer.zeroGrad();
    x.sub(1)
      .pow(2)
      .add(y.sub(x.pow(2)).pow(2).mul(100))
      .sum()
      .backward();
    optimizer.step();
    way.push(point.toArray());
  }
  ways[name] = way;
}
const scale = { domain: [-1.6, 1.6] };
const chart = lines("300 steps from the left towards (1, 1)", ways, {
  x: "",
  y: "",
  xScale: scale,
  yScale: scale,
  width: 420,
  height: 420,
});
chart.layer.unshift(
  heat((u, v) => Math.log10(rosenbrock(u, v) + 0.01), [-1.6, 1.6], {
    steps: 36,
    scheme: "greys",
    domain: [-2, 6],
  }),
);
chart.resolve = { scale: { color: "independent" } };
const falls = Object.fromEntries(
  Object.entries(ways).map(([name, way]) => [
    name,
    way.map(([u, v], i) => [i, Math.max(1e-6, rosenbrock(u, v))]),
  ]),
);
await draw(
  "optimizers",
  chart,
  lines("The loss on the way", falls, { x: "step", y: "", yScale: { type: "log" }, height: 420 }),
);
