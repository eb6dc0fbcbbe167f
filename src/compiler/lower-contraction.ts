/** Products: brings both sides into place, spreads or packs the right one, and multiplies. */

import type { Attributes, Node, Value } from "../graph/node.ts";
import type { Contraction, ContractionProperty } from "../ops/op.ts";
import { type Load, leavesOf, type Storage } from "./expression.ts";
import type { Destination } from "./lower-elementwise.ts";
import { lowerPacking } from "./lower-packing.ts";
import { lowerProduct } from "./lower-product.ts";
import { lowerWinograd, roomsLength } from "./lower-winograd.ts";
import { lowerWinogradGradient } from "./lower-winograd-gradient.ts";
import { gradientRoomsLength, lowerWinogradSums } from "./lower-winograd-sums.ts";
import { lowerWinogradWeights, spreadWeightsLength } from "./lower-winograd-weights.ts";
import type { Launch } from "./lowered/program.ts";
import type { Lowering, LoweringContext } from "./lowering.ts";
import { frameOf, homeInFrame, withMargins } from "./margins.ts";
import type { Pass } from "./pass.ts";
import {
  type ContractionPlan,
  type ContractionSides,
  outputOrder,
  pathOf,
  planContraction,
  right as rightStride,
  sideOf,
  term,
} from "./plan-contraction.ts";
import { planWinograd, tiledWindowsOf, type WinogradPlan } from "./plan-winograd.ts";
import { planWinogradGradient, tiledWeightsOf, type WinogradGradientPlan } from "./plan-winograd-gradient.ts";
import type { WindowLoops } from "./window-loops.ts";

/** A way to compute a product. */
interface Method {
  /** Columns that lie side by side. */
  readonly columns: number;
  /** Launches that leave the sums at `to`, then compute `after` from them; undefined where the loops do not fit. */
  lower(name: string, to: Load, after: readonly Destination[]): Launch[] | undefined;
}

/** The sides of a product whose sums go to `to`. */
type SidesFor = (to: Load, after: readonly Destination[]) => ContractionSides;

/** Lowers a sum of products: margins around the left side, panels of the right side, tiles. */
export function lowerContraction(
  lowering: Lowering,
  node: Node,
  property: ContractionProperty<Attributes>,
): void {
  const [leftValue, rightValue] = node.inputs as [Value, Value];
  const value = node.outputs[0]!;
  const contraction = property.contraction(node.inputs, node.attributes);
  const loops = contraction.loops.length;
  const left = withMargins(lowering, leftValue, frameOf(node));
  const right = lowering.inBuffer(rightValue);
  const order = outputOrder(contraction);
  const home = homeInFrame(lowering, value, node.op, order) ?? lowering.home(value, node.op, order);
  const sidesFor: SidesFor = (to, after) => ({
    left: sideOf(left.storage, left.view, contraction.left, loops),
    right: sideOf(right.storage, right.view, contraction.right, loops),
    output: sideOf(to.storage, to.view, contraction.output, loops),
    after: [...after, ...leavesOf(after.map(({ expression }) => expression))].map(({ view }) =>
      pathOf(view, contraction.output, loops),
    ),
  });
  const { columns, lower } = methodOf(lowering, contraction, sidesFor, sidesFor(home, []));
  const launches = lower(node.op, home, [])!;
  // With fewer columns than lanes a pass of its own fills vectors better.
  if (columns < lowering.context.target.lanes) lowering.add(launches);
  else {
    const wanted = lowering.hasDestination(value);
    lowering.add(launches, { product: { name: node.op, home, wanted, lower } });
  }
  lowering.define(node, home);
}

/** With fewer multiplications where windows allow it, else term by term. */
function methodOf(
  lowering: Lowering,
  contraction: Contraction,
  sidesFor: SidesFor,
  first: ContractionSides,
): Method {
  if (contraction.loops.some(({ extent }) => extent === 0)) {
    return byTiles(lowering, contraction, sidesFor, first);
  }
  const windows = tiledWindowsOf(contraction);
  if (windows !== undefined) return byWindows(lowering, contraction, windows, sidesFor, first);
  const weights = tiledWeightsOf(contraction);
  if (weights !== undefined) return weightsByWindows(lowering, contraction, weights, sidesFor, first);
  return byTiles(lowering, contraction, sidesFor, first);
}

/** Term by term, in tiles of rows and columns. */
function byTiles(
  lowering: Lowering,
  contraction: Contraction,
  sidesFor: SidesFor,
  first: ContractionSides,
): Method {
  const { context } = lowering;
  const plan = planContraction(context.target, contraction, first);
  const packed = plan.packedLength === undefined ? undefined : packedRight(lowering, plan);
  return {
    columns: plan.column.extent,
    lower(name, to, after) {
      const other = planContraction(context.target, contraction, sidesFor(to, after));
      return samePacking(plan, other) ? productLaunches(context, name, other, packed, after) : undefined;
    },
  };
}

