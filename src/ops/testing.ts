/** Graphs of one node with random data, for tests that loop over the op table: gradients, properties, devices. */

import type { Random } from "../base/random.ts";
import { sizeOf } from "../base/shape.ts";
import { type Graph, input, type TensorType, type Value } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import { expand, flip, invertOrder, permute } from "./movement.ts";
import type { SampleInput } from "./op.ts";
import { sampleAxes } from "./samples.ts";
import { type OpName, opNamed } from "./table.ts";

/** How random data are drawn. */
export interface SampleGraphOptions {
  /**
   * Whether float data are integers from −4 to 4 (as far as the op's domain allows), so that sums and products are
   * exact in float32, and ties occur.
   */
  readonly exact?: boolean;
  /** Whether some elements of float data are NaN, infinite or −0. */
  readonly special?: boolean;
  /** Whether inputs at times reach the op turned, backwards, or repeated along axes. */
  readonly views?: boolean;
  /** Which uses are wanted: others are drawn again. */
  wanted?(graph: Graph): boolean;
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
  for (;;) {
    const sample = op.sample(random);
    const operands = sample.inputs.map((type) =>
      options.views === true ? randomView(type, random) : plain(type),
    );
    const inputs = operands.map(({ source }) => source);
    const seen = operands.map(({ value }) => value);
    const outputs = op.property.kind === "leaf" ? seen : applyAll(op, seen, sample.attributes);
    const graph = { inputs, outputs, updates: [] };
    if (options.wanted?.(graph) === false) continue;
    const data = sample.inputs.map((each, i) => ({ ...each, shape: inputs[i]!.shape }));
    return { graph, inputs: data.map((each) => sampleData(each, random, options)) };
  }
}

/** What an op reads, and the input of the graph that it is a view of. */
interface Operand {
  readonly source: Value;
  readonly value: Value;
}

function plain({ shape, dtype }: TensorType): Operand {
  const source = input({ shape, dtype });
  return { source, value: source };
}

/** A new input, or one whose axes lie in another order, run backwards, or have an element that repeats. */
function randomView({ shape, dtype }: TensorType, random: Random): Operand {
  const kind = random.pick(["plain", "plain", "turned", "backwards", "repeated"]);
  const axes = sampleAxes(random, shape.length);
  if (kind === "turned") {
    const order = [...random.permutation(shape.length)];
    const source = input({ shape: invertOrder(order).map((axis) => shape[axis]!), dtype });
    return { source, value: permute(source, order) };
  }
  if (kind === "repeated") {
    const source = input({ shape: shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent)), dtype });
    return { source, value: expand(source, shape) };
  }
  const { source } = plain({ shape, dtype });
  return { source, value: kind === "backwards" ? flip(source, axes) : source };
}

/** Random numbers for one input: within [low, high), apart from each other if asked, exact in the dtype. */
export function sampleData(
  type: SampleInput,
  random: Random,
  options: SampleGraphOptions = {},
): Float64Array {
  const data = ordinaryData(type, random, options);
  if (options.special !== true || type.dtype !== "float32") return data;
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0];
  return data.map((each) => (random.integer(0, 16) === 0 ? random.pick(values) : each));
}

function ordinaryData(
  { shape, dtype, low = -2, high = 2, apart = 0 }: SampleInput,
  random: Random,
  { exact = false }: SampleGraphOptions,
): Float64Array {
  const size = sizeOf(shape);
  if (dtype !== "float32") {
    // `integer` draws 24 bits, so that of a wider range the last ones would all be 0.
    const draw = high - low === 2 ** 32 ? () => random.bits() : () => random.integer(low, high);
    return Float64Array.from({ length: size }, draw);
  }
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
