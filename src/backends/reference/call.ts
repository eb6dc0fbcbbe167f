/** What a row of the interpreter's table is given. */

import type { TensorType } from "../../graph/node.ts";

/** What one use of an op is made of. */
export interface Call<A> {
  /** The elements of each input, row-major. Integers and bools (0 or 1) are doubles too. */
  readonly inputs: readonly Float64Array[];
  readonly inputTypes: readonly TensorType[];
  readonly outputTypes: readonly TensorType[];
  readonly attributes: A;
}

/** One op: the elements of its only output. */
export type Row<A> = (call: Call<A>) => Float64Array;
