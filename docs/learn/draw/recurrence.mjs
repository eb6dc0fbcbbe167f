import { manualSeed, nn, rand, tensor } from "../../../dist/index.js";
import { draw, lines } from "./chart.mjs";

const [steps, hidden] = [60, 32];
const series = {};
for (const [name, Layer, forget] of [
  ["RNN", nn.RNN],
  ["GRU", nn.GRU],
  ["LSTM", nn.LSTM],
  ["LSTM, forget gates open", nn.LSTM, 3],
]) {
  manualSeed(1);
  const layer = new Layer(1, hidden);
  if (forget !== undefined) {
    const bias = layer.stateDict().bias_ih_l0.toArray();
    layer.loadStateDict({
      ...layer.stateDict(),
      bias_ih_l0: tensor(bias.map((b, i) => (i >= hidden && i < 2 * hidden ? forget : b))),
    });
  }
  const x = rand([steps, 8, 1]).sub(0.5);
  const input = tensor(x.flatten().toArray(), { shape: [steps, 8, 1], requiresGrad: true });
  layer
    .forward(input)
    .output.slice([steps - 1])
    .sum()
    .backward();
  const left = input.grad
    .abs()
    .mean({ axis: [1, 2] })
    .toArray();
  series[name] = left
    .map((size, step) => [steps - 1 - step, size / left.at(-1)])
    .filter(([, size]) => size > 1e-9)
    .reverse();
}
await draw(
  "recurrence",
  lines("The gradient that is left, at the start of training", series, {
    x: "steps back",
    y: "share",
    yScale: { type: "log", domain: [1e-8, 10] },
    width: 520,
  }),
);
