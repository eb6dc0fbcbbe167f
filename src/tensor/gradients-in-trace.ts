/** Gradients of tensors while a compiled function is recorded: separate from those outside. */

import { suspendTrace, type Trace } from "../runtime/trace.ts";
import type { LazyTensor } from "./lazy-tensor.ts";
import { Tensor } from "./tensor.ts";

interface RecordedGradients {
  /** What the function set, undefined where it cleared a gradient. */
  readonly set: Map<LazyTensor, Tensor | undefined>;
  /** Gradients from outside that it read, as inputs of the program. */
  readonly read: Map<LazyTensor, Tensor | undefined>;
}

const recorded = new WeakMap<Trace, RecordedGradients>();

/**
 * The gradient of a tensor as the recorded function sees it: what it set, else the gradient outside, which becomes
 * an input of the program. Whether there is one outside becomes a condition of the program.
 */
export function gradientIn(trace: Trace, tensor: LazyTensor): Tensor | undefined {
  const { set, read } = gradientsOf(trace);
  if (set.has(tensor)) return set.get(tensor);
  if (!read.has(tensor)) {
    const outside = () => suspendTrace(() => tensor.grad);
    const present = trace.guard(() => outside() !== undefined);
    const input = () => new Tensor(trace.input(tensor, () => outside()!.hostArray()));
    read.set(tensor, present ? input() : undefined);
  }
  return read.get(tensor);
}

/** Sets the gradient of a tensor for the rest of the recorded function. */
export function setGradientIn(trace: Trace, tensor: LazyTensor, gradient: Tensor | undefined): void {
  gradientsOf(trace).set.set(tensor, gradient);
}

/**
 * What the recorded function leaves in `grad` of tensors made outside, undefined where it cleared it. Gradients of
 * tensors that it assigned, as an optimizer's step does, are used up and not among them, if the function clears them
 * before it adds to them: where it does not, the next run adds to what this one left.
 */
export function gradientsLeft(trace: Trace): [LazyTensor, Tensor | undefined][] {
  const { set, read } = gradientsOf(trace);
  return [...set].filter(([tensor, gradient]) => {
    if (tensor.cell === undefined) return !trace.contains(tensor.graphValue);
    const traced = trace.cells.get(tensor.cell);
    const kept = traced === undefined || traced.newest === traced.first;
    return kept || gradient === undefined || read.has(tensor);
  });
}

function gradientsOf(trace: Trace): RecordedGradients {
  let gradients = recorded.get(trace);
  if (gradients === undefined) {
    gradients = { set: new Map(), read: new Map() };
    recorded.set(trace, gradients);
  }
  return gradients;
}
