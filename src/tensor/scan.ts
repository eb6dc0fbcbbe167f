/** Loops over sequences as one operation: recurrent networks and all that carries a state from step to step. */

import { formatShape } from "../base/shape.ts";
import { input, type Node, topologicalOrder, type Value } from "../graph/node.ts";
import { bind, freshInputs, inlineGraph, inputOp, iota, scanBody } from "../ops/index.ts";
import { checkFunction } from "./argument-kinds.ts";
import { computeAll } from "./compute.ts";
import { isGradEnabled } from "./grad-mode.ts";
import { leafTensors, reachedLeaves } from "./leaf-tensors.ts";
import { mapNested } from "./nesting.ts";
import { buildStep } from "./scan-scope.ts";
import { Tensor } from "./tensor.ts";

/** How `scan` goes over its sequences. */
export interface ScanOptions {
  /** Whether to go from the last element to the first; what a step leaves still lies where its element does. */
  readonly reverse?: boolean;
  /** How many steps; needed only without sequences. */
  readonly length?: number;
}

/**
 * [carryₜ₊₁, yₜ] = step(carryₜ, xₜ) for each element xₜ of the first axis of `xs`; returns the last carry and the yₜ
 * stacked. Carry, elements and what a step leaves are tensors in any nesting of arrays and plain objects; the carry
 * keeps its nesting, shapes and dtypes.
 *
 * The step is called once, and what it builds runs as a loop of the program: no graph grows with the length. It may use
 * any tensors from outside, to which gradients flow; random numbers drawn in it differ from step to step. Inside it
 * nothing can be read or assigned.
 *
 * Shapes: xs [length, …] → elements […]; what a step leaves […] → [length, …].
 *
 * Throws: RangeError if lengths differ or the carry changes its type, TypeError if it is not made of tensors.
 *
 * @example
 * const x = tensor([1, 2, 3, 4]);
 * const [total, sums] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)], zeros([]), x);
 * total.item(); // 10
 * sums.shape; // [4]
 */
export function scan<Carry, X, Y>(
  step: (carry: Carry, x: X) => readonly [Carry, Y],
  carry: Carry,
  xs: X,
  options: ScanOptions = {},
): [Carry, Y] {
  checkFunction("scan by", step);
  const carries = tensorsOf(carry, "a carry");
  const sequences = tensorsOf(xs, "sequences");
  const length = lengthOf(sequences, options.length);
  const elements = sequences.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }));
  const index = input({ shape: [], dtype: "int32" });
  const [carried, slices] = [freshInputs(carries), freshInputs(elements)];
  const made = buildStep(index, () => step(standIns(carry, carried), standIns(xs, slices)));
  checkNesting(carry, made[0]);
  const [next, outputs] = [tensorsOf(made[0], "a carry"), tensorsOf(made[1], "results of a step")];
  const results = [...next, ...outputs].map((tensor) => tensor.graphValue);
  const own = [index, ...carried, ...slices];
  const captured = capturedValues(results, own);
  const fixed = freshInputs(captured);
  const body = inlineGraph({ inputs: [...captured, ...own], outputs: results, updates: [] }, [
    ...fixed,
    ...own,
  ]);
  // Operands that the step took from outside: what makes the results require gradients.
  const tracked = isGradEnabled() ? captured.filter((value) => reachedLeaves(value).length > 0) : [];
  const others = tracked.map((value) => new Tensor(value, { depth: 0, requiresGrad: true, severed: false }));
  const all = computeAll([...carries, ...sequences, ...others], (...outer) => {
    const scanned = scanBody({
      carries: bind(carried, outer),
      sequences: [...bind(slices, outer.slice(carries.length)), { inner: index, outer: iota([length], 0) }],
      constants: bind(fixed, captured),
      next: body.slice(0, next.length),
      outputs: body.slice(next.length),
      length,
      reverse: options.reverse ?? false,
    });
    return [...scanned.carries, ...scanned.outputs];
  });
  return [replaced(made[0], all.slice(0, next.length)), replaced(made[1], all.slice(next.length))];
}

/**
 * The values that a step's results are made of and that are there already, or data, or what tensors stand for that
 * require gradients: one list for all outputs of a node.
 */
function capturedValues(results: readonly Value[], own: readonly Value[]): Value[] {
  const first = own[0]!.node.id;
  const moving = new Set<Node>(own.map(({ node }) => node));
  const isThere = (node: Node): boolean =>
    !moving.has(node) &&
    (node.id < first || node.op === inputOp.name || node.outputs.some((value) => leafTensors.has(value)));
  for (const node of topologicalOrder(results, (node) => node.id < first)) {
    if (node.inputs.some((value) => moving.has(value.node))) moving.add(node);
  }
  return topologicalOrder(results, isThere)
    .filter(isThere)
    .flatMap((node) => node.outputs);
}

function lengthOf(sequences: readonly Tensor[], given: number | undefined): number {
  const length = given ?? sequences[0]?.shape[0];
  const other = sequences.find(({ shape }) => shape[0] !== length);
  if (length !== undefined && Number.isInteger(length) && length >= 0 && other === undefined) return length;
  throw new RangeError(
    `Cannot scan sequences of shapes ${sequences.map(({ shape }) => formatShape(shape)).join(", ") || "(none)"} in ` +
      `${length ?? "an unknown number of"} steps: expected one length on the first axis of all, got another. Cut them ` +
      "to the same length; without sequences, give { length }.",
  );
}

/** The tensors of arrays and plain objects, in order. Throws: TypeError for anything else but undefined and null. */
function tensorsOf(nested: unknown, what: string): Tensor[] {
  const tensors: Tensor[] = [];
  mapNested(nested, (item) => {
    if (item instanceof Tensor) tensors.push(item);
    else if (item !== undefined && item !== null) {
      throw new TypeError(
        `Cannot scan with ${what} that holds ${typeof item === "object" ? "an object" : String(item)}: expected ` +
          `tensors in arrays and plain objects, got a ${typeof item}. Make numbers tensors with tensor().`,
      );
    }
  });
  return tensors;
}

/** The same nesting with other tensors, taken in order. */
function replaced<Nested>(nested: Nested, tensors: readonly Tensor[]): Nested {
  let next = 0;
  return mapNested(nested, (item) => (item instanceof Tensor ? tensors[next++] : item)) as Nested;
}

/** The same nesting with tensors that stand for those of any step; gradients may flow through them. */
function standIns<Nested>(nested: Nested, values: readonly Value[]): Nested {
  const tensors = values.map((value) => {
    const requiresGrad = value.dtype === "float32" && isGradEnabled();
    return new Tensor(value, { depth: 0, requiresGrad, severed: false });
  });
  return replaced(nested, tensors);
}

function checkNesting(before: unknown, after: unknown): void {
  const [expected, got] = [before, after].map((nested) => JSON.stringify(mapNested(nested, () => "tensor")));
  if (expected === got) return;
  throw new TypeError(
    `Cannot scan with a step that makes a carry ${got} of ${expected}: expected the same nesting, got another. ` +
      "Return [carry, output] with the carry as it came.",
  );
}
