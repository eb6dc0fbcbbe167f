import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { contiguousView, permuteView, sliceView, type View } from "../../base/view.ts";
import { input, type Value } from "../../graph/node.ts";
import { applyAll } from "../../ops/apply.ts";
import type { Contraction, Op } from "../../ops/op.ts";
import { opNamed, opNames } from "../../ops/table.ts";
import { sampleData, sampleGraph } from "../../ops/testing.ts";
import { interpretGraph } from "./interpret.ts";

const rounds = 60;

for (const [i, name] of opNames.entries()) {
  const op = opNamed(name);
  if (["leaf", "elementwise", "scan", "call"].includes(op.property.kind)) continue;
  test(`${name}: evaluated through its property alone, it means the same`, () => {
    const random = new Random(500 + i);
    for (let round = 0; round < rounds; round++) {
      const sampled = sampleGraph(name, random, { exact: round % 3 === 0 });
      const { graph } = sampled;
      // Full doubles on odd rounds: float32 data are so short that float64 sums of them are often exact in any order.
      const inputs = sampled.inputs.map((data, at) =>
        round % 2 === 1 && graph.inputs[at]!.dtype === "float32"
          ? data.map(() => Math.exp(random.uniform(-8, 8)) * random.pick([-1, 1]))
          : data,
      );
      const node = graph.outputs[0]!.node;
      const got = evaluate(op.property, node.inputs, inputs, node.outputs[0]!, node.attributes);
      // Equal to the last bit: float64 sums show the order of their terms.
      assert.deepEqual(got, interpretGraph(graph, inputs)[0], `sample ${round}`);
    }
  });
}

for (const [i, name] of opNames.entries()) {
  const op: Op = opNamed(name);
  const { property } = op;
  if (property.kind !== "movement") continue;
  test(`${name}: the view of a strided view means the same, where there is one`, () => {
    const random = new Random(900 + i);
    let views = 0;
    for (let round = 0; round < rounds; round++) {
      const sample = op.sample(random);
      const [type] = sample.inputs;
      const { view, length } = scatteredView(type!.shape, random);
      const buffer = sampleData({ ...type!, shape: [length] }, random);
      const moved: View | undefined = property.view(view, sample.attributes);
      if (moved === undefined) continue;
      views++;
      const x = input({ shape: type!.shape, dtype: type!.dtype });
      const graph = { inputs: [x], outputs: applyAll(op, [x], sample.attributes), updates: [] };
      assert.deepEqual(
        read(buffer, moved),
        interpretGraph(graph, [read(buffer, view)])[0],
        `sample ${round}`,
      );
    }
    assert.ok(views > rounds / 4, `only ${views} samples had a view`);
  });
}

