/** Scans: the body's kernels, repeated; carries alternate between two halves of a buffer. */

import { sizeOf } from "../base/shape.ts";
import { contiguousView } from "../base/view.ts";
import type { Attributes, Graph, Node } from "../graph/node.ts";
import type { ScanProperty } from "../ops/op.ts";
import { storageAt } from "./buffers.ts";
import { type Expression, elementType, loadAll, type Storage } from "./expression.ts";
import { affine } from "./lowered/builder.ts";
import type { Affine, IndexVariable } from "./lowered/program.ts";
import { type Lowering, type LoweringContext, rowMajor } from "./lowering.ts";
import type { Task } from "./schedule.ts";

/** Lowers a closed graph whose inputs and outputs are in given places. */
export type LowerBody = (
  context: LoweringContext,
  body: Graph,
  inputs: readonly Expression[],
  outputs: readonly Storage[],
) => readonly Task[];

/** Lowers a scan to a repeat of its body's kernels; inside a repeat, to its steps one after the other. */
export function lowerScan(
  lowering: Lowering,
  lowerBody: LowerBody,
  node: Node,
  property: ScanProperty<Attributes>,
): void {
  const { body, length, carries, sequences, reverse } = property.parts(node.attributes);
  const { context } = lowering;
  const repeat: IndexVariable = { id: -1, name: "step", extent: length };
  const inputs = node.inputs;
  const stacked = node.outputs
    .slice(carries)
    .map((value) => lowering.home(value, "stacked", rowMajor(value)));
  const pairs = inputs.slice(0, carries).map((value) => {
    const size = sizeOf(value.shape);
    const pair = context.buffers.temporary("carry", elementType(value.dtype), 2 * size);
    lowering.write(lowering.expressionOf(value), pair, contiguousView(value.shape), "carry");
    return { pair, size };
  });
  const slices = inputs.slice(carries, carries + sequences).map((value) => lowering.inRowMajorBuffer(value));
  const constants = inputs.slice(carries + sequences).map((value) => lowering.inBuffer(value));
  const fixed = new Set(constants.map(({ storage }) => storage));
  /** The body's tasks at a known step, or at the repeat's counter. */
  const bodyAt = (step: number | undefined): readonly Task[] => {
    const along = (start: number, size: number): Affine => {
      const [first, by] = reverse ? [start + (length - 1) * size, -size] : [start, size];
      return step === undefined ? affine(first, [repeat, by]) : affine(first + step * by);
    };
    const half = (pair: Storage, size: number, odd: boolean): Storage => {
      if (step !== undefined) return storageAt(pair, affine((step % 2 === 1) === odd ? 0 : size));
      return odd ? storageAt(pair, affine(size), -size) : storageAt(pair, affine(0), size);
    };
    const carried = pairs.map(({ pair, size }, i) =>
      loadAll(half(pair, size, false), inputs[i]!.shape, inputs[i]!.dtype),
    );
    const slice = slices.map((load, i) => {
      const { shape, dtype } = inputs[carries + i]!;
      const inner = shape.slice(1);
      return loadAll(storageAt(load.storage, along(load.view.offset, sizeOf(inner))), inner, dtype);
    });
    const next = pairs.map(({ pair, size }) => half(pair, size, true));
    const left = stacked.map((load, i) => {
      const { shape } = node.outputs[carries + i]!;
      return storageAt(load.storage, along(0, sizeOf(shape.slice(1))));
    });
    const inside = { before: { fixed, lowering }, ...context, insideRepeat: true };
    return lowerBody(inside, body, [...carried, ...slice, ...constants], [...next, ...left]);
  };
  if (context.insideRepeat) {
    for (let step = 0; step < length; step++) lowering.tasks.push(...bodyAt(step));
  } else if (length > 0) {
    lowering.tasks.push({
      kind: "repeat",
      variable: repeat,
      tasks: bodyAt(length === 1 ? 0 : undefined),
    });
  }
  pairs.forEach(({ pair, size }, i) => {
    const last = storageAt(pair, affine(length % 2 === 1 ? size : 0));
    lowering.define(node, loadAll(last, inputs[i]!.shape, inputs[i]!.dtype), i);
  });
  stacked.forEach((load, i) => lowering.define(node, load, carries + i));
}
