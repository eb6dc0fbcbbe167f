/** Choosing between elements, and changing what elements are. */

import type { DType } from "../base/dtype.ts";
import { broadcastShapes } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import { broadcastTo, type Operand, operands } from "./broadcast.ts";
import { checkSameDtype, checkSameShape } from "./elementwise.ts";
import type { ElementwiseOp } from "./kinds.ts";
import { sampleInput, sampleShape } from "./samples.ts";

const dtypes: readonly DType[] = ["float32", "int32", "bool"];

/** y = a where the condition is true, else b. */
export const whereOp: ElementwiseOp = {
  name: "where",
  property: { kind: "elementwise", cost: 1, chooses: true },
  infer: (inputs) => {
    const [condition, a, b] = inputs as [TensorType, TensorType, TensorType];
    checkCondition(condition);
    checkSameDtype("choose between", a, b);
    checkSameShape("choose between", a, b);
    checkSameShape("choose by a condition between", condition, a);
    return [{ shape: a.shape, dtype: a.dtype }];
  },
  vjp: ({ inputs, cotangents, needed }) => {
    const [condition, g] = [inputs[0]!, cotangents[0]!];
    return [
      undefined,
      needed[1] === true ? where(condition, g, 0) : undefined,
      needed[2] === true ? where(condition, 0, g) : undefined,
    ];
  },
  sample: (random, shape = sampleShape(random)) => {
    const input = sampleInput(random, shape, random.pick(dtypes));
    return { inputs: [sampleInput(random, shape, "bool"), input, input], attributes: {} };
  },
};

/** The new dtype. */
export type CastAttributes = { readonly dtype: DType };

/**
 * The same numbers as another dtype: float32 → int32 towards zero, saturating, NaN → 0; anything → bool is x ≠ 0;
 * bool → number is 0 or 1.
 */
export const castOp: ElementwiseOp<CastAttributes> = {
  name: "cast",
  property: {
    kind: "elementwise",
    cost: 1,
    evaluate: ([x], from, to) => {
      if (to === "bool") return Number(x !== 0);
      return to === "int32" && from === "float32"
        ? Math.trunc(Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, x!)))
        : x!;
    },
  },
  infer: (inputs, { dtype }) => [{ shape: inputs[0]!.shape, dtype }],
  vjp: ({ cotangents, attributes }) => [attributes.dtype === "float32" ? cotangents[0]! : undefined],
  sample: (random, shape = sampleShape(random)) => {
    const from = random.pick(dtypes);
    const input = sampleInput(random, shape, from);
    const reach = random.pick([2, 300, 4e9]);
    return {
      inputs: [from === "float32" ? { ...input, low: -reach, high: reach } : input],
      attributes: { dtype: random.pick(dtypes.filter((dtype) => dtype !== from)) },
    };
  },
};

/** a where the condition (bool) is true, else b, all broadcast. Throws: RangeError or TypeError if they do not fit. */
export function where(condition: Value, a: Operand, b: Operand): Value {
  checkCondition(condition);
  const [left, right] = operands(a, b);
  checkSameDtype("choose between", left, right);
  const shape = broadcastShapes(
    "choose by a condition between",
    condition.shape,
    broadcastShapes("choose between", left.shape, right.shape),
  );
  const inputs = [condition, left, right].map((input) => broadcastTo(input, shape));
  return apply(whereOp, inputs, {});
}

/** The numbers of x as another dtype; x itself if it has that dtype. */
export function cast(x: Value, dtype: DType): Value {
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype });
}

function checkCondition(condition: TensorType): void {
  if (condition.dtype === "bool") return;
  throw new TypeError(
    `Cannot choose by a condition of dtype ${condition.dtype}: expected bool, got ${condition.dtype}. ` +
      'Compare it with something, or use cast("bool").',
  );
}
