/** Products: brings both sides into place, packs the right one, and multiplies. */

import type { Attributes, Node, Value } from "../graph/node.ts";
import type { ContractionProperty } from "../ops/op.ts";
import { type Load, leavesOf, type Storage } from "./expression.ts";
import type { Destination } from "./lower-elementwise.ts";
import { lowerPacking } from "./lower-packing.ts";
import { lowerProduct } from "./lower-product.ts";
import type { Launch } from "./lowered/program.ts";
import type { Lowering, LoweringContext } from "./lowering.ts";
import { frameOf, homeInFrame, withMargins } from "./margins.ts";
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
  const { context } = lowering;
  const { target } = context;
  const contraction = property.contraction(node.inputs, node.attributes);
  const loops = contraction.loops.length;
  const left = withMargins(lowering, leftValue, frameOf(node));
  const right = lowering.inBuffer(rightValue);
  const order = outputOrder(contraction);
  const home = homeInFrame(lowering, value, node.op, order) ?? lowering.home(value, node.op, order);
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
  const launches = productLaunches(context, node.op, plan, packed);
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
          return samePacking(plan, other) ? productLaunches(context, name, other, packed, after) : undefined;
        },
      },
    });
  }
  lowering.define(node, home);
}

function productLaunches(
  { target, written }: LoweringContext,
  name: string,
  plan: ContractionPlan,
  packed: Storage | undefined,
  after: readonly Destination[] = [],
): Launch[] {
  const passes = after.map((result) => ({ name, shape: result.view.shape, ...result }));
  const { left, right: from, output } = plan;
  const storages = [left, from, output].map(({ storage }) => storage).concat(packed ?? []);
  const source = { facts: `product ${name} ${numbersOf(plan)}`, passes, storages };
  return written.launches(source, () => lowerProduct(target, name, plan, packed, after));
}

/** All of a plan but its storages. */
function numbersOf(plan: ContractionPlan): string {
  return JSON.stringify(plan, (name, value) => (name === "storage" ? undefined : value));
}

/** Whether two plans of a product go through its right side in the same way. */
function samePacking(a: ContractionPlan, b: ContractionPlan): boolean {
  const extents = ({ batch, column }: ContractionPlan): string =>
    [...batch, column].map(({ extent }) => extent).join();
  return extents(a) === extents(b);
}

/** The right side in panels; products that read it alike share it, and the steps of a repeat where it is fixed. */
function packedRight(lowering: Lowering, plan: ContractionPlan, right: Load): Storage {
  const { target, buffers, written } = lowering.context;
  const reduce = plan.reduce.map(({ extent, strides }) => [extent, strides[rightStride], strides[term]]);
  const others = [...plan.batch, plan.column].map(({ extent, strides }) => [extent, strides[rightStride]]);
  const key = JSON.stringify(["packed", placeOf(right.storage), plan.right.offset, reduce, others]);
  const { before } = lowering.context;
  const owner = before?.fixed.has(right.storage) === true ? before.lowering : lowering;
  const known = owner.prepared.get(key);
  if (known !== undefined) return known;
  const packed = buffers.temporary("packed", "float32", plan.packedLength!);
  owner.prepared.set(key, packed);
  const source = {
    facts: `packing ${numbersOf(plan)}`,
    passes: [],
    storages: [packed, plan.right.storage],
  };
  owner.add(written.launches(source, () => lowerPacking(target, plan, packed)));
  return packed;
}

function placeOf({ buffer, offset, oddOffset }: Storage): unknown {
  return [buffer, offset.constant, offset.terms.map((each) => each.coefficient), oddOffset];
}
