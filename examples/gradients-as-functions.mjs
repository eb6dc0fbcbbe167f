// Gradients as functions: grad takes a function and gives one, so derivatives can be stacked.
//
//   node examples/gradients-as-functions.mjs
import { grad, hessian, jacobian, tensor, valueAndGrad } from "tensorloom";

const f = (x) => x.sin();
const at = tensor(1);
console.log(`sin 1    = ${f(at).item().toFixed(4)}`);
console.log(`sin' 1   = ${grad(f)(at).item().toFixed(4)}`);
console.log(`sin'' 1  = ${grad(grad(f))(at).item().toFixed(4)}`);

// Rosenbrock's valley: its minimum, 0, is at [1, 1].
const valley = (p) => {
  const [x, y] = [p.at(0), p.at(1)];
  return x
    .sub(1)
    .pow(2)
    .add(y.sub(x.pow(2)).pow(2).mul(100));
};
const start = tensor([-1, 1]);
console.log(`gradient at [-1, 1]: ${grad(valley)(start)}`);
console.log(`hessian at [-1, 1]:\n${hessian(valley)(start)}`);
const polar = (p) => p.at(0).mul(p.at(1).cos());
console.log(`jacobian of r·cos φ at [2, 0]: ${jacobian(polar)(tensor([2, 0]))}`);

// Newton's method: the step solves H·step = gradient, here for two unknowns.
const both = valueAndGrad(valley);
let p = start;
for (let i = 1; i <= 2; i++) {
  const [g, h] = [grad(valley)(p).toArray(), hessian(valley)(p).toArray()];
  const determinant = h[0][0] * h[1][1] - h[0][1] * h[1][0];
  p = p.sub(
    tensor([
      (h[1][1] * g[0] - h[0][1] * g[1]) / determinant,
      (h[0][0] * g[1] - h[1][0] * g[0]) / determinant,
    ]),
  );
  console.log(`after ${i} of Newton's steps: ${both(p).value.item().toFixed(4)} at ${p}`);
}
