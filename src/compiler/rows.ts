/**
 * Rows: passes that walk over the same points, so that one kernel may do them all. It goes through the points that
 * the passes keep, each with all its terms (a row), and does one pass after the other on it.
 */

import { sameShape } from "../base/shape.ts";
import type { View } from "../base/view.ts";
import { goesAlongTerms, unrolledTerms } from "./combine-terms.ts";
import { axisOrder, type Expression, type Leaf, type Load, leavesOf, moveExpression } from "./expression.ts";
import { mergeDimensions, nestOver } from "./nest.ts";
import type { Pass } from "./pass.ts";

/** Most different places that one kernel reads and writes. */
const mostPlaces = 16;

/** A pass as part of rows; expression and view are over the space of the rows. */
export interface Member {
  readonly pass: Pass;
  /** Once a point, once a row, or all points of a row combined to one. */
  readonly kind: "points" | "row" | "reduction";
  readonly expression: Expression;
  readonly view: View;
}

/** Passes that one kernel may do. */
export interface Rows {
  readonly shape: readonly number[];
  /** The axes along which a row extends, ascending; none where no pass reduces. */
  readonly reduced: readonly number[];
  /** The other axes, as they lie in memory, outermost first. */
  readonly kept: readonly number[];
  /** In an order in which each comes after those whose results it reads. */
  readonly members: readonly Member[];
  /** What the lanes of vectors are. */
  readonly lanes: "terms" | "rows";
}

/** The passes as rows of one kernel for a target with these lanes; undefined where they do not fit together. */
export function rowsOf(passes: readonly Pass[], lanes: number): Rows | undefined {
  const leader = passes.find((pass) => pass.reducing !== undefined) ?? passes[0]!;
  const { shape } = leader;
  const reduced = leader.reducing?.axes ?? [];
  if (shape.includes(0) || (leader.reducing !== undefined && reduced.length === 0)) return undefined;
  const kept = shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis));
  const members: Member[] = [];
  for (const pass of passes) {
    const member = memberOf(pass, shape, reduced, kept);
    if (member === undefined) return undefined;
    members.push(member);
  }
  const leaves = leavesOf(members.map((member) => member.expression));
  if (!readsInPlace(members, leaves)) return undefined;
  const places = new Set(leaves.map((leaf) => (leaf.kind === "load" ? leaf.storage : leaf)));
  for (const { storage } of passes) places.add(storage);
  if (places.size > mostPlaces) return undefined;
  const order = axisOrder(shape, [...leaves, ...members.map(resultOf)]).filter((axis) => kept.includes(axis));
  const direction = reduced.length === 0 ? "rows" : directionOf(members, reduced, order, lanes);
  return direction && { shape, reduced, kept: order, members, lanes: direction };
}

function memberOf(
  pass: Pass,
  shape: readonly number[],
  reduced: readonly number[],
  kept: readonly number[],
): Member | undefined {
  const { expression, view, reducing } = pass;
  if (sameShape(pass.shape, shape)) {
    if (reducing === undefined) return { pass, kind: "points", expression, view };
    return sameShape(reducing.axes, reduced) ? { pass, kind: "reduction", expression, view } : undefined;
  }
  const isRow = sameShape(
    pass.shape,
    kept.map((axis) => shape[axis]!),
  );
  if (reducing !== undefined || !isRow) return undefined;
  const spread = ({ strides, offset }: View): View => ({
    shape,
    strides: shape.map((_, axis) => (kept.includes(axis) ? strides[kept.indexOf(axis)]! : 0)),
    offset,
  });
  return { pass, kind: "row", expression: moveExpression(expression, spread)!, view: spread(view) };
}

/** Whether each pass that reads a result of another reads at each point what was written for that point. */
function readsInPlace(members: readonly Member[], leaves: readonly Leaf[]): boolean {
  return members.every(({ pass, view }) =>
    leaves.every((leaf) => {
      if (leaf.kind !== "load" || leaf.storage.buffer !== pass.storage.buffer) return true;
      return (
        leaf.storage === pass.storage &&
        sameShape(leaf.view.strides, view.strides) &&
        leaf.view.offset === view.offset
      );
    }),
  );
}

function resultOf({ pass, view }: Member): Load {
  return { kind: "load", storage: pass.storage, view, dtype: pass.expression.dtype, cost: 0 };
}

/** Lanes are terms where terms are neighbours in memory; else rows, as long as these are short. */
function directionOf(
  members: readonly Member[],
  reduced: readonly number[],
  kept: readonly number[],
  lanes: number,
): Rows["lanes"] | undefined {
  const shape = members.find(({ kind }) => kind !== "row")!.view.shape;
  const along = members.every(({ pass, expression, view }) => {
    if (pass.reducing === undefined || pass.reducing.combine === "firstMaximum") return true;
    const views = [view, ...leavesOf([expression]).map((leaf) => leaf.view)];
    return goesAlongTerms(pass.reducing.combine, mergeDimensions(nestOver(views, reduced).dimensions));
  });
  const inner = reduced[reduced.length - 1]!;
  const last = kept[kept.length - 1];
  const neighbours = members.some(({ expression }) =>
    leavesOf([expression]).some(
      ({ kind, view }) =>
        kind === "load" && view.strides[inner] === 1 && (last === undefined || view.strides[last] !== 1),
    ),
  );
  if (along && (neighbours || last === undefined || shape[last]! < lanes)) return "terms";
  const terms = reduced.reduce((product, axis) => product * shape[axis]!, 1);
  return terms <= unrolledTerms ? "rows" : undefined;
}
