import { data, losses, manualSeed, nn, optim, Random, tensor, train } from "../../../dist/index.js";
import { draw, lines, points, range } from "./chart.mjs";

const random = new Random(1);
const column = (values) => ({ shape: [values.length, 1], data: Float32Array.from(values) });
const sample = (count) => {
  const x = Array.from({ length: count }, () => random.uniform(-3, 3));
  return [x, x.map((v) => Math.sin(v) + 0.5 * random.normal())];
};
const [known, held] = [sample(12), sample(200)];
const xs = range(-3, 3, 121);
const fits = { "the truth": xs.map((x) => [x, Math.sin(x)]) };
const curves = {};
for (const weightDecay of [0, 1]) {
  manualSeed(0);
  const net = new nn.Sequential([
    new nn.Linear(1, 128),
    new nn.Tanh(),
    new nn.Linear(128, 64),
    new nn.Tanh(),
    new nn.Linear(64, 1),
  ]);
  const { history } = await train.fit(net, new data.ArrayDataset(known.map(column)), {
    ...{ epochs: 1000, batchSize: 12, loss: losses.mse },
    optimizer: new optim.AdamW(net.parameters(), { lr: 1e-2, weightDecay }),
    validation: new data.ArrayDataset(held.map(column)),
  });
  const name = weightDecay === 0 ? "no weight decay" : "weight decay 1";
  const fitted = net
    .forward(tensor(xs.map((x) => [x])))
    .squeeze(1)
    .toArray();
  fits[name] = xs.map((x, i) => [x, fitted[i]]);
  const epochs = history.filter(({ event }) => event === "epoch");
  for (const of of ["training", "validation"]) {
    curves[`${name}: ${of === "training" ? "training" : "held out"}`] = epochs.map((event) => [
      event.epoch,
      event[of].loss,
    ]);
  }
}
const left = lines("Twelve noisy points of a sine", fits, { y: "", yScale: { domain: [-2, 2] } });
left.layer.unshift(
  points(
    known[0].map((x, i) => [x, known[1][i], "data"]),
    { color: false, size: 50 },
  ),
);
const right = lines("Training and held-out loss", curves, {
  x: "epoch",
  y: "",
  yScale: { type: "log", domain: [0.003, 3] },
});
await draw("fitting", left, right);
