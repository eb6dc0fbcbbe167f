/** A slow, obvious interpreter of graphs in float64: the meaning of every operation. */

import { formatShape, sizeOf } from "../../base/shape.ts";
import { type Graph, topologicalOrder, type Value } from "../../graph/node.ts";
import type { AttributesOf, OpName } from "../../ops/table.ts";
import type { Call, Row } from "./call.ts";
import { contractionRows } from "./contraction.ts";
import { cumulativeRows } from "./cumulative.ts";
import { elementwiseRows } from "./elementwise.ts";
import { gatherRows } from "./gather.ts";
import { forEachIndex } from "./indexing.ts";
import { movementRows } from "./movement.ts";
import { sortRows } from "./sort.ts";

/** An op as a function of its inputs' elements to its outputs' elements. */
type Meaning<A> = (call: Call<A>) => readonly Float64Array[];

const meanings = {
  ...single(elementwiseRows),
  ...single(movementRows),
  ...single(contractionRows),
  ...single(gatherRows),
  ...single(cumulativeRows),
  input: () => {
    throw new RangeError(
      "Cannot interpret a graph that uses data from outside: expected each input to be listed, got one that is not. " +
        "Add it to the graph's inputs.",
    );
  },
  constant: ({ attributes: { value } }: Call<AttributesOf<"constant">>) => [Float64Array.of(value)],
  iota: ({ attributes: { shape, axis } }: Call<AttributesOf<"iota">>) => {
    const output = new Float64Array(sizeOf(shape));
    forEachIndex(shape, (index, i) => {
      output[i] = index[axis]!;
    });
    return [output];
  },
  ...sortRows,
  scan: interpretScan,
  checkpoint: ({ inputs, attributes: { body } }: Call<AttributesOf<"checkpoint">>) =>
    interpretGraph(body, inputs),
  custom: ({ inputs, attributes: { body } }: Call<AttributesOf<"custom">>) => interpretGraph(body, inputs),
} satisfies { [Name in OpName]: Meaning<AttributesOf<Name>> };

/**
 * The elements of the graph's outputs, then of the new values of its updates, row-major and in float64. int32 wraps;
 * a bool is 0 or 1; float32 is not rounded.
 *
 * Throws: RangeError if the inputs do not fit the graph's.
 */
export function interpretGraph(graph: Graph, inputs: readonly Float64Array[]): Float64Array[] {
  const known = new Map<Value, Float64Array>();
  if (inputs.length !== graph.inputs.length) {
    throw new RangeError(
      `Cannot interpret a graph of ${graph.inputs.length} inputs with ${inputs.length}: expected one array each, got ` +
        `${inputs.length}. Give all of them in order.`,
    );
  }
  for (const [i, value] of graph.inputs.entries()) {
    if (inputs[i]!.length !== sizeOf(value.shape)) {
      throw new RangeError(
        `Cannot interpret a graph with ${inputs[i]!.length} elements as input ${i}: expected ` +
          `${sizeOf(value.shape)} for shape ${formatShape(value.shape)}, got ${inputs[i]!.length}. Check the data.`,
      );
    }
    known.set(value, inputs[i]!);
  }
  const wanted = [...graph.outputs, ...graph.updates.map(({ value }) => value)];
  for (const node of topologicalOrder(wanted, (each) => known.has(each.outputs[0]!))) {
    if (known.has(node.outputs[0]!)) continue;
    const meaning = meanings[node.op as OpName] as Meaning<unknown>;
    const results = meaning({
      inputs: node.inputs.map((value) => known.get(value)!),
      inputTypes: node.inputs,
      outputTypes: node.outputs,
      attributes: node.attributes,
    });
    for (const [i, output] of node.outputs.entries()) known.set(output, results[i]!);
  }
  return wanted.map((value) => known.get(value)!);
}

/**
 * For a graph of one sum, cumsum, dot, conv, fold or scatterAdd, or of such ops and movements: Σ|terms| for each output element, by which
 * rounding errors of float32 are measured (|error| ≤ c · ε · Σ|terms|).
 */
export function sumsOfMagnitudes(graph: Graph, inputs: readonly Float64Array[]): Float64Array[] {
  return interpretGraph(
    graph,
    inputs.map((data, i) => (graph.inputs[i]!.dtype === "float32" ? data.map(Math.abs) : data)),
  );
}

function interpretScan({ inputs, outputTypes, attributes }: Call<AttributesOf<"scan">>): Float64Array[] {
  const { body, length, carries, sequences, reverse } = attributes;
  let carried = inputs.slice(0, carries);
  const stacked = outputTypes.slice(carries).map(({ shape }) => new Float64Array(sizeOf(shape)));
  for (let turn = 0; turn < length; turn++) {
    const step = reverse ? length - 1 - turn : turn;
    const slices = inputs.slice(carries, carries + sequences).map((sequence) => {
      const size = sequence.length / length;
      return sequence.subarray(step * size, (step + 1) * size);
    });
    const results = interpretGraph(body, [...carried, ...slices, ...inputs.slice(carries + sequences)]);
    carried = results.slice(0, carries);
    for (const [i, output] of stacked.entries()) {
      output.set(results[carries + i]!, step * (output.length / length));
    }
  }
  return [...carried, ...stacked];
}

function single<Rows extends Record<string, Row<never>>>(
  rows: Rows,
): { [Name in keyof Rows]: Meaning<Parameters<Rows[Name]>[0]["attributes"]> } {
  const entries = Object.entries(rows).map(([name, row]) => [name, (call: Call<never>) => [row(call)]]);
  return Object.fromEntries(entries);
}
