// Compiling a step: forward, loss, backward and update become one program with one memory plan.
//
//   node examples/compile-a-step.mjs
import { compile, compileCount, losses, manualSeed, nn, optim, tensor } from "tensorloom";

manualSeed(0);
const model = new nn.Sequential([new nn.Linear(1, 32), new nn.Tanh(), new nn.Linear(32, 1)]);
const optimizer = new optim.Adam(model.parameters(), { lr: 0.03 });

// The same lines as without compile. What is inside is traced once and runs as one program afterwards.
const step = compile((x, y) => {
  optimizer.zeroGrad();
  const loss = losses.mse(model.forward(x), y);
  loss.backward();
  optimizer.step();
  return loss;
});

// One wave of a sine, at 64 points.
const points = Array.from({ length: 64 }, (_, i) => [(2 * i) / 63 - 1]);
const x = tensor(points);
const y = tensor(points.map(([t]) => [Math.sin(Math.PI * t)]));

let first;
let last;
for (let i = 0; i < 300; i++) {
  // The learning rate is an input of the program: changing it compiles nothing anew.
  if (i === 200) optimizer.lr = 0.003;
  last = step(x, y);
  first ??= last.item();
}
console.log(`the loss went from ${first.toFixed(3)} to ${last.item().toFixed(3)}`);
console.log(`programs compiled: ${compileCount()}`);
if (!(last.item() < first / 20)) throw new Error("The curve was not learnt.");
