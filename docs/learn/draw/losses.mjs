import { compile, losses, optim, Parameter, tensor } from "../../../dist/index.js";
import { draw, lines, points, range } from "./chart.mjs";

const errors = range(-3, 3, 121);
const zero = tensor([0]);
const kinds = { squared: losses.mse, L1: losses.l1, Huber: losses.huber, "log-cosh": losses.logCosh };
const curves = Object.fromEntries(
  Object.entries(kinds).map(([name, loss]) => [name, errors.map((e) => [e, loss(tensor([e]), zero).item()])]),
);
const xs = range(0, 5, 11);
const ys = xs.map((x, i) => (i === 9 ? 12 : 0.8 * x + 0.5 + 0.15 * Math.sin(7 * i)));
const [x, y] = [tensor(xs), tensor(ys)];
const fits = {};
for (const name of ["squared", "L1"]) {
  const [a, b] = [new Parameter(tensor(0)), new Parameter(tensor(0))];
  const optimizer = new optim.Adam([a, b], { lr: 0.02 });
  const step = compile(() => {
    optimizer.zeroGrad();
    kinds[name](x.mul(a).add(b), y).backward();
    optimizer.step();
  });
  for (let i = 0; i < 4000; i++) step();
  fits[name] = [0, 5].map((at) => [at, a.item() * at + b.item()]);
}
const right = lines("A line, with one slip of the pen", fits, { y: "" });
right.layer.unshift(
  points(
    xs.map((v, i) => [v, ys[i], "data"]),
    { color: false, size: 50 },
  ),
);
await draw(
  "losses",
  lines("What an error costs", curves, { x: "error", y: "", yScale: { domain: [0, 4] } }),
  right,
);
