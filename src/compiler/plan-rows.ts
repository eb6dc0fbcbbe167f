/** Plans the kernel of some rows: which passes share a loop, which results stay in registers, and where others lie. */

import { sameShape } from "../base/shape.ts";
import type { View } from "../base/view.ts";
import type { Combination } from "./combine-terms.ts";
import { type Expression, elementType, type Leaf, leavesOf, type Storage, sameLeaf } from "./expression.ts";
import { type Dimension, mergeDimensions, nestOver } from "./nest.ts";
import type { Pass } from "./pass.ts";
import type { Member, Rows } from "./rows.ts";
import { Unifier } from "./unify.ts";

/** Most reductions in one loop: each takes 16 virtual lanes of accumulators. */
const mostReductions = 2;

/** What a step does with one expression. */
export interface Item {
  readonly expression: Expression;
  /** The pass's: what later steps know the result by. */
  readonly storage: Storage;
  /** Set for a reduction. */
  readonly combination?: Combination;
  /** The operand that the result is written to; undefined where it stays in a register. */
  readonly target?: number;
}

/** Items done together: for each term of a row, or once a row. */
export interface RowStep {
  readonly items: readonly Item[];
  /** The terms; undefined for once a row. Strides of operands that the items do not touch are without meaning. */
  readonly loop?: readonly Dimension[];
}

/** A place that is written. */
export interface Target {
  readonly storage: Storage;
  readonly view: View;
}

/** A kernel to be: for each row the steps in order. Operands of dimensions are the targets, then the leaves. */
export interface RowPlan {
  readonly name: string;
  readonly rows: Rows;
  readonly steps: readonly RowStep[];
  readonly targets: readonly Target[];
  readonly leaves: readonly Leaf[];
}

/** The plan; `isPrivate` tells which results nobody reads but these passes. */
export function planRows(rows: Rows, isPrivate: (pass: Pass) => boolean): RowPlan {
  const stages = stagesOf(rows);
  const places = placesOf(stages, isPrivate);
  const written = stages.flat().filter((member) => places.has(member));
  const targets = written.map((member) => places.get(member)!);
  const unlooped = stages.map((members) => itemsOf(members, stages, places, written));
  const leaves = leavesOf(unlooped.flatMap((items) => items.map((item) => item.expression)));
  const views = [...targets.map((target) => target.view), ...leaves.map((leaf) => leaf.view)];
  const dimensions = nestOver(views, rows.reduced).dimensions;
  const steps = unlooped.map((items, at) => {
    if (stages[at]![0]!.kind === "row") return { items };
    const read = leavesOf(items.map((item) => item.expression));
    const operands = [
      ...items.flatMap((item) => item.target ?? []),
      ...read.map((leaf) => targets.length + leaves.findIndex((other) => sameLeaf(other, leaf))),
    ];
    return { items, loop: mergeDimensions(dimensions, operands) };
  });
  return { name: rows.members[rows.members.length - 1]!.pass.name, rows, steps, targets, leaves };
}

/** The members in the order in which they are done; those of one stage in one go. */
function stagesOf(rows: Rows): Member[][] {
  const levels = levelsOf(rows.members);
  const stages: Member[][] = [];
  for (let level = 0; level <= Math.max(...levels.values()); level++) {
    const members = rows.members.filter((member) => levels.get(member) === level);
    const once = members.filter(({ kind }) => kind === "row");
    const looped = members.filter(({ kind }) => kind !== "row");
    if (once.length > 0) stages.push(once);
    if (rows.reduced.length === 0) stages.push(looped);
    else if (rows.lanes === "rows") stages.push(...looped.map((member) => [member]));
    else stages.push(...sharedLoops(rows, looped));
  }
  return stages;
}

