/** Triangles of matrices: causal masks. */

import * as ops from "../ops/index.ts";
import { checkNumber, checkShape } from "./argument-kinds.ts";
import { compute } from "./compute.ts";
import { Tensor } from "./tensor.ts";

/** The elements on and below a diagonal of the last two axes, else 0. Throws: RangeError for fewer than two axes. */
export function tril(x: Tensor, options: ops.TriangleOptions = {}): Tensor {
  checkNumber("take a triangle from diagonal", options.diagonal ?? 0);
  return compute([x], (value) => ops.tril(value, options));
}

/** The elements on and above a diagonal of the last two axes, else 0. Throws: RangeError for fewer than two axes. */
export function triu(x: Tensor, options: ops.TriangleOptions = {}): Tensor {
  checkNumber("take a triangle from diagonal", options.diagonal ?? 0);
  return compute([x], (value) => ops.triu(value, options));
}

/** Ones on the main diagonal of [rows, columns] zeros; a square unless `columns` is given. */
export function eye(rows: number, columns: number = rows): Tensor {
  checkShape("make an identity of", [rows, columns]);
  return new Tensor(ops.eye(rows, columns));
}