function evaluate(
  property: Op["property"],
  types: readonly Value[],
  inputs: readonly Float64Array[],
  type: Value,
  attributes: Value["node"]["attributes"],
): Float64Array {
  const output = new Float64Array(sizeOf(type.shape));
  switch (property.kind) {
    case "constant":
      return output.fill(property.value(attributes));
    case "coordinate":
      return Float64Array.from(
        positions({ shape: type.shape, strides: property.strides(attributes), offset: 0 }),
      );
    case "movement": {
      const view = property.view(contiguousView(types[0]!.shape), attributes);
      assert.ok(view !== undefined, "a contiguous input always has a view");
      assert.deepEqual([...view.shape], [...type.shape]);
      return read(inputs[0]!, view);
    }
    case "assembly": {
      const fill = property.fill(attributes);
      output.fill(fill ?? Number.NaN);
      const written = new Set<number>();
      for (const [i, view] of property.places(types, attributes).entries()) {
        assert.deepEqual([...view.shape], [...types[i]!.shape]);
        for (const [j, position] of positions(view).entries()) {
          assert.ok(!written.has(position), "places do not overlap");
          written.add(position);
          output[position] = inputs[i]![j]!;
        }
      }
      assert.ok(
        fill !== undefined || written.size === output.length,
        "without a fill, places cover the output",
      );
      return output;
    }
    case "accumulation":
      for (const { from, to } of property.additions(types[0]!, attributes)) {
        assert.deepEqual([...from.shape], [...to.shape]);
        const targets = positions(to);
        for (const [j, position] of positions(from).entries()) {
          const sum = output[targets[j]!]! + inputs[0]![position]!;
          output[targets[j]!] = type.dtype === "int32" ? sum | 0 : sum;
        }
      }
      return output;
    case "gather": {
      const axis = property.axis(attributes);
      const [source, indices] = types as [Value, Value];
      const { outer, inner } = around(source.shape, axis);
      const extent = source.shape[axis]!;
      for (const [o, n, i, at] of visits(outer, inner, inputs[1]!)) {
        output[(o * sizeOf(indices.shape) + n) * inner + i] =
          at >= 0 && at < extent
            ? inputs[0]![(o * extent + at) * inner + i]!
            : property.missing(attributes, type.dtype);
      }
      return output;
    }
    case "scatter": {
      const axis = property.axis(attributes);
      const { outer, inner } = around(type.shape, axis);
      const extent = type.shape[axis]!;
      const count = inputs[0]!.length;
      for (const [o, n, i, at] of visits(outer, inner, inputs[0]!)) {
        if (at < 0 || at >= extent) continue;
        const place = (o * extent + at) * inner + i;
        const sum = output[place]! + inputs[1]![(o * count + n) * inner + i]!;
        output[place] = type.dtype === "int32" ? sum | 0 : sum;
      }
      return output;
    }
    case "contraction": {
      const contraction = property.contraction(types, attributes);
      const margins = property.margins?.(types, attributes);
      if (margins === undefined) return contract(contraction, types, inputs, type);
      const [left, right] = types as [Value, Value];
      const margined = left.shape.map((extent, axis) => margins.low[axis]! + extent + margins.high[axis]!);
      const all = contiguousView(margined);
      const steps = margined.map(() => 1);
      const data = new Float64Array(sizeOf(margined));
      for (const [i, position] of positions(sliceView(all, margins.low, steps, left.shape)).entries()) {
        data[position] = inputs[0]![i]!;
      }
      return contract(contraction, [{ ...left, shape: margined }, right], [data, inputs[1]!], type);
    }
    case "sort": {
      const axis = property.axis(attributes);
      const { outer, inner } = around(type.shape, axis);
      const extent = type.shape[axis]!;
      const sign = property.descending(attributes) ? -1 : 1;
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          const at = (n: number) => (o * extent + n) * inner + i;
          const row = Array.from({ length: extent }, (_, n) => inputs[0]![at(n)]!);
          row.sort((a, b) => sign * (a - b));
          for (const [n, value] of row.entries()) output[at(n)] = value;
        }
      }
      return output;
    }
    case "cumulative": {
      const axis = property.axis(attributes);
      const { outer, inner } = around(type.shape, axis);
      const extent = type.shape[axis]!;
      const step = property.reverse(attributes) ? -inner : inner;
      for (let o = 0; o < outer; o++) {
        for (let i = 0; i < inner; i++) {
          let at = o * extent * inner + i + (step < 0 ? (extent - 1) * inner : 0);
          let sum = 0;
          for (let n = 0; n < extent; n++, at += step) {
            sum += inputs[0]![at]!;
            output[at] = type.dtype === "int32" ? (sum |= 0) : sum;
          }
        }
      }
      return output;
    }
    case "reduction":
      return reduce(property.combine, property.axes(attributes), types[0]!, inputs[0]!, type);
    default:
      throw new Error(`no generic evaluation of ${property.kind}`);
  }
}

function around(shape: readonly number[], axis: number): { outer: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), inner: sizeOf(shape.slice(axis + 1)) };
}

/** Each index and where it is used: number of the index outermost, as scatters must keep its order only. */
function* visits(
  outer: number,
  inner: number,
  indices: Float64Array,
): Generator<readonly [outer: number, n: number, inner: number, at: number]> {
  for (const [n, at] of indices.entries()) {
    for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) yield [o, n, i, at];
  }
}

