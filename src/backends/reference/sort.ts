/** The meaning of ops that put elements in order. */

import type { AttributesOf, SortOpName } from "../../ops/table.ts";
import type { Call } from "./call.ts";
import { forEachIndex, positionOf } from "./indexing.ts";

/** One row an op: the elements in order, and where they were. */
export const sortRows: {
  readonly [Name in SortOpName]: (call: Call<AttributesOf<Name>>) => readonly [Float64Array, Float64Array];
} = {
  sort: ({ inputs: [x], inputTypes, attributes: { axis, descending } }) => {
    const { shape } = inputTypes[0]!;
    const [values, places] = [new Float64Array(x!.length), new Float64Array(x!.length)];
    forEachIndex(shape.with(axis, Math.min(shape[axis]!, 1)), (index) => {
      const positions = Array.from({ length: shape[axis]! }, (_, i) =>
        positionOf(shape, index.with(axis, i)),
      );
      const order = positions.map((_, i) => i);
      const key = (i: number) => x![positions[i]!]!;
      order.sort((i, j) => (descending ? compare(key(j), key(i)) : compare(key(i), key(j))));
      for (const [to, i] of order.entries()) {
        values[positions[to]!] = key(i);
        places[positions[to]!] = i;
      }
    });
    return [values, places];
  },
};

/** NaN counts as greatest. */
function compare(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : a > b ? 1 : 0;
}
