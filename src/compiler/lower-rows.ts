/** Kernels of rows: they walk over the rows and do the steps of the plan on each. */

import { alongTerms, goesAlongTerms, inEachLane, type Term } from "./combine-terms.ts";
import { type Expression, leavesOf, type Storage, sameLeaf } from "./expression.ts";
import { invariantParts } from "./hoist.ts";
import {
  type Counters,
  type CpuTarget,
  evaluate,
  KernelWriter,
  type Point,
  place,
  storeValue,
} from "./kernel-writer.ts";
import { lowerElementwise } from "./lower-elementwise.ts";
import { addAffine, affine, scaleAffine } from "./lowered/builder.ts";
import type { Affine, Launch, Register } from "./lowered/program.ts";
import { type Dimension, extentOf, mergeNest, nestOver, type Share, shareOut } from "./nest.ts";
import type { Item, RowPlan, RowStep } from "./plan-rows.ts";

/** About how many vector instructions a chunk executes. */
const chunkWork = 65_536;

/** Launches that do a plan; each row is done by one chunk. */
export function lowerRows(target: CpuTarget, plan: RowPlan): Launch[] {
  const { rows, targets, leaves, steps } = plan;
  if (rows.reduced.length === 0) return lowerPoints(target, plan);
  const views = [...targets.map((each) => each.view), ...leaves.map((leaf) => leaf.view)];
  const nest = mergeNest(nestOver(views, rows.kept));
  const work = steps.reduce((sum, { items, loop }) => {
    const cost = items.reduce((most, { expression }) => Math.max(most, expression.cost), leaves.length);
    return sum + cost * extentOf(loop ?? []);
  }, 0);
  const multiple = rows.lanes === "rows" ? target.lanes : 1;
  const shares = shareOut(nest, Math.max(1, Math.floor((chunkWork * 4) / work)), multiple);
  return shares.map((share) => new RowKernel(target, plan, share).launch());
}

/** Where no pass reduces, a row is a point: one elementwise kernel with several results. */
function lowerPoints(target: CpuTarget, { name, steps, targets }: RowPlan): Launch[] {
  const items = steps.flatMap((step) => step.items);
  const results = items.map(({ expression, target: at }) => ({ expression, ...targets[at!]! }));
  return lowerElementwise(target, name, results);
}

/** Where a kernel has come to: some points of a row, or some rows. */
interface Where {
  readonly counters: Counters;
  /** How far past the counters, along which dimensions. */
  readonly moved: readonly (readonly [Affine, Dimension])[];
  /** What the lanes are spread along. */
  readonly lane: Dimension | undefined;
  readonly lanes: number;
  readonly valid: number;
}

function isReduction(item: Item): boolean {
  return item.combination !== undefined;
}

/** The items of a step that have one value a row. */
function resultsOf({ items, loop }: RowStep): readonly Item[] {
  return loop === undefined ? items : items.filter(isReduction);
}

class RowKernel {
  private readonly writer: KernelWriter;
  private readonly plan: RowPlan;
  private readonly share: Share;
  /** The rows that lie in the lanes of a vector; none where lanes are terms. */
  private readonly lane: Dimension | undefined;
  /** What is known of the rows at hand. */
  private readonly results = new Map<Storage, Register>();

  constructor(target: CpuTarget, plan: RowPlan, share: Share) {
    this.writer = new KernelWriter(target);
    this.plan = plan;
    this.share = share;
    const last = share.inner[share.inner.length - 1];
    this.lane = plan.rows.lanes === "rows" && last !== undefined && last.extent > 1 ? last : undefined;
    const known = new Set(plan.steps.flatMap(resultsOf).map((item) => item.storage));
    const loads = plan.leaves.flatMap((leaf) => (leaf.kind === "load" ? leaf.storage : []));
    for (const { storage } of plan.targets) {
      const isRead = loads.includes(storage) && !known.has(storage);
      this.writer.parameter(storage, isRead ? "update" : "write");
    }
  }

  launch(): Launch {
    const { writer, share, lane } = this;
    const { lanes } = writer.target;
    const counters = writer.grid(share.grid);
    const loops = lane === undefined ? share.inner : share.inner.slice(0, -1);
    writer.loops(loops, counters, (at) => {
      if (lane === undefined) this.doSteps({ counters: at, moved: [], lane, lanes: 1, valid: 1 });
      else
        writer.overLanes(lane, at, (inside, skipped, valid) =>
          this.doSteps({ counters: inside, moved: [[affine(skipped), lane]], lane, lanes, valid }),
        );
    });
    return writer.finish(this.plan.name);
  }

  private doSteps(row: Where): void {
    this.results.clear();
    for (const step of this.plan.steps) {
      if (step.loop === undefined) this.doOnce(step.items, row);
      else if (step.items.some(isReduction)) this.reduce(step.items, step.loop, row);
      else this.overPoints(step.items, step.loop, row);
    }
  }

  private doOnce(items: readonly Item[], row: Where): void {
    const values = this.evaluateAll(items, row, this.knownOf(items, row.lanes));
    items.forEach((item, i) => this.finish(item, values[i]!, row));
  }

