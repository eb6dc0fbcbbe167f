/** A body repeated over the first axis of sequences: recurrent networks as one node. */

import { formatShape, sameShape } from "../base/shape.ts";
import { type Graph, input, type TensorType, topologicalOrder, type Value } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import { add, mul } from "./arithmetic.ts";
import type { ScanOp } from "./kinds.ts";
import type { ScanParts } from "./op.ts";
import { sampleInput } from "./samples.ts";
import { scanGradients } from "./scan-gradients.ts";

/** As `ScanParts` of op.ts. */
export type ScanAttributes = {
  readonly body: Graph;
  readonly length: number;
  readonly carries: number;
  readonly sequences: number;
  readonly reverse: boolean;
};

/**
 * (carryₜ₊₁, yₜ) = body(carryₜ, xₜ, constants) for t = 0 … length − 1; returns the last carries, then stacked ys. In
 * reverse t runs from length − 1 to 0, and each yₜ is still stacked at place t.
 */
export const scanOp: ScanOp<ScanAttributes> = {
  name: "scan",
  property: {
    kind: "scan",
    parts: (attributes): ScanParts => attributes,
  },
  infer: (inputs, { body, length, carries, sequences }) => {
    checkClosed(body);
    if (inputs.length !== body.inputs.length || body.inputs.length < carries + sequences) {
      throw new RangeError(
        `Cannot scan with ${inputs.length} inputs: expected ${body.inputs.length}, as the body takes, of which ` +
          `${carries} carries and ${sequences} sequences, got ${inputs.length}. Give one input for each of the body's.`,
      );
    }
    for (const [i, { shape, dtype }] of inputs.entries()) {
      const isSequence = i >= carries && i < carries + sequences;
      const expected = isSequence ? [length, ...body.inputs[i]!.shape] : body.inputs[i]!.shape;
      checkType(`input ${i}`, { shape, dtype }, { shape: expected, dtype: body.inputs[i]!.dtype });
    }
    if (body.outputs.length < carries) {
      throw new RangeError(
        `Cannot scan ${carries} carries: expected the body to return each of them, got ${body.outputs.length} ` +
          "outputs. Return the new carries first.",
      );
    }
    return body.outputs.map(({ shape, dtype }, i) => {
      if (i >= carries) return { shape: [length, ...shape], dtype };
      checkType(`new carry ${i}`, { shape, dtype }, body.inputs[i]!);
      return { shape, dtype };
    });
  },
  vjp: scanGradients,
  sample: (random) => {
    const width = random.pick([1, 3, 16, 17]);
    const length = random.pick([0, 1, 2, 5, 9]);
    const dtype = random.pick(["float32", "float32", "int32"] as const);
    const row = sampleInput(random, [width], dtype);
    const [carry, x, w] = [input(row), input(row), input(row)];
    const next = add(carry, mul(x, w));
    const outputs = random.pick([[next], [next, next], [next, mul(next, next)]]);
    return {
      inputs: [row, { ...row, shape: [length, width] }, row],
      attributes: {
        body: { inputs: [carry, x, w], outputs, updates: [] },
        length,
        carries: 1,
        sequences: 1,
        reverse: random.pick([false, true]),
      },
    };
  },
};

/** What a scan runs over. */
export interface ScanInputs {
  /** What the body hands from one step to the next, as it is before the first. */
  readonly carries: readonly Value[];
  /** Tensors whose first axis is time. */
  readonly sequences?: readonly Value[];
  /** What is the same in each step: weights. */
  readonly constants?: readonly Value[];
  /** How many steps; needed only without sequences. */
  readonly length?: number;
  /** Whether to go from the last element to the first. Default false. */
  readonly reverse?: boolean;
}

/** What one step returns. */
export interface ScanStep {
  /** The new carries, of the same types. */
  readonly carries: readonly Value[];
  /** What the step leaves behind, to be stacked. */
  readonly outputs?: readonly Value[];
}

/** What a scan returns. */
export interface ScanResult {
  /** The carries after the last step. */
  readonly carries: readonly Value[];
  /** [length, …] for each output of the step. */
  readonly outputs: readonly Value[];
}

