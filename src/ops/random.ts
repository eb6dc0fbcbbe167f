/** Random bits as a pure function of a key and a counter, the same on every target. */

import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { broadcastTo } from "./broadcast.ts";
import { checkSameShape } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { sampleShape } from "./samples.ts";

/** y = the first word of Threefry-2x32-20 of (counter, 0) under (key0, key1); all int32. */
export const threefryOp: ElementwiseOp = {
  name: "threefry",
  property: { kind: "elementwise", cost: 110 },
  infer: (inputs) => {
    const [key0, key1, counter] = inputs as [TensorType, TensorType, TensorType];
    for (const { dtype } of inputs) checkInt32("draw random bits", dtype);
    checkSameShape("draw random bits with keys of", key0, counter);
    checkSameShape("draw random bits with keys of", key1, counter);
    return [{ shape: counter.shape, dtype: "int32" }];
  },
  vjp: () => [],
  sample: (random, shape = sampleShape(random)) => {
    const input = { shape, dtype: "int32", low: -(2 ** 31), high: 2 ** 31 } as const;
    return { inputs: [input, input, input], attributes: {} };
  },
};

/** y = (bits >>> 8) · 2⁻²⁴, a float32 in [0, 1). */
export const bitsToUniformOp: ElementwiseOp = {
  name: "bitsToUniform",
  property: { kind: "elementwise", cost: 3 },
  infer: (inputs) => {
    checkInt32("turn bits into uniform numbers", inputs[0]!.dtype);
    return [{ shape: inputs[0]!.shape, dtype: "float32" }];
  },
  vjp: () => [],
  sample: (random, shape = sampleShape(random)) => ({
    inputs: [{ shape, dtype: "int32", low: -(2 ** 31), high: 2 ** 31 }],
    attributes: {},
  }),
};

/** 32 random bits (int32) for each counter; the keys are broadcast. Throws: TypeError unless all are int32. */
export function threefry(key0: Value, key1: Value, counter: Value): Value {
  const keys = [broadcastTo(key0, counter.shape), broadcastTo(key1, counter.shape)];
  return apply(threefryOp, [...keys, counter], {});
}

/** A float32 in [0, 1) from 32 random bits. Throws: TypeError unless the bits are int32. */
export function bitsToUniform(bits: Value): Value {
  return apply(bitsToUniformOp, [bits], {});
}

function checkInt32(what: string, dtype: string): void {
  if (dtype === "int32") return;
  throw new TypeError(`Cannot ${what}: expected int32, got ${dtype}. Use cast("int32") first.`);
}