/** How many reductions must be done, one after the other, before a member. */
function levelsOf(members: readonly Member[]): Map<Member, number> {
  const levels = new Map<Member, number>();
  const byStorage = new Map<Storage, Member>();
  for (const member of members) {
    let level = 0;
    for (const leaf of leavesOf([member.expression])) {
      const source = leaf.kind === "load" ? byStorage.get(leaf.storage) : undefined;
      if (source === undefined) continue;
      level = Math.max(level, levels.get(source)! + (source.kind === "reduction" ? 1 : 0));
    }
    levels.set(member, level);
    byStorage.set(member.pass.storage, member);
  }
  return levels;
}

/** One loop along the terms for all members that allow it, then loops of their own. */
function sharedLoops(rows: Rows, members: readonly Member[]): Member[][] {
  const alone = members.filter(({ pass }) => pass.reducing?.combine === "firstMaximum");
  const others = members.filter((member) => !alone.includes(member));
  const leaves = leavesOf(others.map((member) => member.expression));
  const views = [...others, ...leaves].map(({ view }) => view);
  const oneDimension =
    others.length > 0 && mergeDimensions(nestOver(views, rows.reduced).dimensions).length === 1;
  const reductions = others.filter(({ kind }) => kind === "reduction").length;
  const together = oneDimension && reductions <= mostReductions;
  return [...(together ? [others] : others.map((member) => [member])), ...alone.map((member) => [member])];
}

/**
 * Where the members that need memory lie. A value that a later stage reads again, but nobody else, lies where a result
 * will be that is written no earlier than that.
 */
function placesOf(
  stages: readonly (readonly Member[])[],
  isPrivate: (pass: Pass) => boolean,
): Map<Member, Target> {
  const places = new Map<Member, Target>();
  const stageOf = new Map<Storage, number>();
  const lastRead = new Map<Storage, number>();
  stages.forEach((members, at) => {
    for (const { pass } of members) stageOf.set(pass.storage, at);
    for (const leaf of leavesOf(members.map((member) => member.expression)))
      if (leaf.kind === "load") lastRead.set(leaf.storage, at);
  });
  const outside = stages.flat().filter(({ pass }) => !isPrivate(pass));
  for (const member of outside) places.set(member, { storage: member.pass.storage, view: member.view });
  const free = new Set(outside.filter(({ kind }) => kind === "points"));
  for (const [at, members] of stages.entries()) {
    for (const member of members) {
      const { storage } = member.pass;
      const last = lastRead.get(storage) ?? at;
      if (places.has(member) || member.kind !== "points" || last === at) continue;
      const host = [...free].find(
        ({ pass, view }) =>
          stageOf.get(pass.storage)! >= last &&
          pass.storage.type === storage.type &&
          sameShape(view.strides, member.view.strides),
      );
      if (host !== undefined) free.delete(host);
      places.set(member, host === undefined ? { storage, view: member.view } : places.get(host)!);
    }
  }
  return places;
}

/** What a stage does. Values made in it are used at once, those of earlier stages are read from where they lie. */
function itemsOf(
  members: readonly Member[],
  stages: readonly (readonly Member[])[],
  places: ReadonlyMap<Member, Target>,
  written: readonly Member[],
): Item[] {
  const byStorage = new Map(stages.flat().map((member) => [member.pass.storage, member]));
  const unifier = new Unifier((load) => {
    const source = byStorage.get(load.storage);
    if (source === undefined || source.kind === "reduction") return undefined;
    if (members.includes(source)) return unifier.rewrite(source.expression);
    return source.kind === "row" ? undefined : unifier.unique({ ...load, ...places.get(source)! });
  });
  return members
    .filter((member) => member.kind !== "points" || places.has(member))
    .map((member) => {
      const { storage, reducing, expression } = member.pass;
      const type = elementType(expression.dtype);
      const target = written.indexOf(member);
      return {
        expression: unifier.rewrite(member.expression),
        storage,
        ...(reducing === undefined ? {} : { combination: { combine: reducing.combine, type } }),
        ...(target < 0 ? {} : { target }),
      };
    });
}
