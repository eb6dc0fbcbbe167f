/** The gradients of a loss by all leaves behind it, and what a program that computes the loss can save for them. */

import { gradients } from "../autodiff/gradients.ts";
import { type Node, topologicalOrder, type Value } from "../graph/node.ts";
import { constant, opOf, reshape } from "../ops/index.ts";
import { storageOf } from "../runtime/storage.ts";
import { type ReachedLeaf, reachedLeaves } from "./leaf-tensors.ts";

/** The gradients of one loss. */
export interface LossGradients {
  readonly leaves: readonly ReachedLeaf[];
  /** One a leaf. */
  readonly results: readonly Value[];
  /** A node of this loss' own that every gradient depends on. */
  readonly seed: Node;
}

const built = new WeakMap<Value, LossGradients>();

/** The gradients of a value of one element by all leaves that it reaches: the same graph each time it is asked for. */
export function lossGradients(value: Value): LossGradients {
  const leaves = reachedLeaves(value);
  const known = built.get(value);
  if (
    known?.leaves.length === leaves.length &&
    leaves.every((leaf, i) => leaf.value === known.leaves[i]!.value)
  )
    return known;
  const seed = constant(1);
  const results = gradients(
    [value],
    [reshape(seed, value.shape)],
    leaves.map((leaf) => leaf.value),
  );
  const found = { leaves, results, seed: seed.node };
  built.set(value, found);
  return found;
}

/** Values on the way to a loss that its gradients read: without them both programs would compute them. */
export function valuesForGradients(loss: Value): Value[] {
  const forward = new Set(topologicalOrder([loss], hasStorage));
  const { results } = lossGradients(loss);
  const needed = new Set<Value>();
  const backward = topologicalOrder(results, (node) => forward.has(node) || hasStorage(node));
  for (const node of backward) {
    if (forward.has(node)) continue;
    for (const input of node.inputs) if (forward.has(input.node)) needed.add(movedFrom(input));
  }
  needed.delete(loss);
  return [...needed].filter((value) => storageOf(value) === undefined && value.node.inputs.length > 0);
}

function hasStorage(node: Node): boolean {
  return node.outputs.every((value) => storageOf(value) !== undefined);
}

/** The value whose elements a chain of movements shows. */
function movedFrom(value: Value): Value {
  let source = value;
  while (storageOf(source) === undefined && opOf(source.node).property.kind === "movement") {
    source = source.node.inputs[0]!;
  }
  return source;
}
