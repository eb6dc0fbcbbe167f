/** Products: brings both sides into place, packs the right one, and multiplies. */

import { sliceView } from "../base/view.ts";
import type { Attributes, Node, Value } from "../graph/node.ts";
import type { Contraction, ContractionProperty, Margins } from "../ops/op.ts";
import { axisOrder, denseView, type Load, leavesOf, type Storage } from "./expression.ts";
import type { Destination } from "./lower-elementwise.ts";
import { lowerPacking } from "./lower-packing.ts";
import { lowerProduct } from "./lower-product.ts";
import type { Lowering } from "./lowering.ts";
import {
  type ContractionPlan,
  outputOrder,
  pathOf,
  planContraction,
  right as rightStride,
  sideOf,
  term,
} from "./plan-contraction.ts";

/** Lowers a sum of products: margins around the left side, panels of the right side, tiles. */
export function lowerContraction(
  lowering: Lowering,
  node: Node,
  property: ContractionProperty<Attributes>,
): void {
  const [leftValue, rightValue] = node.inputs as [Value, Value];
  const value = node.outputs[0]!;
  const { target } = lowering.context;
  const contraction = property.contraction(node.inputs, node.attributes);
  const loops = contraction.loops.length;
  const margins = property.margins?.(node.inputs, node.attributes);
  const left = withMargins(lowering, leftValue, margins, innermostTerms(contraction));
  const right = lowering.inBuffer(rightValue);
  const home = lowering.home(value, node.op, outputOrder(contraction));
  const planFor = (to: Load, after: readonly Destination[]): ContractionPlan =>
    planContraction(
      target,
      contraction,
      sideOf(left.storage, left.view, contraction.left, loops),
      sideOf(right.storage, right.view, contraction.right, loops),
      sideOf(to.storage, to.view, contraction.output, loops),
      [...after, ...leavesOf(after.map(({ expression }) => expression))].map(({ view }) =>
        pathOf(view, contraction.output, loops),
      ),
    );
  const plan = planFor(home, []);
  const packed = plan.packedLength === undefined ? undefined : packedRight(lowering, plan, right);
  const launches = lowerProduct(target, node.op, plan, packed);
  // With fewer columns than lanes a pass of its own fills vectors better.
  if (plan.column.extent < target.lanes) lowering.add(launches);
  else {
    const wanted = lowering.hasDestination(value);
    lowering.add(launches, {
      product: {
        name: node.op,
        home,
        wanted,
        lower(name, to, after) {
          const other = planFor(to, after);
          return samePacking(plan, other) ? lowerProduct(target, name, other, packed, after) : undefined;
        },
      },
    });
  }
  lowering.define(node, home);
}

/** The axis of the left side that the innermost loop over terms goes along. */
function innermostTerms({ loops, left }: Contraction): number | undefined {
  const innermost = loops.findLastIndex(({ role, extent }) => role === "reduce" && extent > 1);
  const axis = left.findIndex((coefficients) => (coefficients[innermost] ?? 0) !== 0);
  return axis === -1 ? undefined : axis;
}

/** Whether two plans of a product go through its right side in the same way. */
function samePacking(a: ContractionPlan, b: ContractionPlan): boolean {
  const extents = ({ batch, column }: ContractionPlan): string =>
    [...batch, column].map(({ extent }) => extent).join();
  return extents(a) === extents(b);
}

/** The right side in panels; products that read it alike share it, and the steps of a repeat where it is fixed. */
function packedRight(lowering: Lowering, plan: ContractionPlan, right: Load): Storage {
  const { target, buffers } = lowering.context;
  const reduce = plan.reduce.map(({ extent, strides }) => [extent, strides[rightStride], strides[term]]);
  const others = [...plan.batch, plan.column].map(({ extent, strides }) => [extent, strides[rightStride]]);
  const key = JSON.stringify(["packed", placeOf(right.storage), plan.right.offset, reduce, others]);
  const { before } = lowering.context;
  const owner = before?.fixed.has(right.storage) === true ? before.lowering : lowering;
  const known = owner.prepared.get(key);
  if (known !== undefined) return known;
  const packed = buffers.temporary("packed", "float32", plan.packedLength!);
  owner.prepared.set(key, packed);
  owner.add(lowerPacking(target, plan, packed));
  return packed;
}

function placeOf({ buffer, offset, oddOffset }: Storage): unknown {
  return [buffer, offset.constant, offset.terms.map((each) => each.coefficient), oddOffset];
}

/**
 * The value with zeros around it, the axis `walked` innermost if that is worth it; products that read the same elements
 * with the same zeros share what the first of them made.
 */
function withMargins(
  lowering: Lowering,
  value: Value,
  margins: Margins | undefined,
  walked: number | undefined,
): Load {
  const load = lowering.inBuffer(value);
  if (margins === undefined) return load;
  const { low, high } = margins;
  const shape = value.shape.map((extent, axis) => low[axis]! + extent + high[axis]!);
  const given = axisOrder(value.shape, [load]);
  const axes = given.map((axis) => [value.shape[axis], load.view.strides[axis], low[axis], high[axis]]);
  const key = JSON.stringify([placeOf(load.storage), load.view.offset, axes]);
  const known = lowering.margined.get(key);
  if (known !== undefined) {
    const view = denseView(
      shape,
      known.order.map((place) => given[place]!),
    );
    return { kind: "load", storage: known.storage, view, dtype: value.dtype, cost: 0 };
  }
  const worthIt = walked !== undefined && shape[walked]! >= lowering.context.target.lanes;
  const order = worthIt ? [...given.filter((axis) => axis !== walked), walked] : given;
  const padded = lowering.temporary({ shape, dtype: value.dtype }, "padded", order);
  lowering.margined.set(key, { storage: padded.storage, order: order.map((axis) => given.indexOf(axis)) });
  lowering.fill(0, padded);
  const steps = shape.map(() => 1);
  lowering.write(load, padded.storage, sliceView(padded.view, low, steps, value.shape), "pad");
  return padded;
}
