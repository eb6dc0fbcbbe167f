import { concat, data, manualSeed, models, nn, optim, train } from "../../../dist/index.js";
import { draw, madeBesideReal } from "./chart.mjs";

manualSeed(0);
const ring = Array.from({ length: 1024 }, (_, i) => [Math.cos(i), Math.sin(i)]);
const real = new data.ArrayDataset([{ shape: [1024, 2], data: Float32Array.from(ring.flat()) }]);
const diffusion = new models.GaussianDiffusion({ numSteps: 100, lastBeta: 0.1 });
const net = new nn.Sequential([
  ...[new nn.Linear(3, 128), new nn.SiLU(), new nn.Linear(128, 128), new nn.SiLU(), new nn.Linear(128, 2)],
]);
const predict = (x, steps) =>
  net.forward(concat([x, steps.cast("float32").div(100).unsqueeze(1)], { axis: 1 }));
const optimizer = new optim.Adam(net.parameters(), { lr: 2e-3 });
await train.fit(net, real, {
  epochs: 400,
  optimizers: [optimizer],
  trainingStep: (points) => {
    optimizer.zeroGrad();
    const loss = diffusion.loss(predict, points);
    loss.backward();
    optimizer.step();
    return { loss };
  },
});

const panels = [];
const show = (title, x) => {
  const made = Array.from({ length: x.length / 2 }, (_, i) => [x[2 * i], x[2 * i + 1]]);
  panels.push(madeBesideReal(title, made, ring.slice(0, 300), 2.6));
};
await diffusion.sample(predict, [400, 2], {
  onStep: (x, left) => {
    if ([99, 40, 15, 0].includes(left)) show(`${100 - left} steps`, x);
  },
});
await draw("diffusion", ...panels);
