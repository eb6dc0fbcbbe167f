/** A body repeated over the first axis of sequences: recurrent networks as one node. */

import { formatShape, sameShape } from "../base/shape.ts";
import { type Graph, input, type TensorType, topologicalOrder, type Value } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import { add, mul } from "./arithmetic.ts";
import { concat } from "./assembly.ts";
import { inlineGraph } from "./inline.ts";
import type { ScanOp } from "./kinds.ts";
import { flip, reshape, slice } from "./movement.ts";
import type { ScanParts, VjpContext } from "./op.ts";
import { zeros } from "./source.ts";

/** As `ScanParts` of op.ts. */
export type ScanAttributes = {
  readonly body: Graph;
  readonly length: number;
  readonly carries: number;
  readonly sequences: number;
};

/**
 * (carryₜ₊₁, yₜ) = body(carryₜ, xₜ, constants) for t = 0 … length − 1; returns the last carries, then stacked ys.
 *
 * The gradient is a scan backwards over the carries that went into each step. If a body also returns its new carry as
 * a y, those are read from there; otherwise a second scan forwards collects them.
 */
export const scanOp: ScanOp<ScanAttributes> = {
  name: "scan",
  property: {
    kind: "scan",
    parts: ({ body, length, carries, sequences }): ScanParts => ({ body, length, carries, sequences }),
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
  vjp: (context) => scanGradients(context),
  sample: (random) => {
    const width = random.pick([1, 3, 16, 17]);
    const length = random.pick([0, 1, 2, 5, 9]);
    const row = { shape: [width], dtype: "float32" } as const;
    const [carry, x, w] = [input(row), input(row), input(row)];
    const next = add(carry, mul(x, w));
    const outputs = random.pick([[next], [next, next], [next, mul(next, next)]]);
    return {
      inputs: [row, { shape: [length, width], dtype: "float32" }, row],
      attributes: { body: { inputs: [carry, x, w], outputs, updates: [] }, length, carries: 1, sequences: 1 },
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
  const fresh = (values: readonly TensorType[]) => values.map(({ shape, dtype }) => input({ shape, dtype }));
  const slices = fresh(sequences.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype })));
  const [carried, fixed] = [fresh(carries), fresh(constants)];
  const { carries: next, outputs = [] } = step(carried, slices, fixed);
  if (next.length !== carries.length) {
    throw new RangeError(
      `Cannot scan ${carries.length} carries: expected the step to return as many, got ${next.length}. Return each.`,
    );
  }
  const used = new Set(topologicalOrder([...next, ...outputs]).map((node) => node.outputs[0]!));
  const kept = sequences.filter((_, i) => used.has(slices[i]!));
  const body: Graph = {
    inputs: [...carried, ...[...slices, ...fixed].filter((value) => used.has(value))],
    outputs: [...next, ...outputs],
    updates: [],
  };
  const rest = constants.filter((_, i) => used.has(fixed[i]!));
  const attributes = { body, length, carries: carries.length, sequences: kept.length };
  const results = applyAll(scanOp, [...carries, ...kept, ...rest], attributes);
  return { carries: results.slice(0, carries.length), outputs: results.slice(carries.length) };
}

function scanGradients(context: VjpContext<ScanAttributes>): readonly (Value | undefined)[] {
  const { inputs, outputs, cotangents, needed, attributes } = context;
  const { body, length, carries, sequences } = attributes;
  const isFloat = ({ dtype }: TensorType) => dtype === "float32";
  const positions = (from: number, to: number, test: (i: number) => boolean) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter(test);

  // A carry that needs no gradient itself may pass on the gradient of one that does, so all float carries take part.
  const carried = positions(0, carries, (i) => isFloat(inputs[i]!));
  const sliced = positions(carries, carries + sequences, (i) => needed[i] === true);
  const fixed = positions(carries + sequences, inputs.length, (i) => needed[i] === true);
  const stacked = positions(carries, outputs.length, (i) => isFloat(outputs[i]!));

  const before = carriesBefore(inputs, outputs, attributes);
  const result = scan(
    {
      carries: [...carried.map((i) => cotangents[i]!), ...fixed.map((i) => zeros(inputs[i]!.shape))],
      sequences: [
        ...stacked.map((i) => flip(cotangents[i]!, [0])),
        ...before.map((value) => flip(value, [0])),
        ...inputs.slice(carries, carries + sequences).map((value) => flip(value, [0])),
      ],
      constants: inputs.slice(carries + sequences),
      length,
    },
    (gradients, slices, constants) => {
      const again = [...slices.slice(stacked.length), ...constants];
      const copied = inlineGraph(body, again);
      const flowing = [...carried, ...stacked];
      const found = context.gradients(
        flowing.map((i) => copied[i]!),
        [...gradients.slice(0, carried.length), ...slices.slice(0, stacked.length)],
        [...carried, ...sliced, ...fixed].map((i) => again[i]!),
      );
      const accumulated = fixed.map((_, i) =>
        add(gradients[carried.length + i]!, found[carried.length + sliced.length + i]!),
      );
      return {
        carries: [...found.slice(0, carried.length), ...accumulated],
        outputs: found.slice(carried.length, carried.length + sliced.length),
      };
    },
  );
  return inputs.map((_, i) => {
    if (needed[i] !== true) return undefined;
    if (i < carries) return result.carries[carried.indexOf(i)];
    if (i < carries + sequences) return flip(result.outputs[sliced.indexOf(i)]!, [0]);
    return result.carries[carried.length + fixed.indexOf(i)];
  });
}

/** For each carry, its values going into the steps, stacked. */
function carriesBefore(
  inputs: readonly Value[],
  outputs: readonly Value[],
  { body, length, carries, sequences }: ScanAttributes,
): Value[] {
  const kept = Array.from({ length: carries }, (_, i) =>
    length === 0 ? -1 : body.outputs.findIndex((value, j) => j >= carries && value === body.outputs[i]),
  );
  const missing = kept.flatMap((found, i) => (found < 0 ? [i] : []));
  const again =
    missing.length === 0
      ? []
      : scan(
          {
            carries: inputs.slice(0, carries),
            sequences: inputs.slice(carries, carries + sequences),
            constants: inputs.slice(carries + sequences),
            length,
          },
          (before, slices, constants) => ({
            carries: inlineGraph(body, [...before, ...slices, ...constants]).slice(0, carries),
            outputs: missing.map((i) => before[i]!),
          }),
        ).outputs;
  return kept.map((found, i) => {
    if (found < 0) return again[missing.indexOf(i)]!;
    const { shape } = inputs[i]!;
    const first = reshape(inputs[i]!, [1, ...shape]);
    const later = { start: [0, ...shape.map(() => 0)], shape: [length - 1, ...shape] };
    return length === 1 ? first : concat([first, slice(outputs[found]!, later)], 0);
  });
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
