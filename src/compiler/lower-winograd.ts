/**
 * Convolutions over windows of 3 × 3 by tiles of 2 × 2 places (see `winograd-transforms.ts`). A chunk goes through blocks
 * of tiles: it spreads the elements of a block out to the 16 points of its tiles and multiplies them with the weights, a
 * row of points after the other, which stays in the first cache, and gathers the sums. Each sum is one chain over the
 * features that starts from +0.
 */

import type { Storage } from "./expression.ts";
import { type Counters, type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import type { Destination } from "./lower-elementwise.ts";
import { addAffine } from "./lowered/builder.ts";
import type { Affine, Launch } from "./lowered/program.ts";
import { type Dimension, extentOf } from "./nest.ts";
import type { Panels } from "./plan-contraction.ts";
import { firstAfter, left, output, spread, sums, type WinogradPlan, weights } from "./plan-winograd.ts";
import { ProductResults } from "./product-results.ts";
import { emitTile, tileRowsOf } from "./tile.ts";
import { inRoom, pointRoom, pointsOf, type TileShare } from "./tile-shares.ts";
import { elementsToPoints, mapRow, pointsToPlaces } from "./winograd-transforms.ts";

/** Where a chunk holds a row of points of its tiles, and all sums. */
interface Room {
  readonly tiles: number;
  /** Points of a tile along both axes. */
  readonly extents: readonly [number, number];
  /** Elements from point to point. */
  readonly spreadPoint: number;
  readonly sumsPoint: number;
  /** Where the sums start. */
  readonly sumsStart: number;
  readonly length: number;
}

function roomOf({ features, packedColumns }: WinogradPlan, { inner, places }: TileShare): Room {
  const tiles = extentOf(inner);
  const extents = pointsOf(places);
  const [spreadPoint, sumsPoint] = [pointRoom(tiles, features), pointRoom(tiles, packedColumns)];
  const sumsStart = extents[1] * spreadPoint;
  const length = sumsStart + extents[0] * extents[1] * sumsPoint;
  return { tiles, extents, spreadPoint, sumsPoint, sumsStart, length };
}

/** Elements of the rooms of a share's chunks. */
export function roomsLength(plan: WinogradPlan, share: TileShare): number {
  return extentOf(share.grid) * roomOf(plan, share).length;
}

/** Launches of the product, one a share of the tiles with its rooms; each chunk ends with the results `after`. */
export function lowerWinograd(
  target: CpuTarget,
  name: string,
  plan: WinogradPlan,
  spreadWeights: Storage,
  rooms: readonly Storage[],
  after: readonly Destination[],
): Launch[] {
  return plan.shares.map((share, i) =>
    new WinogradKernel(target, plan, share, spreadWeights, rooms[i]!, after).launch(name),
  );
}

/** One kernel: a share of the tiles, all columns. */
class WinogradKernel {
  private readonly writer: KernelWriter;
  private readonly target: CpuTarget;
  private readonly plan: WinogradPlan;
  private readonly share: TileShare;
  private readonly room: Room;
  private readonly results: ProductResults;
  private readonly parameters: {
    readonly output: number;
    readonly room: number;
    readonly left: number;
    readonly weights: number;
  };
  private readonly base: readonly Affine[];
  /** Images, rows and columns of tiles in a block. */
  private readonly tiles: readonly Dimension[];
  private readonly column: Dimension;

  constructor(
    target: CpuTarget,
    plan: WinogradPlan,
    share: TileShare,
    spreadWeights: Storage,
    room: Storage,
    after: readonly Destination[],
  ) {
    this.target = target;
    this.plan = plan;
    this.share = share;
    this.room = roomOf(plan, share);
    this.writer = new KernelWriter(target);
    const outputParameter = this.writer.parameter(plan.output.storage, "update");
    this.results = new ProductResults(this.writer, after);
    this.parameters = {
      output: outputParameter,
      room: this.writer.parameter(room, "update"),
      left: this.writer.parameter(plan.left.storage),
      weights: this.writer.parameter(spreadWeights),
    };
    this.base = this.starts();
    this.tiles = inRoom(inRoom(share.inner, spread, plan.features), sums, plan.packedColumns);
    this.column = { extent: plan.columns, strides: [0, plan.column.output, 0, 1, 0, ...plan.column.after] };
  }

  launch(name: string): Launch {
    const { writer, share, room } = this;
    writer.loops(share.outer, [], (block) => {
      for (let row = 0; row < room.extents[0]; row++) {
        this.spreadRow(block, row);
        this.multiplyRow(row);
      }
      this.gatherSums(block);
      this.finish(block);
    });
    return writer.finish(name);
  }

  /** Where the chunk's part of each operand starts. */
  private starts(): Affine[] {
    const { plan, share, room } = this;
    const grid = inRoom(inRoom(share.grid, spread, room.length), sums, room.length);
    const counters = this.writer.grid(grid);
    const after = plan.after.map(({ offset }) => offset);
    return [plan.left.offset, plan.output.offset, 0, room.sumsStart, 0, ...after].map((offset, operand) =>
      place(operand, counters, offset + share.offsets[operand]!),
    );
  }

  private at(operand: number, counters: Counters, start: number): Affine {
    return addAffine(this.base[operand]!, place(operand, counters, start));
  }

  private spreadRow(block: Counters, row: number): void {
    const { writer, plan, parameters, room } = this;
    const { builder } = writer;
    const [down, along] = plan.places;
    const laneStride = plan.feature.left;
    const feature: Dimension = { extent: plan.features, strides: [laneStride, 0, 1] };
    const across = [room.extents[1], room.extents[1]] as const;
    writer.loops(this.tiles, block, (tile) => {
      writer.overLanes(feature, tile, (counters, skipped, valid) => {
        mapRow(
          builder,
          { maps: [elementsToPoints, elementsToPoints], across },
          row,
          (element, at) => {
            const start = skipped * laneStride + element * down.left + at * along.left;
            const address = {
              parameter: parameters.left,
              offset: this.at(left, counters, start),
              laneStride,
            };
            return builder.loadPart("float32", address, valid);
          },
          (at, value) => {
            const offset = this.at(spread, counters, skipped + at * room.spreadPoint);
            builder.storePart({ parameter: parameters.room, offset, laneStride: 1 }, value, valid);
          },
        );
      });
    });
  }

  /** Multiplies all tiles with the weights at a row of points. */
  private multiplyRow(row: number): void {
    const { writer, plan, room } = this;
    const weightsPoint = plan.features * plan.packedColumns;
    const [, across] = room.extents;
    const points = { extent: across, strides: [0, 0, room.spreadPoint, room.sumsPoint, weightsPoint] };
    const start = [0, 0, 0, row * across * room.sumsPoint, row * 4 * weightsPoint];
    writer.loops([points], [], (point) => {
      for (const panels of plan.panels) this.multiplyPanels(panels, point, start);
    });
  }

  private multiplyPanels(panels: Panels, point: Counters, rowStart: readonly number[]): void {
    const { writer, plan, target, room } = this;
    const vectors = Math.ceil(panels.columns / target.lanes);
    const { rows } = tileRowsOf(target, room.tiles, vectors);
    const tiles = { extent: room.tiles, strides: [0, 0, plan.features, plan.packedColumns, 0] };
    const panelStart = [0, 0, 0, panels.first, panels.first * plan.features];
    const start = rowStart.map((by, i) => by + panelStart[i]!);
    const inWeights = vectors * target.lanes * plan.features;
    const panel = { extent: panels.count, strides: [0, 0, 0, panels.columns, inWeights] };
    writer.loops([panel], point, (inPanel) => {
      writer.overParts(tiles, rows, inPanel, (counters, skipped, count) => {
        const from = tiles.strides.map((by, i) => by * skipped + start[i]!);
        this.multiplyTile(count, vectors, counters, from);
      });
    });
  }

  private multiplyTile(rows: number, vectors: number, counters: Counters, start: readonly number[]): void {
    const { writer, plan, target, parameters } = this;
    const { builder } = writer;
    const { lanes } = target;
    const feature = { extent: plan.features, strides: [1, vectors * lanes] };
    const products = emitTile(builder, target, { rows, vectors }, [feature], {
      left: parameters.room,
      leftStart: this.at(spread, counters, start[spread]!),
      rowStride: plan.features,
      right: parameters.weights,
      rightStart: this.at(weights, counters, start[weights]!),
    });
    products.forEach((product, i) => {
      const row = Math.floor(i / vectors);
      const skipped = row * plan.packedColumns + (i - row * vectors) * lanes;
      const offset = this.at(sums, counters, start[sums]! + skipped);
      builder.store({ parameter: parameters.room, offset, laneStride: 1 }, product);
    });
  }

  private gatherSums(block: Counters): void {
    const { writer, plan, parameters, room, share } = this;
    const { builder } = writer;
    const [down, along] = plan.places;
    const laneStride = plan.column.output;
    writer.loops(this.tiles, block, (tile) => {
      writer.overLanes(this.column, tile, (counters, skipped, valid) => {
        for (let row = 0; row < share.places[0]; row++) {
          mapRow(
            builder,
            { maps: [pointsToPlaces, pointsToPlaces], across: [room.extents[1], share.places[1]] },
            row,
            (element, at) => {
              const start = skipped + (element * room.extents[1] + at) * room.sumsPoint;
              const offset = this.at(sums, counters, start);
              return builder.load("float32", { parameter: parameters.room, offset, laneStride: 1 });
            },
            (at, value) => {
              const start = skipped * laneStride + row * down.output + at * along.output;
              const offset = this.at(output, counters, start);
              builder.storePart({ parameter: parameters.output, offset, laneStride }, value, valid);
            },
          );
        }
      });
    });
  }

  /** Computes what comes after the product at all places of the block. */
  private finish(block: Counters): void {
    const { share, plan } = this;
    const ofResults = ({ extent, strides }: Dimension): Dimension => ({
      extent,
      strides: strides.slice(firstAfter),
    });
    const inTile = plan.places.map(({ after }, axis) => ({ extent: share.places[axis]!, strides: after }));
    const counters = block.map(([variable, dimension]) => [variable, ofResults(dimension)] as const);
    const rows = [...share.inner.map(ofResults), ...inTile];
    this.results.write(rows, ofResults(this.column), this.base.slice(firstAfter), counters);
  }
}
