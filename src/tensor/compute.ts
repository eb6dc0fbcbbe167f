/** From functions of graph values to functions of tensors. */

import type { DType } from "../base/dtype.ts";
import type { Value } from "../graph/node.ts";
import { constant, stopGradient } from "../ops/index.ts";
import { realizeValues } from "../runtime/realize.ts";
import { HostStorage, leaf } from "../runtime/storage.ts";
import { activeTrace } from "../runtime/trace.ts";
import { checkDType, checkNumber } from "./argument-kinds.ts";
import { isGradEnabled } from "./grad-mode.ts";
import type { History, LazyTensor } from "./lazy-tensor.ts";
import { reachedLeaves } from "./leaf-tensors.ts";
import { describe } from "./nesting.ts";
import { stepIndices } from "./scan-scope.ts";
import { Tensor } from "./tensor.ts";

/** What binary operations take on the right. */
export type Operand = Tensor | number;

/** Operations in a row after which a tensor is computed without being read, so that no loop grows a graph for ever. */
const maxDepth = 2000;

/**
 * The tensor that `build` makes from the graph values of `inputs`, with their history: how functions over tensors
 * are made from the builders in ops/.
 *
 * @example
 * const convolve = (x: Tensor, w: Tensor) => compute([x, w], (x, w) => conv(x, w, { stride: 2 }));
 */
export function compute<Inputs extends readonly LazyTensor[]>(
  inputs: readonly [...Inputs],
  build: (...values: { -readonly [K in keyof Inputs]: Value }) => Value,
): Tensor {
  const history = historyOf(inputs);
  return wrap(build(...(graphValues(inputs, history) as { -readonly [K in keyof Inputs]: Value })), history);
}

/** `compute` for builders that give several values. */
export function computeAll<Inputs extends readonly LazyTensor[]>(
  inputs: readonly [...Inputs],
  build: (...values: { -readonly [K in keyof Inputs]: Value }) => readonly Value[],
): Tensor[] {
  const history = historyOf(inputs);
  const values = build(...(graphValues(inputs, history) as { -readonly [K in keyof Inputs]: Value }));
  return values.map((value) => wrap(value, history));
}

/** `compute` for two operands of which the second may be a number of the first one's dtype. */
export function binary(build: (a: Value, b: Value) => Value, a: LazyTensor, b: Operand): Tensor {
  return compute([a, typeof b === "number" ? scalarOperand(b, a.dtype) : b], build);
}

/** The tensor that was given. Throws: TypeError if it is none. */
export function checkTensor(given: unknown): Tensor {
  return given instanceof Tensor ? given : failTensor(given);
}

/** Both operands as tensors, numbers taking the dtype of the other; float32 if both are numbers. */
export function operandTensors(a: Operand, b: Operand): [Tensor, Tensor] {
  const dtype = (typeof a !== "number" ? checkTensor(a) : typeof b !== "number" ? checkTensor(b) : undefined)
    ?.dtype;
  const tensorOf = (operand: Operand) =>
    typeof operand === "number" ? scalarOperand(operand, dtype ?? "float32") : operand;
  return [tensorOf(a), tensorOf(b)];
}

/**
 * A number of a user's program as a scalar: outside of `compile` an input, so that programs are the same for all
 * numbers but 0, 1 and −1.
 *
 * Throws: RangeError if the dtype cannot hold it.
 */
export function scalarOperand(value: number, dtype: DType): Tensor {
  return new Tensor(scalarValue(value, dtype));
}

/** `scalarOperand` as a graph's value. */
export function scalarValue(value: number, dtype: DType): Value {
  checkNumber("compute with", value);
  checkDType("make a number of", dtype);
  const constantly = value === 0 || value === 1 || value === -1 || dtype === "bool";
  if (constantly || activeTrace() !== undefined) return constant(value, dtype);
  if (dtype === "int32") {
    if ((value | 0) !== value) return constant(value, dtype);
    return leaf({ shape: [], dtype }, new HostStorage(Int32Array.of(value)));
  }
  return leaf({ shape: [], dtype }, new HostStorage(Float32Array.of(value)));
}

/** Computes a tensor that has more than the allowed number of operations behind it. */
export function realizeDeep(tensor: LazyTensor): void {
  if (tensor.depth <= maxDepth || activeTrace() !== undefined || stepIndices().length > 0) return;
  if (tensor.cell !== undefined) {
    realizeValues([]);
    return;
  }
  const value = tensor.graphValue;
  realizeValues([value]);
  tensor.settle(tensor.requiresGrad && reachedLeaves(value, { fresh: true }).length === 0);
}

function historyOf(inputs: readonly LazyTensor[]): History {
  if (!Array.isArray(inputs)) failTensor(inputs);
  let depth = 0;
  let required = false;
  let severed = false;
  for (const tensor of inputs) {
    if (!(tensor instanceof Tensor)) failTensor(tensor);
    if (tensor.depth > depth) depth = tensor.depth;
    if (tensor.requiresGrad) required = true;
    if (tensor.severed) severed = true;
  }
  const requiresGrad = required && isGradEnabled();
  return { depth: depth + 1, requiresGrad, severed: !requiresGrad && (required || severed) };
}

function failTensor(got: unknown): never {
  throw new TypeError(
    `Cannot compute with ${describe(got)}: expected a tensor, got ${describe(got)}. Make it one with tensor(data); a ` +
      "number will do where one is an operand.",
  );
}

function graphValues(inputs: readonly LazyTensor[], { requiresGrad }: History): Value[] {
  return inputs.map((tensor) =>
    requiresGrad && tensor.severed ? stopGradient(tensor.graphValue) : tensor.graphValue,
  );
}

function wrap(value: Value, history: History): Tensor {
  const differentiable = value.dtype === "float32";
  const tensor = new Tensor(
    value,
    differentiable ? history : { depth: history.depth, requiresGrad: false, severed: false },
  );
  if (history.depth > maxDepth) realizeDeep(tensor);
  return tensor;
}
