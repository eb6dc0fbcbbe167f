/** Indices and labels that must lie on an axis: what a run says about those that do not. */

import { formatShape } from "../base/shape.ts";
import type { Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import type { MovementOp } from "./kinds.ts";
import { sampleShape } from "./samples.ts";

/** How many places there are, and what the indices are for, in words that follow "Cannot". */
export type BoundedAttributes = { readonly extent: number; readonly what: string };

/** y = x, int32; after a run with an element outside 0 … extent − 1 an error is thrown that says `what`. */
export const boundedOp: MovementOp<BoundedAttributes> = {
  name: "bounded",
  property: { kind: "movement", view: (input) => input, bound: (attributes) => attributes },
  infer: (inputs, { what }) => {
    const { shape, dtype } = inputs[0]!;
    if (dtype !== "int32") {
      throw new TypeError(
        `Cannot ${what} with indices of dtype ${dtype} and shape ${formatShape(shape)}: expected int32, got ${dtype}. ` +
          'Use cast("int32").',
      );
    }
    return [{ shape, dtype }];
  },
  vjp: () => [undefined],
  batch: ([x], attributes) => apply(boundedOp, [x!], attributes),
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [{ shape, dtype: "int32", low: -2, high: 12 }],
    attributes: { extent: 10, what: "look up elements" },
  }),
};

/** The indices themselves, which a run checks. Throws: TypeError unless they are int32. */
export function bounded(indices: Value, extent: number, what: string): Value {
  return apply(boundedOp, [indices], { extent, what });
}
