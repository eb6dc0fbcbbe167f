/** All derivatives of functions of one tensor, first and second. */

import { cast, eq, reshape, rowMajorIndex } from "../ops/index.ts";
import { pullBack } from "./backward.ts";
import { compute } from "./compute.ts";
import { zeros } from "./create.ts";
import { grad } from "./grad.ts";
import { stack } from "./join.ts";
import { evaluateAt, released } from "./point.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The function that gives J[o…, i…] = ∂f[o…] / ∂x[i…], one backward pass an element of f's value: for values of up to
 * some hundred elements. For a product with a vector alone, `vjp` and `jvp` take one pass.
 *
 * Shapes: x […i] → […o, …i], f's value being […o]. Throws: as `grad`.
 *
 * @example
 * const slopes = jacobian((x: Tensor) => x.at("::-1").mul(x))(tensor([2, 3]));
 * slopes.toArray(); // [[3, 2], [3, 2]]
 */
export function jacobian(fn: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) => {
    const { value, points } = evaluateAt(fn, x);
    const shape = [...value.shape, ...x.shape];
    if (value.size === 0) return zeros(shape);
    const rows = Array.from({ length: value.size }, (_, i) => {
      const only = compute([], () => cast(eq(rowMajorIndex(value.shape), i), "float32"));
      return pullBack([value], [only], points)[0]!;
    });
    return released(compute([stack(rows)], (stacked) => reshape(stacked, shape)));
  };
}

/**
 * The function that gives H[i…, j…] = ∂²f / ∂x[i…] ∂x[j…] of f's value (summed, if it is not one number), one backward
 * pass an element of x. For a product with a vector alone, `hvp` takes two.
 *
 * Shapes: x […i] → […i, …i]. Throws: as `grad`.
 *
 * @example
 * const curvature = hessian((x: Tensor) => x.pow(3).sum())(tensor([1, 2]));
 * curvature.toArray(); // [[6, 0], [0, 12]]
 */
export function hessian(fn: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return jacobian(grad(fn));
}
