/** Sums up to each place along an axis. */

import { formatShape, normalizeAxis } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import type { CumulativeOp } from "./kinds.ts";
import { sampleInput, sampleShape } from "./samples.ts";

/** Along which axis, and whether from its end. */
export type CumsumAttributes = { readonly axis: number; readonly reverse: boolean };

/** y[…, i, …] = Σ x[…, j, …] over j ≤ i, or over j ≥ i in reverse, added from the start of the sum to i. */
export const cumsumOp: CumulativeOp<CumsumAttributes> = {
  name: "cumsum",
  property: { kind: "cumulative", axis: ({ axis }) => axis, reverse: ({ reverse }) => reverse },
  infer: (inputs) => {
    const x = inputs[0]!;
    if (x.dtype === "bool") {
      throw new TypeError(
        `Cannot sum a bool tensor of shape ${formatShape(x.shape)} cumulatively: expected float32 or int32, got bool. ` +
          'Use cast("int32") to count.',
      );
    }
    return [{ shape: x.shape, dtype: x.dtype }];
  },
  vjp: ({ cotangents, attributes: { axis, reverse } }) => [
    apply(cumsumOp, [cotangents[0]!], { axis, reverse: !reverse }),
  ],
  sample: (random, shape = sampleShape(random, { minRank: 1 })) => ({
    inputs: [sampleInput(random, shape, random.pick(["float32", "float32", "int32"]))],
    attributes: { axis: random.integer(0, shape.length), reverse: random.integer(0, 2) === 1 },
  }),
};

/** Along which axis `cumsum` adds. */
export interface CumsumOptions {
  /** Negative counts from the last. */
  readonly axis: number;
  /** Whether the sums start at the end of the axis. Default false. */
  readonly reverse?: boolean;
}

/**
 * y[…, i, …] = Σ x[…, j, …] over j ≤ i (with `reverse` over j ≥ i). Shapes: any → the same; float32 or int32
 * (wrapping).
 *
 * Throws: RangeError if there is no such axis, TypeError for bool.
 */
export function cumsum(x: Value, { axis, reverse = false }: CumsumOptions): Value {
  return apply(cumsumOp, [x], { axis: normalizeAxis("sum cumulatively", axis, x.shape.length), reverse });
}
