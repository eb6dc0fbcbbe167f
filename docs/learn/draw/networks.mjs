import { compile, losses, manualSeed, nn, optim, tensor } from "../../../dist/index.js";
import { draw, lines, range } from "./chart.mjs";

const xs = range(-4, 4, 161);
const activations = {
  sigmoid: (t) => t.sigmoid(),
  tanh: (t) => t.tanh(),
  ReLU: (t) => t.relu(),
  GELU: (t) => new nn.GELU().forward(t),
};
const [values, slopes] = [{}, {}];
for (const [name, f] of Object.entries(activations)) {
  const own = tensor(xs, { requiresGrad: true });
  const y = f(own);
  y.sum().backward();
  values[name] = zip(xs, y.toArray());
  slopes[name] = zip(xs, own.grad.toArray());
}
const inputs = tensor(xs.map((v) => [v]));
const sine = tensor(xs.map((v) => [Math.sin(1.5 * v)]));
const fits = {
  sine: zip(
    xs,
    xs.map((v) => Math.sin(1.5 * v)),
  ),
};
for (const units of [2, 4, 16]) {
  manualSeed(3);
  const net = new nn.Sequential([new nn.Linear(1, units), new nn.Tanh(), new nn.Linear(units, 1)]);
  const optimizer = new optim.Adam(net.parameters(), { lr: 0.03 });
  const step = compile(() => {
    optimizer.zeroGrad();
    losses.mse(net.forward(inputs), sine).backward();
    optimizer.step();
  });
  for (let i = 0; i < 3000; i++) step();
  fits[`${units} units`] = zip(xs, net.forward(inputs).squeeze(1).toArray());
}
const size = { width: 230, height: 220, y: "" };
await draw(
  "networks",
  lines("Activations", values, { ...size, yScale: { domain: [-1.2, 3] } }),
  lines("Their slopes", slopes, { ...size, yScale: { domain: [-0.2, 1.2] } }),
  lines("A sine, by tanh units", fits, size),
);

function zip(a, b) {
  return a.map((v, i) => [v, b[i]]);
}
