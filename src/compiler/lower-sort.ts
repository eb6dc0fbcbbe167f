/**
 * Sorting by merging: runs of 1, 2, 4, … elements in order become runs twice as long, each merge a loop of as many steps
 * as it has elements. Where the two runs have come to are numbers the loop carries, and addresses that follow data. A
 * merge prefers its left run among equals, so the order is stable and the same on any number of threads.
 */

import type { Attributes, Node } from "../graph/node.ts";
import type { SortProperty } from "../ops/op.ts";
import type { Load } from "./expression.ts";
import { type Counters, type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import { addAffine, affine, type KernelBuilder } from "./lowered/builder.ts";
import type { Launch, Register } from "./lowered/program.ts";
import { type Lowering, rowMajor } from "./lowering.ts";
import { type Dimension, nestOver, type Share, shareOut } from "./nest.ts";

/** About how many elements a chunk merges: some tens of microseconds. */
const chunkElements = 8_192;

/** Elements and their places before, along the same axes. */
interface Pairs {
  readonly keys: Load;
  readonly places: Load;
}

/** Lowers an op that puts elements along an axis in order and tells where they were. */
export function lowerSort(lowering: Lowering, node: Node, property: SortProperty<Attributes>): void {
  const [values, indices] = node.outputs as [Node["outputs"][number], Node["outputs"][number]];
  const axis = property.axis(node.attributes);
  const extent = values.shape[axis]!;
  const order = [...rowMajor(values).filter((other) => other !== axis), axis];
  const home: Pairs = {
    keys: lowering.home(values, "sorted", order),
    places: lowering.home(indices, "places", order),
  };
  const levels = Math.ceil(Math.log2(Math.max(extent, 1)));
  if (levels === 0 && extent > 0) {
    lowering.write(lowering.expressionOf(node.inputs[0]!), home.keys.storage, home.keys.view, "sort");
    lowering.fill(0, home.places);
  } else if (!values.shape.includes(0)) {
    const other: Pairs = {
      keys: levels > 1 ? lowering.temporary(values, "sorted", order) : home.keys,
      places: lowering.temporary(indices, "places", order),
    };
    // The last level writes to the home, the one before it to the other pairs, and so on.
    const target = (level: number) => ((levels - level) % 2 === 1 ? home : other);
    const first = target(-1).places;
    const strides = values.shape.map((_, at) => (at === axis ? 1 : 0));
    const counted = { shape: values.shape, strides, offset: 0 };
    lowering.write(
      { kind: "coordinate", view: counted, dtype: "int32", cost: 0 },
      first.storage,
      first.view,
      "places",
    );
    let from: Pairs = { keys: lowering.inBuffer(node.inputs[0]!), places: first };
    for (let level = 0; level < levels; level++) {
      const to = target(level);
      const merge = { from, to, axis, descending: property.descending(node.attributes) };
      lowering.add(mergesOfRuns(lowering.context.target, node.op, merge, 2 ** level));
      from = to;
    }
  }
  lowering.define(node, home.keys, 0);
  lowering.define(node, home.places, 1);
}

/** Sorted runs along an axis of `from`, to be merged into runs of `to`. */
interface Merge {
  readonly from: Pairs;
  readonly to: Pairs;
  readonly axis: number;
  readonly descending: boolean;
}

/** Launches that merge neighbouring runs of `width` elements, the last of which may be shorter or alone. */
function mergesOfRuns(target: CpuTarget, name: string, merge: Merge, width: number): Launch[] {
  const { from, to, axis } = merge;
  const views = [from.keys.view, from.places.view, to.keys.view, to.places.view];
  const { shape } = to.keys.view;
  const extent = shape[axis]!;
  const rows = nestOver(
    views,
    rowMajor({ shape, dtype: "int32" }).filter((other) => other !== axis),
  );
  const along = views.map((view) => view.strides[axis]!);
  const pairs = Math.floor(extent / (2 * width));
  const rest = extent % (2 * width);
  const launches = (count: number, start: number, left: number, right: number): Launch[] => {
    const blocks: Dimension = { extent: count, strides: along.map((stride) => stride * 2 * width) };
    const dimensions = count === 1 ? rows.dimensions : [...rows.dimensions, blocks];
    const offsets = rows.offsets.map((offset, i) => offset + start * along[i]!);
    const shares = shareOut(
      { dimensions, offsets },
      Math.max(1, Math.floor(chunkElements / (left + right))),
      1,
    );
    return shares.map((share) => mergeKernel(target, name, merge, { along, left, right }, share));
  };
  return [
    ...(pairs > 0 ? launches(pairs, 0, width, width) : []),
    ...(rest > 0 ? launches(1, extent - rest, Math.min(rest, width), Math.max(rest - width, 0)) : []),
  ];
}

/** Two runs, one after the other. */
interface Runs {
  /** From element to element, of each operand. */
  readonly along: readonly number[];
  readonly left: number;
  /** Perhaps none. */
  readonly right: number;
}

/** Operands of the share: keys and places that are read, keys and places that are written. */
function mergeKernel(target: CpuTarget, name: string, merge: Merge, runs: Runs, share: Share): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const { from, to } = merge;
  const written = [writer.parameter(to.keys.storage, "write"), writer.parameter(to.places.storage, "write")];
  const read = [writer.parameter(from.keys.storage), writer.parameter(from.places.storage)];
  const type = from.keys.storage.type;
  const { along, left, right } = runs;
  const mergeAt = (counters: Counters): void => {
    const at = (operand: number) => place(operand, counters, share.offsets[operand]!);
    const pick = (operand: number, start: number, register: Register, extent: number) =>
      builder.load(
        operand === 0 ? type : "int32",
        {
          parameter: read[operand]!,
          offset: addAffine(at(operand), affine(start * along[operand]!)),
          laneStride: 0,
          index: { register, scale: along[operand]!, extent },
        },
        1,
      );
    const integer = (value: number) => builder.constant("int32", value, 1);
    builder.loop("k", left + right, [integer(0)], (k, [i]) => {
      const first = builder.compute("minimum", i!, integer(left - 1));
      let chosen = [pick(0, 0, first, left), pick(1, 0, first, left)];
      let next = builder.compute("add", i!, integer(1));
      if (right > 0) {
        const j = builder.compute("subtract", builder.index(affine(0, [k, 1]), 0, 1), i!);
        const second = builder.compute("minimum", j, integer(right - 1));
        const other = [pick(0, left, second, right), pick(1, left, second, right)];
        const leftIsOver = builder.compute("lessEqual", integer(left), i!);
        const rightIsLeft = builder.compute("less", j, integer(right));
        const before = comesBefore(builder, other[0]!, chosen[0]!, merge.descending);
        const takes = builder.compute("and", rightIsLeft, builder.compute("or", leftIsOver, before));
        chosen = chosen.map((value, n) => builder.compute("select", takes, other[n]!, value));
        next = builder.compute("select", takes, i!, next);
      }
      for (const [n, parameter] of written.entries()) {
        const offset = addAffine(at(2 + n), affine(0, [k, along[2 + n]!]));
        builder.store({ parameter, offset, laneStride: 0 }, chosen[n]!);
      }
      return [next];
    });
  };
  writer.loops(share.inner, writer.grid(share.grid), mergeAt);
  return writer.finish(name);
}

/** Whether b comes before a though it is on its right: NaN counts as greatest. */
function comesBefore(builder: KernelBuilder, b: Register, a: Register, descending: boolean): Register {
  const [less, greater] = descending ? [a, b] : [b, a];
  const smaller = builder.compute("less", less, greater);
  if (a.type !== "float32") return smaller;
  const isNan = builder.compute("notEqual", greater, greater);
  return builder.compute("or", smaller, builder.compute("and", isNan, builder.compute("equal", less, less)));
}
