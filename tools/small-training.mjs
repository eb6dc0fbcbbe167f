// Trains a small network for a few steps and prints a digest of its weights, for tools that compare them between Nodes:
// `node tools/small-training.mjs <URL of the package's door> <device>`.
import { createHash } from "node:crypto";

const [door, device] = process.argv.slice(2);
const { compile, losses, manualSeed, nn, optim, randn, setDevice } = await import(door);
const hash = createHash("sha256");
// Eager and compiled, on one thread and on two.
for (const threads of [1, 2]) {
  await setDevice(device, { threads });
  for (const wrap of [(step) => step, compile]) {
    manualSeed(1);
    const model = new nn.Sequential([
      new nn.Conv2d(1, 8, { kernelSize: 3, padding: 1 }),
      new nn.GELU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(8 * 14 * 14, 1),
    ]);
    const optimizer = new optim.Adam(model.parameters());
    const step = wrap((x, y) => {
      optimizer.zeroGrad();
      const loss = losses.mse(model.forward(x), y);
      loss.backward();
      optimizer.step();
      return loss;
    });
    for (let i = 0; i < 5; i++) step(randn([32, 1, 28, 28]), randn([32, 1])).item();
    for (const parameter of model.parameters()) hash.update(parameter.dataSync());
  }
}
console.log(hash.digest("hex"));