function contract(
  { loops, left, right, output }: Contraction,
  types: readonly Value[],
  inputs: readonly Float64Array[],
  type: Value,
): Float64Array {
  const place = (matrix: readonly (readonly number[])[], { shape }: Value, counters: readonly number[]) => {
    assert.equal(matrix.length, shape.length);
    return matrix.reduce((position, coefficients, axis) => {
      const at = coefficients.reduce((sum, coefficient, loop) => sum + coefficient * counters[loop]!, 0);
      assert.ok(at >= 0 && at < shape[axis]!, "indices are in range");
      return position * shape[axis]! + at;
    }, 0);
  };
  for (const [i, { role }] of loops.entries()) {
    const uses = (matrix: readonly (readonly number[])[]) =>
      matrix.some((coefficients) => coefficients[i] !== 0);
    assert.equal(uses(left), role !== "column");
    assert.equal(uses(right), role !== "row");
    assert.equal(uses(output), role !== "reduce");
  }
  const result = new Float64Array(sizeOf(type.shape));
  const extents = loops.map(({ extent }) => extent);
  const strided = positions(contiguousView(extents));
  for (const position of strided) {
    let rest = position;
    const counters = extents.map(() => 0);
    for (let i = extents.length - 1; i >= 0; i--) {
      counters[i] = rest % extents[i]!;
      rest = Math.floor(rest / extents[i]!);
    }
    const term =
      inputs[0]![place(left, types[0]!, counters)]! * inputs[1]![place(right, types[1]!, counters)]!;
    result[place(output, type, counters)]! += term;
  }
  return result;
}

function reduce(
  combine: "sum" | "maximum" | "firstMaximum",
  axes: readonly number[],
  from: Value,
  x: Float64Array,
  type: Value,
): Float64Array {
  const result = new Float64Array(sizeOf(type.shape)).fill(combine === "maximum" ? -Infinity : 0);
  const kept = from.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const grouped = permuteView(contiguousView(from.shape), [...kept, ...axes]);
  const members = sizeOf(axes.map((axis) => from.shape[axis]!));
  const elements = Array.from(positions(grouped), (position) => x[position]!);
  for (const [i, value] of elements.entries()) {
    const group = Math.floor(i / members);
    if (combine === "sum") {
      const sum = result[group]! + value;
      result[group] = type.dtype === "int32" ? sum | 0 : sum;
    } else if (combine === "maximum") {
      result[group] = Math.max(result[group]!, value);
    } else if (value > elements[group * members + result[group]!]!) {
      result[group] = i % members;
    }
  }
  return result;
}

/** A view of `shape` with gaps, axes out of order and some reversed, and how long a buffer it needs. */
function scatteredView(shape: readonly number[], random: Random): { view: View; length: number } {
  const order = [...random.permutation(shape.length)];
  const inner = order.map((axis) => shape[axis]! * 2 + 1);
  const back = order.map((_, i) => order.indexOf(i));
  const outer = permuteView(contiguousView(inner), back);
  const plain = random.integer(0, 3) === 0;
  if (plain) return { view: contiguousView(shape), length: sizeOf(shape) };
  const step = shape.map(() => random.pick([1, 2, -1]));
  const start = shape.map((extent, axis) => (step[axis]! < 0 ? extent : 0));
  return { view: sliceView(outer, start, step, shape), length: sizeOf(inner) };
}

function read(buffer: Float64Array, view: View): Float64Array {
  return Float64Array.from(positions(view), (position) => {
    assert.ok(position >= 0 && position < buffer.length, "views stay inside their buffer");
    return buffer[position]!;
  });
}

function positions({ shape, strides, offset }: View): number[] {
  return shape.reduce<number[]>(
    (found, extent, axis) =>
      found.flatMap((position) => Array.from({ length: extent }, (_, i) => position + i * strides[axis]!)),
    [offset],
  );
}
