/** How elementwise ops with one and two inputs are declared: all that is the same in each of them. */

import type { DType } from "../base/dtype.ts";
import { formatShape, sameShape } from "../base/shape.ts";
import type { TensorType, Value } from "../graph/node.ts";
import type { ElementwiseOp } from "./kinds.ts";
import type { ElementwiseProperty, SampleInput } from "./op.ts";
import { sampleInput, sampleShape } from "./samples.ts";

/** The dtypes of a number. */
export const numeric: readonly DType[] = ["float32", "int32"];
/** The dtypes of functions that are not closed over integers. */
export const floating: readonly DType[] = ["float32"];

/** From which numbers samples of an input are drawn: [low, high). */
export interface SampleRange {
  readonly low: number;
  readonly high: number;
  /** See `SampleInput`. */
  readonly apart?: number;
}

/** What distinguishes one op y = f(x) from another. */
export interface UnaryRule {
  readonly name: string;
  /** What the op does to x, in words that follow "Cannot take". */
  readonly noun: string;
  readonly cost: number;
  readonly dtypes: readonly DType[];
  /** The dtype of the output where it is not the input's. */
  readonly result?: DType;
  readonly range?: SampleRange;
  /** f(x) as `ElementwiseProperty.evaluate` declares it. */
  evaluate?(x: number, dtype: DType): number;
  /** Set where f(f(x)) = x, bit for bit. */
  readonly involution?: true;
  /** The gradient of x, given the gradient g of y. */
  vjp?(g: Value, x: Value, y: Value): Value;
}

/** The record of an elementwise op y = f(x). */
export function defineUnary(rule: UnaryRule): ElementwiseOp {
  const { cost, evaluate, involution } = rule;
  return {
    name: rule.name,
    property: {
      kind: "elementwise",
      cost,
      ...(involution && { involution }),
      ...(evaluate && { evaluate: ([x], dtype) => evaluate(x!, dtype) }),
    },
    infer: (inputs) => {
      const x = inputs[0]!;
      if (!rule.dtypes.includes(x.dtype)) {
        throw new TypeError(
          `Cannot take ${rule.noun} of a ${x.dtype} tensor of shape ${formatShape(x.shape)}: expected ` +
            `${rule.dtypes.join(" or ")}, got ${x.dtype}. Use cast("${rule.dtypes[0]}") first.`,
        );
      }
      return [{ shape: x.shape, dtype: rule.result ?? x.dtype }];
    },
    vjp: ({ inputs, outputs, cotangents }) => [rule.vjp?.(cotangents[0]!, inputs[0]!, outputs[0]!)],
    sample: (random, shape = sampleShape(random)) => ({
      inputs: [ranged(sampleInput(random, shape, random.pick(rule.dtypes)), rule.range)],
      attributes: {},
    }),
  };
}

/** What distinguishes one op y = f(a, b) from another. */
export interface BinaryRule {
  readonly name: string;
  /** A verb that follows "Cannot". */
  readonly verb: string;
  readonly cost: number;
  readonly dtypes: readonly DType[];
  /** Set for a + b. */
  readonly adds?: true;
  /** f(a, b) as `ElementwiseProperty.evaluate` declares it. */
  evaluate?(a: number, b: number, dtype: DType): number;
  /** See `ElementwiseProperty.identity`. */
  readonly identity?: ElementwiseProperty["identity"];
  /** The dtype of the output where it is not the inputs'. */
  readonly result?: DType;
  /** Of the right input only. */
  readonly range?: SampleRange;
  /** Of the left input. */
  readonly leftRange?: SampleRange;
  /** The gradient of a, given the gradient g of y. */
  left?(g: Value, a: Value, b: Value, y: Value): Value;
  /** The gradient of b, given the gradient g of y. */
  right?(g: Value, a: Value, b: Value, y: Value): Value;
}

/** The record of an elementwise op y = f(a, b); shapes and dtypes of both inputs are equal. */
export function defineBinary(rule: BinaryRule): ElementwiseOp {
  const { cost, adds, evaluate, identity } = rule;
  return {
    name: rule.name,
    property: {
      kind: "elementwise",
      cost,
      ...(adds && { adds }),
      ...(identity && { identity }),
      ...(evaluate && { evaluate: ([a, b], dtype) => evaluate(a!, b!, dtype) }),
    },
    infer: (inputs) => {
      const [a, b] = inputs as [TensorType, TensorType];
      checkSameDtype(rule.verb, a, b);
      if (!rule.dtypes.includes(a.dtype)) {
        throw new TypeError(
          `Cannot ${rule.verb} ${a.dtype} tensors of shape ${formatShape(a.shape)}: expected ` +
            `${rule.dtypes.join(" or ")}, got ${a.dtype}. Use cast("${rule.dtypes[0]}") on both first.`,
        );
      }
      checkSameShape(rule.verb, a, b);
      return [{ shape: a.shape, dtype: rule.result ?? a.dtype }];
    },
    vjp: ({ inputs, outputs, cotangents, needed }) => {
      const [a, b] = inputs as [Value, Value];
      const [y, g] = [outputs[0]!, cotangents[0]!];
      return [
        needed[0] === true ? rule.left?.(g, a, b, y) : undefined,
        needed[1] === true ? rule.right?.(g, a, b, y) : undefined,
      ];
    },
    sample: (random, shape = sampleShape(random)) => {
      const dtype = random.pick(rule.dtypes);
      const input = sampleInput(random, shape, dtype);
      return { inputs: [ranged(input, rule.leftRange), ranged(input, rule.range)], attributes: {} };
    },
  };
}

/** Throws: TypeError naming `verb` unless both dtypes are the same. */
export function checkSameDtype(verb: string, a: TensorType, b: TensorType): void {
  if (a.dtype === b.dtype) return;
  throw new TypeError(
    `Cannot ${verb} tensors of dtypes ${a.dtype} and ${b.dtype}: expected equal dtypes, got shapes ` +
      `${formatShape(a.shape)} and ${formatShape(b.shape)} of different ones. Use cast("${a.dtype}") on the second.`,
  );
}

/** Throws: RangeError naming `verb` unless both shapes are the same. */
export function checkSameShape(verb: string, a: TensorType, b: TensorType): void {
  if (sameShape(a.shape, b.shape)) return;
  throw new RangeError(
    `Cannot ${verb} shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}: expected equal shapes, got ` +
      "different ones. Broadcast them first.",
  );
}

function ranged(input: SampleInput, range: SampleRange | undefined): SampleInput {
  return range === undefined || input.dtype !== "float32" ? input : { ...input, ...range };
}
