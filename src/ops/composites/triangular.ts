/** Triangles of matrices: causal masks. */

import { formatShape, type Shape } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { sub } from "../arithmetic.ts";
import { eq, ge, le } from "../comparison.ts";
import { cast, where } from "../selection.ts";
import { iota } from "../source.ts";

/** Which diagonal bounds a triangle. */
export interface TriangleOptions {
  /** Columns right of the main diagonal; negative: left of it. Default 0. */
  readonly diagonal?: number;
}

/**
 * x where column − row ≤ diagonal, else 0: the lower triangles. Shapes: […, rows, columns] → the same.
 *
 * Throws: RangeError unless x has rows and columns.
 */
export function tril(x: Value, { diagonal = 0 }: TriangleOptions = {}): Value {
  return where(le(offDiagonal(x.shape), diagonal), x, 0);
}

/**
 * x where column − row ≥ diagonal, else 0: the upper triangles. Shapes: […, rows, columns] → the same.
 *
 * Throws: RangeError unless x has rows and columns.
 */
export function triu(x: Value, { diagonal = 0 }: TriangleOptions = {}): Value {
  return where(ge(offDiagonal(x.shape), diagonal), x, 0);
}

/** Ones on the main diagonal of zeros. Shapes: → [rows, columns] float32. */
export function eye(rows: number, columns: number = rows): Value {
  return cast(eq(offDiagonal([rows, columns]), 0), "float32");
}

/** column − row, an int32 of the last two axes. */
function offDiagonal(shape: Shape): Value {
  if (shape.length < 2) {
    throw new RangeError(
      `Cannot take a triangle of shape ${formatShape(shape)}: expected […, rows, columns], got ${shape.length} axes. ` +
        "Reshape it.",
    );
  }
  const matrix = shape.slice(-2);
  return sub(iota(matrix, 1), iota(matrix, 0));
}