/**
 * Runs `step` once for each element of the first axis of the sequences. The step may use its arguments only, and
 * constants; it is called once, to build the body. Sequences and constants it leaves unused are not scanned.
 *
 * Throws: RangeError if lengths differ, a carry changes its shape, or the step uses a tensor from outside.
 *
 * @example
 * const { outputs } = scan({ carries: [zeros([4])], sequences: [x] }, ([total], [slice]) => {
 *   const next = add(total!, slice!);
 *   return { carries: [next], outputs: [next] };
 * });
 */
export function scan(
  inputs: ScanInputs,
  step: (carries: readonly Value[], slices: readonly Value[], constants: readonly Value[]) => ScanStep,
): ScanResult {
  const { carries, sequences = [], constants = [] } = inputs;
  const length = inputs.length ?? sequences[0]?.shape[0];
  if (length === undefined || sequences.some(({ shape }) => shape[0] !== length)) {
    throw new RangeError(
      `Cannot scan sequences of shapes ${sequences.map(({ shape }) => formatShape(shape)).join(", ") || "(none)"}: ` +
        `expected one length for all, got ${length ?? "none"}. Cut them to the same length, or give \`length\`.`,
    );
  }
  const slices = freshInputs(sequences.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype })));
  const [carried, fixed] = [freshInputs(carries), freshInputs(constants)];
  const { carries: next, outputs = [] } = step(carried, slices, fixed);
  if (next.length !== carries.length) {
    throw new RangeError(
      `Cannot scan ${carries.length} carries: expected the step to return as many, got ${next.length}. Return each.`,
    );
  }
  return scanBody({
    carries: bind(carried, carries),
    sequences: bind(slices, sequences),
    constants: bind(fixed, constants),
    next,
    outputs,
    length,
    reverse: inputs.reverse ?? false,
  });
}

/** An input of a body and what it is outside: its first value, its sequence, or the tensor itself. */
export interface Binding {
  readonly inner: Value;
  readonly outer: Value;
}

/** A body that is there already, and what it runs over. */
export interface BodyScan {
  readonly carries: readonly Binding[];
  readonly sequences: readonly Binding[];
  readonly constants: readonly Binding[];
  /** The new carries. */
  readonly next: readonly Value[];
  readonly outputs: readonly Value[];
  readonly length: number;
  readonly reverse: boolean;
}

/** Pairs of values at the same places. */
export function bind(inner: readonly Value[], outer: readonly Value[]): Binding[] {
  return inner.map((value, i) => ({ inner: value, outer: outer[i]! }));
}

/** New inputs of the types of `values`. */
export function freshInputs(values: readonly TensorType[]): Value[] {
  return values.map(({ shape, dtype }) => input({ shape, dtype }));
}

/** The scan of a body. Sequences and constants that it does not use are left out. Throws: as `scan`. */
export function scanBody({ carries, next, outputs, length, reverse, ...rest }: BodyScan): ScanResult {
  const used = new Set(topologicalOrder([...next, ...outputs]).flatMap((node) => node.outputs));
  const isUsed = ({ inner }: Binding): boolean => used.has(inner);
  const sequences = rest.sequences.filter(isUsed);
  const bindings = [...carries, ...sequences, ...rest.constants.filter(isUsed)];
  const body: Graph = {
    inputs: bindings.map(({ inner }) => inner),
    outputs: [...next, ...outputs],
    updates: [],
  };
  const attributes = { body, length, carries: carries.length, sequences: sequences.length, reverse };
  const outer = bindings.map((each) => each.outer);
  const results = applyAll(scanOp, outer, attributes);
  return { carries: results.slice(0, carries.length), outputs: results.slice(carries.length) };
}

function checkType(what: string, got: TensorType, expected: TensorType): void {
  if (got.dtype === expected.dtype && sameShape(got.shape, expected.shape)) return;
  throw new RangeError(
    `Cannot scan with ${what} of ${got.dtype} ${formatShape(got.shape)}: expected ${expected.dtype} ` +
      `${formatShape(expected.shape)}, got ${got.dtype} ${formatShape(got.shape)}. Sequences have time as their first ` +
      "axis; carries keep their type from step to step.",
  );
}

function checkClosed(body: Graph): void {
  for (const node of topologicalOrder(body.outputs)) {
    if (node.op !== "input" || body.inputs.includes(node.outputs[0]!)) continue;
    const { dtype, shape } = node.outputs[0]!;
    throw new RangeError(
      `Cannot scan with a step that uses a tensor from outside: expected its arguments only, got a ${dtype} ` +
        `${formatShape(shape)} from elsewhere. Pass it in \`constants\`.`,
    );
  }
}
