/**
 * Ops whose addresses are data. Every index is clamped before it becomes part of an address, and compared with what it
 * was: where they differ there is no such element.
 */

import { sizeOf } from "../base/shape.ts";
import type { View } from "../base/view.ts";
import type { Attributes, Node } from "../graph/node.ts";
import type { GatherProperty, ScatterProperty } from "../ops/op.ts";
import { elementType, type Load } from "./expression.ts";
import { type Counters, type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import { addAffine } from "./lowered/builder.ts";
import type { Address, Affine, ElementType, Launch, Register } from "./lowered/program.ts";
import { type Lowering, rowMajor } from "./lowering.ts";
import { type Dimension, mergeNest, type Nest, nestOver, type Share, shareOut } from "./nest.ts";

/** About how many elements a chunk moves: some tens of microseconds. */
const chunkElements = 65_536;

/** Lowers an op that picks elements by indices: each result is one read, rows along vectors. */
export function lowerGather(lowering: Lowering, node: Node, property: GatherProperty<Attributes>): void {
  const [source, indices] = node.inputs;
  const value = node.outputs[0]!;
  const axis = property.axis(node.attributes);
  const extent = source!.shape[axis]!;
  const missing = property.missing(node.attributes, value.dtype);
  const home = lowering.home(value, node.op, rowMajor(value));
  if (extent === 0) lowering.fill(missing, home);
  else if (sizeOf(value.shape) > 0) {
    const from = lowering.inBuffer(source!);
    const by = lowering.inBuffer(indices!);
    const rank = indices!.shape.length;
    const { shape } = value;
    const still = by.view.strides.map(() => 0);
    const before = new Array<number>(axis).fill(0);
    const after = new Array<number>(shape.length - axis - rank).fill(0);
    const along: View = { ...from.view, shape, strides: from.view.strides.toSpliced(axis, 1, ...still) };
    const counted: View = { ...by.view, shape, strides: [...before, ...by.view.strides, ...after] };
    const nest = mergeNest(nestOver([home.view, along, counted], rowMajor(value)));
    const picked = { from, by, scale: from.view.strides[axis]!, extent };
    const shares = shareOut(nest, chunkElements, 16);
    lowering.add(shares.map((share) => gatherKernel(lowering, node.op, home, picked, missing, share)));
  }
  lowering.define(node, home);
}

/**
 * Lowers an op that adds up elements by indices. A chunk owns a part of the axes that are not indexed and goes through
 * all indices in order, so that the order of addition is theirs however many threads there are.
 */
export function lowerScatter(lowering: Lowering, node: Node, property: ScatterProperty<Attributes>): void {
  const [indices, updates] = node.inputs;
  const value = node.outputs[0]!;
  const axis = property.axis(node.attributes);
  const home = lowering.home(value, node.op, rowMajor(value));
  const count = sizeOf(indices!.shape);
  lowering.fill(0, home);
  if (sizeOf(value.shape) > 0 && count > 0) {
    const by = lowering.inBuffer(indices!);
    const from = lowering.inBuffer(updates!);
    const rank = indices!.shape.length;
    const kept = value.shape.toSpliced(axis, 1);
    const own = { ...home.view, shape: kept, strides: home.view.strides.toSpliced(axis, 1) };
    const taken = { ...from.view, shape: kept, strides: from.view.strides.toSpliced(axis, rank) };
    const nest = mergeNest(
      nestOver(
        [own, taken],
        kept.map((_, at) => at),
      ),
    );
    const steps = { shape: by.view.shape, strides: from.view.strides.slice(axis, axis + rank), offset: 0 };
    const order = mergeNest(nestOver([by.view, steps], rowMajor(indices!)));
    const picked = { from, by, scale: home.view.strides[axis]!, extent: value.shape[axis]! };
    const shares = shareOut(nest, Math.max(16, Math.floor(chunkElements / count)), 16);
    lowering.add(
      shares.map((share) => scatterKernel(lowering.context.target, node.op, home, picked, order, share)),
    );
  }
  lowering.define(node, home);
}

/** What is read, by which indices, and what an index stands for. */
interface Picked {
  readonly from: Load;
  readonly by: Load;
  /** Elements from one index to the next. */
  readonly scale: number;
  readonly extent: number;
}

/** A clamped index and whether it was in its range. */
interface Place {
  readonly index: Register;
  readonly found: Register;
}

/** Lanes a step of the innermost loop covers, and how many of them touch memory. */
interface Step {
  readonly lanes: number;
  readonly valid: number;
}

/** Operands of the nest: what is written, what is read, the indices. */
function gatherKernel(
  { context: { target } }: Lowering,
  name: string,
  home: Load,
  { from, by, scale, extent }: Picked,
  missing: number,
  share: Share,
): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const type = elementType(home.dtype);
  const to = writer.parameter(home.storage, "write");
  const source = writer.parameter(from.storage);
  const list = writer.parameter(by.storage);
  const { last, stride, at } = placesOf(share);
  writer.loops(share.inner.slice(0, -1), writer.grid(share.grid), (outside) => {
    const alike = last === undefined || last.extent < 2 || last.strides[2] === 0;
    const shared = alike
      ? readIndex(writer, list, at(2, outside, 0), 0, extent, { lanes: 1, valid: 1 })
      : undefined;
    const spread = shared && acrossLanes(writer, shared.found, last);
    const otherwise = builder.constant(type, missing, spread?.lanes ?? target.lanes);
    overLast(writer, last, outside, (counters, skipped, step) => {
      const own = shared ?? readIndex(writer, list, at(2, counters, skipped), stride(2, step), extent, step);
      const index = { register: own.index, scale, extent };
      const read = {
        parameter: source,
        offset: at(1, counters, skipped),
        laneStride: stride(1, step),
        index,
      };
      const value = loadStep(writer, type, read, step);
      const write = { parameter: to, offset: at(0, counters, skipped), laneStride: stride(0, step) };
      storeStep(writer, write, builder.compute("select", spread ?? own.found, value, otherwise), step);
    });
  });
  return writer.finish(name);
}

