// A first tensor: arithmetic on whole arrays, shapes, and the slope of a formula.
//
//   node examples/first-tensor.mjs
import { tensor, zeros } from "tensorloom";

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
console.log(`x has shape [${x.shape}] and dtype ${x.dtype}`);

// Operations build a graph; reading a value (printing, item, data) runs it.
const doubled = x.mul(2).add(1);
console.log(`2x + 1 =\n${doubled}`);

// A smaller operand is repeated along the axes it lacks: each row gets the same row added.
console.log(`x + [10, 20, 30] =\n${x.add(tensor([10, 20, 30]))}`);

console.log(`the sum is ${x.sum().item()}, the mean of each row ${await x.mean({ axis: 1 }).data()}`);
console.log(`x·xᵀ =\n${x.matmul(x.transpose(0, 1))}`);
console.log(`zeros:\n${zeros([2, 2])}`);

// The slope of y = Σ w³ at w = [1, 2] is 3w² = [3, 12].
const w = tensor([1, 2], { requiresGrad: true });
w.mul(w).mul(w).sum().backward();
console.log(`dy/dw = ${await w.grad.data()}`);
