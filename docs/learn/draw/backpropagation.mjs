import { grad, losses, manualSeed, nn, rand, tensor } from "../../../dist/index.js";
import { draw, lines, range } from "./chart.mjs";

const f = (x) => x.mul(1.5).sin().add(x.pow(2).mul(0.15));
const slope = grad(f);
const series = { "f(x)": range(-3, 3, 121).map((x) => [x, f(tensor(x)).item()]) };
for (const at of [-2, 0.3, 2]) {
  const [y, k] = [f(tensor(at)).item(), slope(tensor(at)).item()];
  series[`slope ${k.toFixed(2)} at ${at}`] = [-0.7, 0.7].map((d) => [at + d, y + k * d]);
}
const sizes = {};
for (const [name, Activation, gain] of [
  ["sigmoid", nn.Sigmoid, 1],
  ["ReLU, He's start", nn.ReLU, Math.sqrt(2)],
]) {
  manualSeed(0);
  const layers = Array.from({ length: 20 }, () => new nn.Linear(64, 64));
  for (const layer of layers) nn.init.xavierNormal(layer.weight, { gain });
  const net = new nn.Sequential([
    ...layers.flatMap((layer) => [layer, new Activation()]),
    new nn.Linear(64, 1),
  ]);
  losses.mse(net.forward(rand([128, 64]).sub(0.5).mul(3.4)), rand([128, 1])).backward();
  sizes[name] = layers.map((layer, i) => [i + 1, Math.sqrt(layer.weight.grad.pow(2).mean().item())]);
}
await draw(
  "backpropagation",
  lines("A curve and the slopes that grad gives", series, { y: "" }),
  lines("The gradient's size, layer by layer", sizes, {
    x: "layer",
    y: "root mean square",
    yScale: { type: "log" },
    xScale: { domain: [1, 20] },
  }),
);
