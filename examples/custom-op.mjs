// A custom op: a function with a gradient of its own. Here the sign of a number, which has slope 0 everywhere, passes
// gradients on as if it were a line, so that a network with weights of ±1 can be trained.
//
//   node examples/custom-op.mjs
import { custom, losses, manualSeed, optim, Parameter, rand, tensor } from "tensorloom";

const sign = custom({
  name: "signThrough",
  forward: (x) => x.ge(0).where(1, -1),
  // The gradient of x from that of the result: passed on where |x| ≤ 1, else 0.
  vjp: ({ inputs: [x], gradient }) => [x.abs().le(1).where(gradient, 0)],
});

const x = tensor([-2, -0.5, 0.5, 2], { requiresGrad: true });
sign(x).sum().backward();
console.log(`sign(x)  = ${sign(x)}`);
console.log(`gradient = ${x.grad}`);

// Find the signs that make these sums, by steps on numbers whose signs they are.
manualSeed(0);
const hidden = tensor([1, -1, -1, 1, -1, 1, 1, -1]);
const inputs = rand([64, 8]);
const sums = inputs.matmul(hidden);
const weights = new Parameter(rand([8]).sub(0.5));
const optimizer = new optim.SGD([weights], { lr: 0.05 });
for (let step = 0; step < 200; step++) {
  const loss = losses.mse(inputs.matmul(sign(weights)), sums);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
}
console.log(`hidden   = ${hidden}`);
console.log(`found    = ${sign(weights)}`);
if (sign(weights).sub(hidden).abs().sum().item() !== 0) throw new Error("The signs were not found.");