/** Windows of 3 × 3 with fewer multiplications. */
function byWindows(
  lowering: Lowering,
  contraction: Contraction,
  windows: WindowLoops,
  sidesFor: SidesFor,
  first: ContractionSides,
): Method {
  const { target, buffers, written } = lowering.context;
  const plan = planWinograd(target, contraction, windows, first);
  const weights = spreadWeights(lowering, plan);
  const rooms = plan.shares.map((share) => buffers.temporary("tiles", "float32", roomsLength(plan, share)));
  return {
    columns: plan.columns,
    lower(name, to, after) {
      const sides = sidesFor(to, after);
      const passes = passesOf(name, after);
      const storages = [sides.left.storage, sides.output.storage, weights, ...rooms];
      const other = planWinograd(target, contraction, windows, sides);
      const source = { facts: `windows ${name} ${numbersOf(other)}`, passes, storages };
      return written.launches(source, () => lowerWinograd(target, name, other, weights, rooms, after));
    },
  };
}

/** The gradient of the weights of such windows. */
function weightsByWindows(
  lowering: Lowering,
  contraction: Contraction,
  windows: WindowLoops,
  sidesFor: SidesFor,
  first: ContractionSides,
): Method {
  const { target, buffers, written } = lowering.context;
  const plan = planWinogradGradient(target, contraction, windows, first);
  const sums = buffers.temporary("sums", "float32", plan.parts * plan.sumsLength);
  const rooms = plan.shares.map((share) =>
    buffers.temporary("tiles", "float32", gradientRoomsLength(plan, share)),
  );
  const storages = [plan.left.storage, plan.right.storage, sums, ...rooms];
  const source = { facts: `window sums ${numbersOf(plan)}`, passes: [], storages };
  lowering.add(written.launches(source, () => lowerWinogradSums(target, plan, sums, rooms)));
  return {
    columns: plan.columns,
    lower(name, to, after) {
      const sides = sidesFor(to, after);
      const other = planWinogradGradient(target, contraction, windows, sides);
      const passes = passesOf(name, after);
      const source = {
        facts: `window weights ${name} ${numbersOf(other)}`,
        passes,
        storages: [sides.output.storage, sums],
      };
      return written.launches(source, () => lowerWinogradGradient(target, name, other, sums, after));
    },
  };
}

function productLaunches(
  { target, written }: LoweringContext,
  name: string,
  plan: ContractionPlan,
  packed: Storage | undefined,
  after: readonly Destination[] = [],
): Launch[] {
  const passes = passesOf(name, after);
  const { left, right: from, output } = plan;
  const storages = [left, from, output].map(({ storage }) => storage).concat(packed ?? []);
  const source = { facts: `product ${name} ${numbersOf(plan)}`, passes, storages };
  return written.launches(source, () => lowerProduct(target, name, plan, packed, after));
}

function passesOf(name: string, results: readonly Destination[]): Pass[] {
  return results.map((result) => ({ name, shape: result.view.shape, ...result }));
}

/** All of a plan but its storages. */
function numbersOf(plan: ContractionPlan | WinogradPlan | WinogradGradientPlan): string {
  return JSON.stringify(plan, (name, value) => (name === "storage" ? undefined : value));
}

/** Whether two plans of a product go through its right side in the same way. */
function samePacking(a: ContractionPlan, b: ContractionPlan): boolean {
  const extents = ({ batch, column }: ContractionPlan): string =>
    [...batch, column].map(({ extent }) => extent).join();
  return extents(a) === extents(b);
}

/** The right side in panels. */
function packedRight(lowering: Lowering, plan: ContractionPlan): Storage {
  const { target } = lowering.context;
  const reduce = plan.reduce.map(({ extent, strides }) => [extent, strides[rightStride], strides[term]]);
  const others = [...plan.batch, plan.column].map(({ extent, strides }) => [extent, strides[rightStride]]);
  return prepared(lowering, plan, "packed", [reduce, others], plan.packedLength!, (to) =>
    lowerPacking(target, plan, to),
  );
}

/** The right side spread out to the points of tiles. */
function spreadWeights(lowering: Lowering, plan: WinogradPlan): Storage {
  const { target } = lowering.context;
  const { features, columns, feature, column, places } = plan;
  const strides = [feature, column, ...places].map(({ right }) => right);
  return prepared(lowering, plan, "spread", [features, columns, strides], spreadWeightsLength(plan), (to) =>
    lowerWinogradWeights(target, plan, to),
  );
}

/** The right side in another form; products that read it alike share it, and the steps of a repeat where it is fixed. */
function prepared(
  lowering: Lowering,
  plan: ContractionPlan | WinogradPlan,
  form: string,
  reading: unknown,
  length: number,
  write: (to: Storage) => Launch[],
): Storage {
  const { before, buffers, written } = lowering.context;
  const { storage, offset } = plan.right;
  const key = JSON.stringify([form, placeOf(storage), offset, reading]);
  const owner = before?.fixed.has(storage) === true ? before.lowering : lowering;
  const known = owner.prepared.get(key);
  if (known !== undefined) return known;
  const to = buffers.temporary(form, "float32", length);
  owner.prepared.set(key, to);
  const source = { facts: `${form} ${numbersOf(plan)}`, passes: [], storages: [to, storage] };
  owner.add(written.launches(source, () => write(to)));
  return to;
}

function placeOf({ buffer, offset, oddOffset }: Storage): unknown {
  return [buffer, offset.constant, offset.terms.map((each) => each.coefficient), oddOffset];
}
