/** The meaning of ops that sum up to each place. */

import type { AttributesOf, CumulativeOpName } from "../../ops/table.ts";
import type { Row } from "./call.ts";
import { forEachIndex, positionOf } from "./indexing.ts";

/** One row an op. */
export const cumulativeRows: { readonly [Name in CumulativeOpName]: Row<AttributesOf<Name>> } = {
  cumsum: ({ inputs: [x], inputTypes, attributes: { axis, reverse } }) => {
    const { shape, dtype } = inputTypes[0]!;
    const extent = shape[axis]!;
    const output = new Float64Array(x!.length);
    forEachIndex(shape.with(axis, Math.min(extent, 1)), (index) => {
      let sum = 0;
      for (let i = 0; i < extent; i++) {
        const position = positionOf(shape, index.with(axis, reverse ? extent - 1 - i : i));
        sum += x![position]!;
        if (dtype === "int32") sum |= 0;
        output[position] = sum;
      }
    });
    return output;
  },
};
