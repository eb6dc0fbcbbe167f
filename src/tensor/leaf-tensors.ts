/** Which values of graphs stand for tensors that gradients end at, and which were differentiated already. */

import type { Node, Value } from "../graph/node.ts";
import { stopGradientOp } from "../ops/index.ts";
import type { LazyTensor } from "./lazy-tensor.ts";

/** The tensor to whose `grad` a gradient by this value is added. */
export const leafTensors = new WeakMap<Value, LazyTensor>();

const spent = new WeakSet<Value>();

/** Remembers that `backward` was called on a value: its history is dropped once it is computed. */
export function markSpent(value: Value): void {
  spent.add(value);
}

/** Whether `backward` was called on a value. */
export function isSpent(value: Value): boolean {
  return spent.has(value);
}

/** A value in a graph and the tensor that it stands for. */
export interface ReachedLeaf {
  readonly value: Value;
  readonly tensor: LazyTensor;
}

/** The leaves that require a gradient and that a gradient of `from` reaches; `fresh` ignores paths through spent values. */
export function reachedLeaves(from: Value, { fresh = false } = {}): ReachedLeaf[] {
  const leaves: ReachedLeaf[] = [];
  const nodes = new Set<Node>();
  const reached = new Set<Value>();
  const stack = [from];
  while (stack.length > 0) {
    const value = stack.pop()!;
    if (value.dtype !== "float32" || (fresh && spent.has(value))) continue;
    const tensor = leafTensors.get(value);
    if (tensor !== undefined) {
      if (tensor.requiresGrad && !reached.has(value)) leaves.push({ value, tensor });
      reached.add(value);
    } else if (!nodes.has(value.node) && value.node.op !== stopGradientOp.name) {
      nodes.add(value.node);
      for (let i = value.node.inputs.length - 1; i >= 0; i--) stack.push(value.node.inputs[i]!);
    }
  }
  return leaves;
}
