/**
 * The first kernel of a gradient of weights (see `plan-winograd-gradient.ts`): spreads both sides of a block of tiles out
 * to their points, a row of points after the other, and adds up the products of all tiles at each point.
 */

import type { Storage } from "./expression.ts";
import { type Counters, type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import { addAffine } from "./lowered/builder.ts";
import type { Affine, Launch } from "./lowered/program.ts";
import { type Dimension, extentOf } from "./nest.ts";
import type { Panels } from "./plan-contraction.ts";
import {
  left,
  leftPoints,
  right,
  rightPoints,
  sums,
  type WinogradGradientPlan,
} from "./plan-winograd-gradient.ts";
import { emitTile, tileRowsOf } from "./tile.ts";
import { inRoom, pointRoom, pointsOf, type TileShare } from "./tile-shares.ts";
import {
  elementsToPoints,
  mapRow,
  type PlaneMap,
  placesToPoints,
  placeToPoints,
} from "./winograd-transforms.ts";

/** Where a chunk holds a row of points of its tiles of both sides. */
interface Room {
  readonly tiles: number;
  /** Points of a tile along both axes. */
  readonly extents: readonly [number, number];
  /** Elements from point to point. */
  readonly leftPoint: number;
  readonly rightPoint: number;
  /** Where the right side starts. */
  readonly rightStart: number;
  readonly length: number;
}

function roomOf(plan: WinogradGradientPlan, { inner, places }: TileShare): Room {
  const tiles = extentOf(inner);
  const extents = pointsOf(places);
  const leftPoint = pointRoom(tiles, plan.rows / plan.rowBlocks);
  const rightPoint = pointRoom(tiles, plan.packedColumns);
  const rightStart = extents[1] * leftPoint;
  return { tiles, extents, leftPoint, rightPoint, rightStart, length: rightStart + extents[1] * rightPoint };
}

/** Elements of the rooms of a share's chunks. */
export function gradientRoomsLength(plan: WinogradGradientPlan, share: TileShare): number {
  return plan.rowBlocks * extentOf(share.grid) * roomOf(plan, share).length;
}

/** Launches that sum the products of all points in each chunk, one a share of the tiles with its rooms. */
export function lowerWinogradSums(
  target: CpuTarget,
  plan: WinogradGradientPlan,
  chunkSums: Storage,
  rooms: readonly Storage[],
): Launch[] {
  let first = 0;
  return plan.shares.map((share, i) => {
    const kernel = new SumsKernel(target, plan, share, chunkSums, first, rooms[i]!);
    first += extentOf(share.grid);
    return kernel.launch("conv-sums");
  });
}

/** One kernel: a share of the tiles, all columns, and in each chunk a block of the rows. */
class SumsKernel {
  private readonly writer: KernelWriter;
  private readonly target: CpuTarget;
  private readonly plan: WinogradGradientPlan;
  private readonly share: TileShare;
  private readonly room: Room;
  /** Rows of a block. */
  private readonly rows: number;
  private readonly parameters: {
    readonly sums: number;
    readonly room: number;
    readonly left: number;
    readonly right: number;
  };
  private readonly base: readonly Affine[];
  /** Images, rows and columns of tiles in a block. */
  private readonly tiles: readonly Dimension[];

  constructor(
    target: CpuTarget,
    plan: WinogradGradientPlan,
    share: TileShare,
    chunkSums: Storage,
    firstPart: number,
    room: Storage,
  ) {
    this.target = target;
    this.plan = plan;
    this.share = share;
    this.room = roomOf(plan, share);
    this.rows = plan.rows / plan.rowBlocks;
    this.writer = new KernelWriter(target);
    this.parameters = {
      sums: this.writer.parameter(chunkSums, "update"),
      room: this.writer.parameter(room, "update"),
      left: this.writer.parameter(plan.left.storage),
      right: this.writer.parameter(plan.right.storage),
    };
    this.base = this.starts(firstPart);
    this.tiles = inRoom(inRoom(share.inner, leftPoints, this.rows), rightPoints, plan.packedColumns);
  }

  launch(name: string): Launch {
    const { writer, share, room } = this;
    this.clearSums();
    const sides = [this.leftSide(), this.rightSide()];
    writer.loops(share.outer, [], (block) => {
      for (let row = 0; row < room.extents[0]; row++) {
        for (const side of sides) this.spreadRow(block, side, row);
        this.multiplyRow(row);
      }
    });
    return writer.finish(name);
  }

  private leftSide(): SpreadSide {
    const { plan, parameters, room } = this;
    const { row, weights } = plan;
    return {
      parameter: parameters.left,
      operand: left,
      lane: { extent: this.rows, strides: [row.left, 0, 1] },
      wholeVectors: false,
      inTile: [weights[0].left, weights[1].left],
      map: { maps: [elementsToPoints, elementsToPoints], across: [room.extents[1], room.extents[1]] },
      points: leftPoints,
      point: room.leftPoint,
    };
  }

  private rightSide(): SpreadSide {
    const { plan, parameters, room, share } = this;
    const { column, weights } = plan;
    const maps = share.places.map((places) => (places === 1 ? placeToPoints : placesToPoints));
    return {
      parameter: parameters.right,
      operand: right,
      lane: { extent: plan.columns, strides: [0, column.right, 0, 1] },
      wholeVectors: true,
      inTile: [weights[0].right, weights[1].right],
      map: { maps: [maps[0]!, maps[1]!], across: [share.places[1], room.extents[1]] },
      points: rightPoints,
      point: room.rightPoint,
    };
  }

  /** Where the chunk's part of each operand starts. */
  private starts(firstPart: number): Affine[] {
    const { plan, share, room } = this;
    const inSums = this.rows * plan.packedColumns;
    const block = { extent: plan.rowBlocks, strides: [this.rows * plan.row.left, 0, 0, 0, inSums] };
    const chunks = [block, ...inRoom(share.grid, sums, plan.sumsLength)];
    const counters = this.writer.grid(
      inRoom(inRoom(chunks, leftPoints, room.length), rightPoints, room.length),
    );
    const offsets = [plan.left.offset, plan.right.offset, 0, room.rightStart, firstPart * plan.sumsLength];
    return offsets.map((offset, operand) => place(operand, counters, offset + share.offsets[operand]!));
  }

  private at(operand: number, counters: Counters, start: number): Affine {
    return addAffine(this.base[operand]!, place(operand, counters, start));
  }

  private clearSums(): void {
    const { writer, plan, target, parameters } = this;
    const { builder } = writer;
    const zero = builder.constant("float32", 0);
    const points = { extent: 16, strides: [0, 0, 0, 0, plan.rows * plan.packedColumns] };
    const extent = (this.rows * plan.packedColumns) / target.lanes;
    const vectors = { extent, strides: [0, 0, 0, 0, target.lanes] };
    writer.loops([points, vectors], [], (counters) => {
      builder.store({ parameter: parameters.sums, offset: this.at(sums, counters, 0), laneStride: 1 }, zero);
    });
  }

  private spreadRow(block: Counters, side: SpreadSide, row: number): void {
    const { writer, parameters } = this;
    const { builder } = writer;
    const { parameter, operand, lane, inTile, points } = side;
    const laneStride = lane.strides[operand]!;
    writer.loops(this.tiles, block, (tile) => {
      writer.overLanes(lane, tile, (counters, skipped, valid) => {
        mapRow(
          builder,
          side.map,
          row,
          (element, at) => {
            const start = skipped * laneStride + element * inTile[0] + at * inTile[1];
            const address = { parameter, offset: this.at(operand, counters, start), laneStride };
            return builder.loadPart("float32", address, valid);
          },
          (at, value) => {
            const offset = this.at(points, counters, skipped + at * side.point);
            const address = { parameter: parameters.room, offset, laneStride: 1 };
            builder.storePart(address, value, side.wholeVectors ? value.lanes : valid);
          },
        );
      });
    });
  }

  /** Adds the products of a block's tiles to the chunk's sums at a row of points. */
  private multiplyRow(row: number): void {
    const { writer, plan, room } = this;
    const point = plan.rows * plan.packedColumns;
    const points = { extent: room.extents[1], strides: [0, 0, room.leftPoint, room.rightPoint, point] };
    writer.loops([points], [], (counters) => {
      for (const panels of plan.panels) this.multiplyPanels(panels, counters, row * 4 * point);
    });
  }

  private multiplyPanels(panels: Panels, point: Counters, rowStart: number): void {
    const { writer, plan, target } = this;
    const vectors = Math.ceil(panels.columns / target.lanes);
    const { rows } = tileRowsOf(target, this.rows, vectors);
    const block = { extent: this.rows, strides: [0, 0, 1, 0, plan.packedColumns] };
    const start = [0, 0, 0, panels.first, rowStart + panels.first];
    const panel = { extent: panels.count, strides: [0, 0, 0, panels.columns, panels.columns] };
    writer.loops([panel], point, (inPanel) => {
      writer.overParts(block, rows, inPanel, (counters, skipped, count) => {
        const from = block.strides.map((by, i) => by * skipped + start[i]!);
        this.multiplyTile(count, vectors, counters, from);
      });
    });
  }

  private multiplyTile(rows: number, vectors: number, counters: Counters, start: readonly number[]): void {
    const { writer, plan, target, parameters, room } = this;
    const { builder } = writer;
    const tiles = { extent: room.tiles, strides: [this.rows, plan.packedColumns] };
    const products = emitTile(builder, target, { rows, vectors }, [tiles], {
      left: parameters.room,
      leftStart: this.at(leftPoints, counters, start[leftPoints]!),
      rowStride: 1,
      right: parameters.room,
      rightStart: this.at(rightPoints, counters, start[rightPoints]!),
    });
    products.forEach((product, i) => {
      const row = Math.floor(i / vectors);
      const skipped = row * plan.packedColumns + (i - row * vectors) * target.lanes;
      const offset = this.at(sums, counters, start[sums]! + skipped);
      const address = { parameter: parameters.sums, offset, laneStride: 1 };
      builder.store(address, builder.compute("add", builder.load("float32", address), product));
    });
  }
}

/** How one side of the product is spread out to points. */
interface SpreadSide {
  readonly parameter: number;
  readonly operand: number;
  readonly lane: Dimension;
  /** Whether the last vector is filled up with zeros. */
  readonly wholeVectors: boolean;
  /** From element to element of a tile along both axes. */
  readonly inTile: readonly [number, number];
  readonly map: PlaneMap;
  /** The operand of the points, and elements from point to point. */
  readonly points: number;
  readonly point: number;
}
