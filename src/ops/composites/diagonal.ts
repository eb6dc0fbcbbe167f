/** Diagonals: elements whose indices along two axes are equal, or a fixed distance apart. */

import { requireKind } from "../../base/argument-kinds.ts";
import { formatShape, normalizeAxis } from "../../base/shape.ts";
import type { Value } from "../../graph/node.ts";
import { permute, reshape, slice } from "../movement.ts";

/** Which diagonal. */
export interface DiagonalOptions {
  /** Column − row: above the main diagonal where positive. Default 0. */
  readonly offset?: number;
  /** The axes of rows and of columns; the first two unless given, negative ones counted from the last. */
  readonly axes?: readonly [number, number];
}

/**
 * y[…, i] = x[…, i, i + offset, …]: the axes of rows and columns go, and the diagonal's comes last. A view: in row-major
 * order its elements are columns + 1 apart.
 *
 * Shapes: [rows, columns, …] → […, min(rows, columns)] for the main diagonal.
 *
 * Throws: RangeError if there is no such axis, both are the same, or the offset is no integer.
 */
export function diagonal(x: Value, { offset = 0, axes = [0, 1] }: DiagonalOptions = {}): Value {
  requireKind("array", "take the diagonal", { axes });
  const rank = x.shape.length;
  const [row, column] = axes.map((axis) => normalizeAxis("take the diagonal", axis, rank)) as [
    number,
    number,
  ];
  if (row === column || !Number.isInteger(offset)) {
    throw new RangeError(
      `Cannot take the diagonal of shape ${formatShape(x.shape)} along axes [${axes.join(", ")}] with offset ${offset}: ` +
        "expected two different axes and an integer. Name the axes of rows and of columns.",
    );
  }
  const others = x.shape.map((_, axis) => axis).filter((axis) => axis !== row && axis !== column);
  const rest = others.map((axis) => x.shape[axis]!);
  const [rows, columns] = [x.shape[row]!, x.shape[column]!];
  const [down, right] = [Math.max(0, -offset), Math.max(0, offset)];
  const extent = Math.max(0, Math.min(rows - down, columns - right));
  const flat = reshape(permute(x, [...others, row, column]), [...rest, rows * columns]);
  return slice(flat, {
    start: [...rest.map(() => 0), extent === 0 ? 0 : down * columns + right],
    step: [...rest.map(() => 1), columns + 1],
    shape: [...rest, extent],
  });
}