  private reduce(items: readonly Item[], loop: readonly Dimension[], row: Where): void {
    const { builder, target } = this.writer;
    const reductions = items.filter(isReduction);
    const combinations = reductions.map((item) => item.combination!);
    const [along] = loop;
    if (row.lane === undefined && combinations.every(({ combine }) => goesAlongTerms(combine, loop))) {
      const { lanes } = target;
      const known = this.hoisted(items, loop, { ...row, lane: along, lanes, valid: lanes });
      const results = alongTerms(builder, along!.extent, combinations, (position, valid) => {
        const at = { ...row, moved: [...row.moved, [position, along!] as const], lane: along, lanes, valid };
        const values = this.evaluateAll(items, at, new Map(known));
        items.forEach((item, i) => {
          if (!isReduction(item)) this.store(item, values[i]!, at);
        });
        return values.filter((_, i) => isReduction(items[i]!));
      });
      reductions.forEach((item, i) => this.finish(item, results[i]!, row));
      return;
    }
    for (const item of reductions) {
      const known = this.hoisted([item], loop, row);
      const value = (term: Term): Register => {
        const moved = [...row.moved, ...term.map((position, d) => [position, loop[d]!] as const)];
        return this.evaluateAll([item], { ...row, moved }, new Map(known))[0]!;
      };
      const extents = loop.map(({ extent }) => extent);
      this.finish(item, inEachLane(builder, { ...item.combination!, lanes: row.lanes, extents, value }), row);
    }
  }

  /** Writes what has a value at each point. */
  private overPoints(items: readonly Item[], loop: readonly Dimension[], row: Where): void {
    const { writer } = this;
    const write = (at: Where, known: ReadonlyMap<Expression, Register>): void => {
      const values = this.evaluateAll(items, at, new Map(known));
      items.forEach((item, i) => this.store(item, values[i]!, at));
    };
    const along = this.plan.rows.lanes === "terms" ? loop[loop.length - 1] : undefined;
    if (along === undefined) {
      const known = this.hoisted(items, loop, row);
      writer.loops(loop, row.counters, (counters) => write({ ...row, counters }, known));
      return;
    }
    const { lanes } = writer.target;
    writer.loops(loop.slice(0, -1), row.counters, (outer) => {
      const start = { ...row, counters: outer, lane: along, lanes, valid: lanes };
      const known = this.hoisted(items, [along], start);
      writer.overLanes(along, outer, (counters, skipped, valid) => {
        const moved = [...row.moved, [affine(skipped), along] as const];
        write({ counters, moved, lane: along, lanes, valid }, known);
      });
    });
  }

  /** The values of items at a point; those known are not computed again. */
  private evaluateAll(
    items: readonly Pick<Item, "expression">[],
    at: Where,
    known: Map<Expression, Register>,
  ): Register[] {
    const { leaves, targets } = this.plan;
    const point: Point = {
      leaves,
      offsets: leaves.map((_, i) => this.offset(targets.length + i, at)),
      laneStrides: leaves.map((_, i) => at.lane?.strides[targets.length + i] ?? 0),
      lanes: at.lanes,
      valid: at.valid,
    };
    return items.map(({ expression }) => evaluate(this.writer, expression, point, known));
  }

  /** Known before a loop: results of the rows, and what does not change in the loop. */
  private hoisted(items: readonly Item[], loop: readonly Dimension[], at: Where): Map<Expression, Register> {
    const { leaves, targets } = this.plan;
    const known = this.knownOf(items, at.lanes);
    const parts = invariantParts(
      items.map((item) => item.expression),
      (leaf) => {
        if (known.has(leaf)) return false;
        const operand = targets.length + leaves.findIndex((other) => sameLeaf(other, leaf));
        return loop.some(({ strides }) => strides[operand] !== 0);
      },
    );
    for (const expression of parts) this.evaluateAll([{ expression }], at, known);
    return known;
  }

  /** Results of the rows at hand that items read, for the leaves that stand for them. */
  private knownOf(items: readonly Item[], lanes: number): Map<Expression, Register> {
    const { builder } = this.writer;
    const known = new Map<Expression, Register>();
    for (const leaf of leavesOf(items.map((item) => item.expression))) {
      const result = leaf.kind === "load" ? this.results.get(leaf.storage) : undefined;
      if (result === undefined) continue;
      const equal = this.plan.leaves.find((other) => sameLeaf(other, leaf))!;
      known.set(equal, result.lanes === lanes ? result : builder.splat(result));
    }
    return known;
  }

  /** A result of the rows at hand is there. */
  private finish(item: Item, value: Register, row: Where): void {
    this.results.set(item.storage, value);
    this.store(item, value, row);
  }

  private store(item: Item, value: Register, at: Where): void {
    const { target } = item;
    if (target === undefined) return;
    const parameter = this.writer.parameter(this.plan.targets[target]!.storage);
    const laneStride = at.lane?.strides[target] ?? 0;
    storeValue(this.writer, { parameter, offset: this.offset(target, at), laneStride }, value, at.valid);
  }

  private offset(operand: number, at: Where): Affine {
    return addAffine(
      place(operand, at.counters, this.share.offsets[operand]!),
      ...at.moved.map(([by, { strides }]) => scaleAffine(by, strides[operand]!)),
    );
  }
}
