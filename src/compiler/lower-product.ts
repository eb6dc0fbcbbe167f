/** The product of a plan: tiles over row chunks and column panels. */

import type { Storage } from "./expression.ts";
import { type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import type { Destination } from "./lower-elementwise.ts";
import { packedBatch } from "./lower-packing.ts";
import { addAffine, affine } from "./lowered/builder.ts";
import type { Affine, Launch, Register } from "./lowered/program.ts";
import { type Dimension, extentOf, mergeDimensions } from "./nest.ts";
import {
  type Block,
  type ContractionPlan,
  firstAfter,
  left,
  output,
  type Panels,
  right,
  term,
} from "./plan-contraction.ts";
import { ProductResults } from "./product-results.ts";
import { emitTile, tileRowsOf, tileShape } from "./tile.ts";

/** The most and the fewest multiply-adds in a chunk: some hundreds and tens of microseconds on one vector of four lanes. */
const chunkWork = { most: 3_000_000, least: 300_000 };

/** Rows that share a block of the right side while it is in the first cache. */
const rowsTogether = 32;

/** Chunks that work is spread over, unless they were too small, before rows are kept together. */
const leastChunks = 8;

/** A loop that fills tiles to this share of what the best does is as good. */
const goodEnough = 0.75;

/** Multiply-adds below which a product is not worth sharing between threads. */
const smallWork = 60_000;

/** Some of the rows: those of the grid, those looped over in a chunk, and the rows of the tiles. */
interface RowShare {
  readonly grid: readonly Dimension[];
  readonly outer: readonly Dimension[];
  readonly tileRow: Dimension;
  readonly offsets: readonly number[];
}

/**
 * Launches of the product; `packed` holds the right side where the plan packs it. Each chunk ends with the results
 * `after`, whose paths, and behind them those of their leaves, are the plan's.
 */
export function lowerProduct(
  target: CpuTarget,
  name: string,
  plan: ContractionPlan,
  packed: Storage | undefined,
  after: readonly Destination[] = [],
): Launch[] {
  if (extentOf(plan.rows) === 0 || extentOf(plan.batch) === 0) return [];
  const tileRows = tileShape(target).rows;
  const { rows, tileRow } = orderRows(plan, target);
  const workPerPoint =
    Math.max(1, plan.terms) + after.reduce((sum, { expression }) => sum + expression.cost, 0);
  return plan.panels.flatMap((panels) =>
    cutRows(rows, tileRow, panels.columns * workPerPoint, tileRows).map((share) =>
      new ProductKernel(target, plan, packed, panels, share, after).launch(name),
    ),
  );
}

/** Puts the innermost loop that fills tiles about as well as any other into the tiles: its rows lie closest together. */
function orderRows(
  { rows, column, panels }: ContractionPlan,
  target: CpuTarget,
): { rows: readonly Dimension[]; tileRow: Dimension } {
  if (rows.length === 0) return { rows: [], tileRow: { extent: 1, strides: column.strides.map(() => 0) } };
  const vectors = Math.ceil((panels[0]?.columns ?? 1) / target.lanes);
  const filled = rows.map(({ extent }) => {
    const { tiles, most } = tileRowsOf(target, extent, vectors);
    return extent / (tiles * most);
  });
  const enough = goodEnough * Math.max(...filled);
  const best = filled.findLastIndex((share) => share >= enough);
  return { rows: rows.filter((_, i) => i !== best), tileRow: rows[best]! };
}

/** Rows cut into chunks of about the wanted work. */
function cutRows(
  rows: readonly Dimension[],
  tileRow: Dimension,
  workPerRow: number,
  tileRows: number,
): RowShare[] {
  const total = extentOf(rows) * tileRow.extent;
  const together = Math.min(rowsTogether, Math.ceil(total / leastChunks));
  const work = total * workPerRow;
  const wanted = Math.min(chunkWork.most, Math.max(chunkWork.least, work / leastChunks));
  const enough = work <= smallWork ? total : Math.max(1, together, Math.floor(wanted / workPerRow));
  let inside = total;
  let at = 0;
  while (at < rows.length && inside > enough) inside /= rows[at++]!.extent;
  const whole: RowShare = {
    grid: rows.slice(0, at),
    outer: rows.slice(at),
    tileRow,
    offsets: tileRow.strides.map(() => 0),
  };
  if (at < rows.length || tileRow.extent <= enough) return [whole];
  const block = Math.max(tileRows, Math.floor(enough / tileRows) * tileRows);
  const blocks = Math.floor(tileRow.extent / block);
  const rest = tileRow.extent - blocks * block;
  const along = (by: number): number[] => tileRow.strides.map((stride) => stride * by);
  const shares: RowShare[] = [];
  if (blocks > 0) {
    const grid = [...whole.grid, { extent: blocks, strides: along(block) }];
    shares.push({ ...whole, grid, tileRow: { extent: block, strides: tileRow.strides } });
  }
  if (rest > 0) {
    const offsets = along(blocks * block);
    shares.push({ ...whole, tileRow: { extent: rest, strides: tileRow.strides }, offsets });
  }
  return shares;
}

/** One kernel: a share of the rows times a set of equal panels. */
class ProductKernel {
  private readonly writer: KernelWriter;
  private readonly target: CpuTarget;
  private readonly plan: ContractionPlan;
  private readonly panels: Panels;
  private readonly share: RowShare;
  private readonly results: ProductResults;
  private readonly vectors: number;
  private readonly parameters: {
    readonly output: number;
    readonly left: number;
    readonly right: number;
  };
  private readonly base: readonly Affine[];
  private readonly packed: boolean;

  constructor(
    target: CpuTarget,
    plan: ContractionPlan,
    packed: Storage | undefined,
    panels: Panels,
    share: RowShare,
    after: readonly Destination[],
  ) {
    this.target = target;
    this.plan = plan;
    this.panels = panels;
    this.share = share;
    this.packed = packed !== undefined;
    this.vectors = Math.ceil(panels.columns / target.lanes);
    this.writer = new KernelWriter(target);
    const output = this.writer.parameter(plan.output.storage, "update");
    this.results = new ProductResults(this.writer, after);
    this.parameters = {
      output,
      left: this.writer.parameter(plan.left.storage),
      right: this.writer.parameter(packed ?? plan.right.storage),
    };
    this.base = this.starts();
  }

  /** Where the chunk's part of each operand starts. */
  private starts(): Affine[] {
    const { plan, panels, share, packed } = this;
    const width = this.vectors * this.target.lanes;
    const steps = packedBatch(plan);
    const withRight = (strides: readonly number[], inPacked: number): readonly number[] =>
      packed ? strides.map((stride, operand) => (operand === right ? inPacked : stride)) : strides;
    const batch = plan.batch.map(({ extent, strides }, i) => ({
      extent,
      strides: withRight(strides, steps[i]!),
    }));
    const step = plan.column.strides.map((stride) => stride * panels.columns);
    const panel = { extent: panels.count, strides: withRight(step, width * plan.terms) };
    const counters = this.writer.grid([...batch, ...share.grid, panel]);
    const operands = [plan.left, plan.right, plan.output, undefined, ...plan.after];
    return operands.map((path, operand) => {
      if (operand === right && packed) return place(right, counters, panels.first * plan.terms);
      const skipped = share.offsets[operand]! + panels.first * plan.column.strides[operand]!;
      return place(operand, counters, (path?.offset ?? 0) + skipped);
    });
  }

  launch(name: string): Launch {
    const { plan, writer, share, panels } = this;
    const { builder } = writer;
    const several = plan.blocks.some((block) => extentOf(block.outer) !== 1);
    if (several) {
      this.overRows((rows, _, outputAt) => {
        const zero = builder.constant("float32", 0);
        this.store(
          rows,
          outputAt,
          Array.from({ length: rows * this.vectors }, () => zero),
          false,
        );
      });
    }
    for (const block of plan.blocks) {
      const { outer, inner, start } = this.asRead(block);
      writer.loops(outer, [], (counters) => {
        this.overRows((rows, leftAt, outputAt) => {
          const tile = { rows, vectors: this.vectors };
          const sums = emitTile(builder, this.target, tile, inner, {
            left: this.parameters.left,
            leftStart: addAffine(leftAt, place(left, counters, start[left]!)),
            rowStride: this.share.tileRow.strides[left]!,
            right: this.parameters.right,
            rightStart: addAffine(this.base[right]!, place(right, counters, start[right]!)),
          });
          this.store(rows, outputAt, sums, several);
        });
      });
    }
    const onlyResults = ({ extent, strides }: Dimension): Dimension => ({
      extent,
      strides: strides.slice(firstAfter),
    });
    const rows = [...share.outer, share.tileRow].map(onlyResults);
    const column = onlyResults({ ...plan.column, extent: panels.columns });
    this.results.write(rows, column, this.base.slice(firstAfter));
    return writer.finish(name);
  }

  /** A block's loops with strides in the right side as it is read: packed, a term takes one row of a panel. */
  private asRead(block: Block): Block {
    const width = this.vectors * this.target.lanes;
    const asRead = ({ extent, strides }: Dimension): Dimension => ({
      extent,
      strides: [strides[left]!, this.packed ? strides[term]! * width : strides[right]!],
    });
    return {
      outer: block.outer.map(asRead),
      inner: mergeDimensions(block.inner.map(asRead)),
      start: [block.start[left]!, this.packed ? block.start[term]! * width : block.start[right]!],
    };
  }

  /** Loops over tiles of rows; the last tile may have fewer rows. */
  private overRows(body: (rows: number, leftAt: Affine, outputAt: Affine) => void): void {
    const { tileRow, outer } = this.share;
    const { rows } = tileRowsOf(this.target, tileRow.extent, this.vectors);
    this.writer.loops(outer, [], (counters) => {
      this.writer.overParts(tileRow, rows, counters, (inside, skipped, count) => {
        const at = (operand: number): Affine =>
          addAffine(this.base[operand]!, place(operand, inside, skipped * tileRow.strides[operand]!));
        body(count, at(left), at(output));
      });
    });
  }

  private store(rows: number, outputAt: Affine, sums: readonly Register[], add: boolean): void {
    const { builder } = this.writer;
    const { lanes } = this.target;
    const columnStride = this.plan.column.strides[output]!;
    for (let row = 0; row < rows; row++) {
      for (let v = 0; v < this.vectors; v++) {
        const valid = Math.min(lanes, this.panels.columns - v * lanes);
        const offset = row * this.share.tileRow.strides[output]! + v * lanes * columnStride;
        const address = {
          parameter: this.parameters.output,
          offset: addAffine(outputAt, affine(offset)),
          laneStride: columnStride,
        };
        const sum = sums[row * this.vectors + v]!;
        const value = add ? builder.compute("add", builder.loadPart("float32", address, valid), sum) : sum;
        builder.storePart(address, value, valid);
      }
    }
  }
}
