/** The meaning of ops that pick elements, or add them up, by indices that are data. */

import type { AttributesOf, IndexedOpName } from "../../ops/table.ts";
import type { Row } from "./call.ts";
import { countOf, forEachIndex, positionOf } from "./indexing.ts";

/** One row an op. */
export const gatherRows: { readonly [Name in IndexedOpName]: Row<AttributesOf<Name>> } = {
  gather: ({ inputs: [x, indices], inputTypes, outputTypes, attributes: { axis, missing } }) => {
    const { shape, dtype } = inputTypes[0]!;
    const output = new Float64Array(countOf(outputTypes[0]!.shape));
    forEachIndex(outputTypes[0]!.shape, (index, i) => {
      const { at, place } = placeOf(index, axis, inputTypes[1]!.shape, indices!);
      const found = at >= 0 && at < shape[axis]!;
      if (found) output[i] = x![positionOf(shape, place)]!;
      else output[i] = dtype === "float32" && missing === "nan" ? Number.NaN : 0;
    });
    return output;
  },
  scatterAdd: ({ inputs: [indices, updates], inputTypes, attributes: { axis, shape } }) => {
    const { shape: from, dtype } = inputTypes[1]!;
    const output = new Float64Array(countOf(shape));
    // Row-major over the updates: for one element of the output, that is the order of the indices.
    forEachIndex(from, (index, i) => {
      const { at, place } = placeOf(index, axis, inputTypes[0]!.shape, indices!);
      if (at < 0 || at >= shape[axis]!) return;
      const position = positionOf(shape, place);
      const sum = output[position]! + updates![i]!;
      output[position] = dtype === "int32" ? sum | 0 : sum;
    });
    return output;
  },
};

/** The element on the other side, for an index in which the axes of the indices stand in place of the axis. */
function placeOf(
  index: readonly number[],
  axis: number,
  shape: readonly number[],
  indices: Float64Array,
): { readonly at: number; readonly place: readonly number[] } {
  const end = axis + shape.length;
  const at = indices[positionOf(shape, index.slice(axis, end))]!;
  return { at, place: [...index.slice(0, axis), at, ...index.slice(end)] };
}
