/** Whole functions as one program. */

import type { Value } from "../graph/node.ts";
import type { Device, HostArray } from "../runtime/device.ts";
import { getDevice } from "../runtime/device-registry.ts";
import { cellsWithPendingVersions } from "../runtime/memory-cell.ts";
import { realizeValues } from "../runtime/realize.ts";
import { activeTrace, suspendTrace, Trace } from "../runtime/trace.ts";
import { TracedProgram } from "../runtime/traced-program.ts";
import { checkFunction } from "./argument-kinds.ts";
import { scalarOperand } from "./compute.ts";
import { fromHostArray } from "./create.ts";
import { isGradEnabled } from "./grad-mode.ts";
import { gradientsLeft } from "./gradients-in-trace.ts";
import type { LazyTensor } from "./lazy-tensor.ts";
import { mapNested, signatureOf } from "./nesting.ts";
import { stepIndices } from "./scan-scope.ts";
import { Tensor } from "./tensor.ts";

/** Arguments of a compiled function: where the function takes a tensor, a number will do. */
export type CompiledArguments<A extends readonly unknown[]> = {
  [K in keyof A]: A[K] extends Tensor ? A[K] | number : A[K];
};

/** One recording of the function. */
interface Recording {
  readonly program: TracedProgram;
  /** The elements of each argument's tensors, set for the time of a run. */
  readonly bound: HostArray[];
  /** What the function returned, with tensors of the recording. */
  readonly result: unknown;
  readonly outputs: readonly Tensor[];
  readonly gradients: readonly [LazyTensor, Tensor | undefined][];
}

/**
 * The function as one program. The first call with arguments of given shapes and dtypes records what `fn` does
 * (forward, backward, optimizer steps) and compiles it; later calls only bind arguments and memory, and run.
 *
 * Inside `fn` nothing can be read. JavaScript that it runs besides is not repeated, and values of other variables are
 * fixed, except for: parameters and variables, `scalarCell`s, generators, gradients, and what is read through `guard`.
 * Arguments and results are tensors in any nesting of arrays and plain objects; a number given for a tensor becomes
 * a float32 scalar, whose value is no part of the program.
 *
 * Results require no gradient. Gradients are left in `grad`, and add up from call to call, but for those of a training
 * step that clears them first: where `fn` clears a tensor's gradient before it adds to it, and also assigns the tensor,
 * `grad` stays as it was.
 *
 * Throws: TypeError for arguments of another kind, or if `fn` is asynchronous.
 *
 * @example
 * const step = compile((x: Tensor, y: Tensor) => {
 *   optimizer.zeroGrad();
 *   const loss = losses.crossEntropy(model.forward(x), y);
 *   loss.backward();
 *   optimizer.step();
 *   return loss;
 * });
 */
export function compile<A extends readonly unknown[], R>(
  fn: (...args: A) => R,
): (...args: CompiledArguments<A>) => R {
  checkFunction("compile", fn);
  let device: Device | undefined;
  const recordings = new Map<string, Recording[]>();
  return (...args) => {
    if (activeTrace() !== undefined || stepIndices().length > 0)
      return fn(...(mapNested(args, numbersToTensors) as unknown as A));
    if (device !== getDevice()) recordings.clear();
    device = getDevice();
    const signature = (isGradEnabled() ? "g" : "n") + signatureOf(args);
    const elements = elementsOf(args);
    let recording = recordings.get(signature)?.find(({ program }) => program.applies());
    if (recording === undefined) {
      const times = forgetEnded(recordings);
      const purpose = `${fn.name || "a function"}(${signature.slice(2, -1)}), after ${times} other recordings`;
      recording = record(fn, args, purpose);
      recordings.set(signature, [...(recordings.get(signature) ?? []), recording]);
    }
    return runRecording(recording, elements) as R;
  };
}

/** Drops recordings whose programs were released to make room for others; returns how many there still are. */
function forgetEnded(recordings: Map<string, Recording[]>): number {
  let count = 0;
  for (const [signature, list] of recordings) {
    const alive = list.filter(({ program }) => !program.ended);
    count += alive.length;
    if (alive.length > 0) recordings.set(signature, alive);
    else recordings.delete(signature);
  }
  return count;
}

function record<A extends readonly unknown[]>(
  fn: (...args: A) => unknown,
  args: readonly unknown[],
  purpose: string,
): Recording {
  const trace = new Trace();
  const bound: HostArray[] = [];
  let count = 0;
  const placeholder = (argument: unknown): Tensor => {
    const i = count++;
    const like = argument instanceof Tensor ? argument : scalarOperand(0, "float32");
    const stand = new Tensor(trace.input(like, () => bound[i]!));
    if (like.requiresGrad) stand.requiresGrad = true;
    return stand;
  };
  const placeholders = mapNested(args, placeholder) as unknown as A;
  return trace.record(() => {
    const result = fn(...placeholders);
    if (result instanceof Promise) {
      throw new TypeError(
        "Cannot compile an asynchronous function: expected one that returns tensors at once.",
      );
    }
    const outputs: Tensor[] = [];
    mapNested(result, (item) => {
      if (item instanceof Tensor) outputs.push(item);
    });
    const gradients = gradientsLeft(trace);
    const values: Value[] = outputs.map((tensor) => tensor.graphValue);
    for (const [, gradient] of gradients) if (gradient !== undefined) values.push(gradient.graphValue);
    const program = suspendTrace(() => new TracedProgram(trace, values, purpose));
    return { program, bound, result, outputs, gradients };
  });
}

function runRecording(
  { program, bound, result, outputs, gradients }: Recording,
  elements: HostArray[],
): unknown {
  bound.push(...elements);
  let arrays: HostArray[];
  try {
    arrays = program.run();
  } finally {
    bound.length = 0;
  }
  let next = 0;
  const take = (like: Tensor) => fromHostArray(arrays[next++]!, like.shape, like.dtype);
  const taken = mapNested(result, (item) => (item instanceof Tensor ? take(item) : item));
  next = outputs.length;
  for (const [tensor, gradient] of gradients) tensor.grad = gradient && take(gradient);
  return taken;
}

/** Computes what the arguments are, and all that was assigned before. */
function elementsOf(args: readonly unknown[]): HostArray[] {
  const tensors: (Tensor | number)[] = [];
  mapNested(args, (item) => tensors.push(item as Tensor | number));
  const lazy = tensors.filter((item): item is Tensor => item instanceof Tensor && item.depth > 0);
  if (lazy.length > 0 || cellsWithPendingVersions().length > 0) {
    realizeValues(lazy.map((tensor) => tensor.graphValue));
  }
  return tensors.map((item) => (item instanceof Tensor ? item.hostArray() : Float32Array.of(item)));
}

function numbersToTensors(item: unknown): unknown {
  return typeof item === "number" ? scalarOperand(item, "float32") : item;
}
