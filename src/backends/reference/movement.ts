/** The meaning of ops that move elements: each output element is looked up where it comes from. */

import type { AccumulationOpName, AssemblyOpName, AttributesOf, MovementOpName } from "../../ops/table.ts";
import type { Call, Row } from "./call.ts";
import { countOf, forEachIndex, positionOf } from "./indexing.ts";

type Names = MovementOpName | AssemblyOpName | AccumulationOpName;

/** One row an op. */
export const movementRows: { readonly [Name in Names]: Row<AttributesOf<Name>> } = {
  reshape: ({ inputs: [x] }) => x!.slice(),
  stopGradient: ({ inputs: [x] }) => x!.slice(),
  bounded: ({ inputs: [x] }) => x!.slice(),
  permute: (call) =>
    lookUp(call, (index, source) => {
      for (const [i, axis] of call.attributes.order.entries()) source[axis] = index[i]!;
    }),
  expand: (call) =>
    lookUp(call, (index, source) => {
      const { shape } = call.inputTypes[0]!;
      for (let axis = 0; axis < shape.length; axis++) source[axis] = shape[axis] === 1 ? 0 : index[axis]!;
    }),
  slice: (call) =>
    lookUp(call, (index, source) => {
      const { start, step } = call.attributes;
      for (let axis = 0; axis < start.length; axis++)
        source[axis] = start[axis]! + index[axis]! * step[axis]!;
    }),
  window: (call) =>
    lookUp(call, (index, source) => {
      windowSource(index, source, call.attributes);
    }),
  pad: ({ inputs: [x], inputTypes, outputTypes, attributes: { low, interior, value } }) => {
    const output = new Float64Array(countOf(outputTypes[0]!.shape)).fill(value);
    forEachIndex(inputTypes[0]!.shape, (index, i) => {
      const place = index.map((at, axis) => low[axis]! + at * (interior[axis]! + 1));
      output[positionOf(outputTypes[0]!.shape, place)] = x![i]!;
    });
    return output;
  },
  concat: ({ inputs, inputTypes, outputTypes, attributes: { axis } }) => {
    const output = new Float64Array(countOf(outputTypes[0]!.shape));
    let before = 0;
    for (const [which, x] of inputs.entries()) {
      const { shape } = inputTypes[which]!;
      forEachIndex(shape, (index, i) => {
        const place = index.map((at, other) => (other === axis ? at + before : at));
        output[positionOf(outputTypes[0]!.shape, place)] = x[i]!;
      });
      before += shape[axis]!;
    }
    return output;
  },
  fold: ({ inputs: [x], inputTypes, outputTypes, attributes }) => {
    const { shape, dtype } = outputTypes[0]!;
    const output = new Float64Array(countOf(shape));
    const windows = inputTypes[0]!.shape;
    const place = new Array<number>(shape.length);
    // Offsets outermost: that is the order in which the terms of one element are added.
    forEachIndex(windows.slice(shape.length), (offset) => {
      forEachIndex(windows.slice(0, shape.length), (index) => {
        windowSource([...index, ...offset], place, attributes);
        const position = positionOf(shape, place);
        const sum = output[position]! + x![positionOf(windows, [...index, ...offset])]!;
        output[position] = dtype === "int32" ? sum | 0 : sum;
      });
    });
    return output;
  },
};

function lookUp(
  { inputs: [x], inputTypes, outputTypes }: Call<unknown>,
  find: (index: readonly number[], source: number[]) => void,
): Float64Array {
  const { shape } = inputTypes[0]!;
  const output = new Float64Array(countOf(outputTypes[0]!.shape));
  const source = new Array<number>(shape.length).fill(0);
  forEachIndex(outputTypes[0]!.shape, (index, i) => {
    find(index, source);
    output[i] = x![positionOf(shape, source)]!;
  });
  return output;
}

/** Where element k of window o lies in what the windows were taken of. */
function windowSource(
  index: readonly number[],
  source: number[],
  { stride, dilation }: AttributesOf<"window">,
): void {
  const spatial = stride.length;
  const lead = index.length - 2 * spatial;
  for (let axis = 0; axis < lead; axis++) source[axis] = index[axis]!;
  for (let i = 0; i < spatial; i++) {
    source[lead + i] = index[lead + i]! * stride[i]! + index[lead + spatial + i]! * dilation[i]!;
  }
}
