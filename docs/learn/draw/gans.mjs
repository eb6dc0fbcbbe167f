import { data, losses, manualSeed, nn, noGrad, optim, randn, train } from "../../../dist/index.js";
import { draw, madeBesideReal } from "./chart.mjs";

manualSeed(0);
const ring = Array.from({ length: 1024 }, (_, i) => [Math.cos(i), Math.sin(i)]);
const real = new data.ArrayDataset([{ shape: [1024, 2], data: Float32Array.from(ring.flat()) }]);
const net = (inputs, outputs) =>
  new nn.Sequential([
    ...[
      new nn.Linear(inputs, 64),
      new nn.LeakyReLU(0.2),
      new nn.Linear(64, 64),
      new nn.LeakyReLU(0.2),
      new nn.Linear(64, outputs),
    ],
  ]);
const [generator, discriminator] = [net(8, 2), net(2, 1)];
const adam = (model) => new optim.Adam(model.parameters(), { lr: 1e-3, betas: [0.5, 0.999] });
const [forG, forD] = [adam(generator), adam(discriminator)];
const noise = randn([400, 8]);
const panels = [];
const show = (title) => {
  const made = noGrad(() => generator.forward(noise)).toArray();
  panels.push(madeBesideReal(title, made, ring.slice(0, 300), 1.6));
};
show("0 steps");
let steps = 0;
for (const epochs of [10, 40, 150]) {
  steps += 16 * epochs;
  await train.fit(new nn.ModuleList([generator, discriminator]), real, {
    epochs,
    optimizers: [forD, forG],
    trainingStep: (points) => {
      const made = generator.forward(randn([64, 8]));
      forD.zeroGrad();
      const told = losses.nonSaturating.discriminator(
        discriminator.forward(points),
        discriminator.forward(made.detach()),
      );
      told.backward();
      forD.step();
      forG.zeroGrad();
      const fooled = losses.nonSaturating.generator(discriminator.forward(made));
      fooled.backward();
      forG.step();
      return { told, fooled };
    },
  });
  show(`${steps} steps`);
}
await draw("gans", ...panels);