/** Operands of the share: what is written, the updates; of `order`: the indices, the updates. */
function scatterKernel(
  target: CpuTarget,
  name: string,
  home: Load,
  { from, by, scale, extent }: Picked,
  order: Nest,
  share: Share,
): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const type = elementType(home.dtype);
  const to = writer.parameter(home.storage, "update");
  const source = writer.parameter(from.storage);
  const list = writer.parameter(by.storage);
  const { last, stride, at } = placesOf(share);
  const grid = writer.grid(share.grid);
  writer.loops(order.dimensions, [], (steps) => {
    const offset = place(0, steps, order.offsets[0]!);
    const { index: register, found } = readIndex(writer, list, offset, 0, extent, { lanes: 1, valid: 1 });
    const chosen = acrossLanes(writer, found, last);
    const index = { register, scale, extent };
    writer.loops(share.inner.slice(0, -1), grid, (outside) => {
      overLast(writer, last, outside, (counters, skipped, step) => {
        const read = {
          parameter: source,
          offset: addAffine(at(1, counters, skipped), place(1, steps, 0)),
          laneStride: stride(1, step),
        };
        const write = { parameter: to, offset: at(0, counters, skipped), laneStride: stride(0, step), index };
        const before = loadStep(writer, type, write, step);
        const sum = builder.compute("add", before, loadStep(writer, type, read, step));
        storeStep(writer, write, builder.compute("select", chosen, sum, before), step);
      });
    });
  });
  return writer.finish(name);
}

/** A share's innermost dimension, and where its operands are: an offset, and a stride from lane to lane. */
function placesOf(share: Share): {
  readonly last: Dimension | undefined;
  stride(operand: number, step: Step): number;
  at(operand: number, counters: Counters, skipped: number): Affine;
} {
  const last = share.inner.at(-1);
  return {
    last,
    stride: (operand, { lanes }) => (lanes === 1 ? 0 : last!.strides[operand]!),
    at: (operand, counters, skipped) =>
      place(operand, counters, share.offsets[operand]! + skipped * (last?.strides[operand] ?? 0)),
  };
}

/** The innermost dimension in vectors, then its edge; a scalar where it has one point. */
function overLast(
  writer: KernelWriter,
  last: Dimension | undefined,
  counters: Counters,
  body: (counters: Counters, skipped: number, step: Step) => void,
): void {
  if (last === undefined || last.extent < 2) {
    body(counters, 0, { lanes: 1, valid: 1 });
    return;
  }
  const { lanes } = writer.target;
  writer.overLanes(last, counters, (inside, skipped, valid) => body(inside, skipped, { lanes, valid }));
}

function readIndex(
  writer: KernelWriter,
  parameter: number,
  offset: Affine,
  laneStride: number,
  extent: number,
  step: Step,
): Place {
  const { builder } = writer;
  const given = loadStep(writer, "int32", { parameter, offset, laneStride }, step);
  const atLeast = builder.compute("maximum", given, builder.constant("int32", 0, step.lanes));
  const index = builder.compute("minimum", atLeast, builder.constant("int32", extent - 1, step.lanes));
  return { index, found: builder.compute("equal", index, given) };
}

/** A truth value for every lane of the innermost dimension's steps. */
function acrossLanes(writer: KernelWriter, found: Register, last: Dimension | undefined): Register {
  return last === undefined || last.extent < 2 ? found : writer.builder.splat(found);
}

function loadStep(
  { builder }: KernelWriter,
  type: ElementType,
  address: Address,
  { lanes, valid }: Step,
): Register {
  const one = lanes === 1 || (address.laneStride === 0 && (address.index?.register.lanes ?? 1) === 1);
  return one ? builder.load(type, address, lanes) : builder.loadPart(type, address, valid);
}

function storeStep(
  { builder }: KernelWriter,
  address: Address,
  value: Register,
  { lanes, valid }: Step,
): void {
  if (lanes === 1) builder.store(address, value);
  else builder.storePart(address, value, valid);
}
