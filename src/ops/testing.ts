/** Graphs of one node with random data, for tests that loop over the op table: gradients, properties, devices. */

import type { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { type Graph, input } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import type { SampleInput } from "./op.ts";
import { type OpName, opNamed } from "./table.ts";

/** How random data are drawn. */
export interface SampleGraphOptions {
  /**
   * Whether float data are integers from −4 to 4 (as far as the op's domain allows), so that sums and products are
   * exact in float32, and ties occur.
   */
  readonly exact?: boolean;
}

/** A graph with data to run it on. */
export interface SampledGraph {
  readonly graph: Graph;
  /** One array an input of the graph; the numbers are exact in the input's dtype. */
  readonly inputs: readonly Float64Array[];
}

/** A random legal use of an op as a closed graph, and random data for its inputs. */
export function sampleGraph(name: OpName, random: Random, options: SampleGraphOptions = {}): SampledGraph {
  const op = opNamed(name);
  const sample = op.sample(random);
  const inputs = sample.inputs.map(({ shape, dtype }) => input({ shape, dtype }));
  const outputs = op.property.kind === "leaf" ? inputs : applyAll(op, inputs, sample.attributes);
  return {
    graph: { inputs, outputs, updates: [] },
    inputs: sample.inputs.map((each) => sampleData(each, random, options)),
  };
}

/** Random numbers for one input: within [low, high), apart from each other if asked, exact in the dtype. */
export function sampleData(
  { shape, dtype, low = -2, high = 2, apart = 0 }: SampleInput,
  random: Random,
  { exact = false }: SampleGraphOptions = {},
): Float64Array {
  const size = sizeOf(shape);
  if (dtype !== "float32") return Float64Array.from({ length: size }, () => random.integer(low, high));
  if (exact) {
    const least = Math.max(Math.ceil(low), -4) || 0;
    const [from, to] =
      low === -2 && high === 2 ? [-4, 5] : [least, Math.max(Math.min(Math.ceil(high), 5), least + 1)];
    return Float64Array.from({ length: size }, () => random.integer(from, to));
  }
  if (apart > 0) {
    const step = Math.max(apart, (high - low) / Math.max(size, 1));
    return Float64Array.from(random.permutation(size), (place) => Math.fround(low + place * step));
  }
  return Float64Array.from({ length: size }, () => Math.fround(random.uniform(low, high)));
}
