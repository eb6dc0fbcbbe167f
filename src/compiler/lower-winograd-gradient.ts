/**
 * The second kernel of a gradient of weights (see `plan-winograd-gradient.ts`): adds up what the chunks of the first have
 * summed, and gathers the weights' gradient from the points.
 */

import type { Storage } from "./expression.ts";
import { type Counters, type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import type { Destination } from "./lower-elementwise.ts";
import { addAffine, affine } from "./lowered/builder.ts";
import type { Launch } from "./lowered/program.ts";
import { type Dimension, type Share, shareOut } from "./nest.ts";
import type { WinogradGradientPlan } from "./plan-winograd-gradient.ts";
import { ProductResults } from "./product-results.ts";
import { mapRow, pointsToWeights } from "./winograd-transforms.ts";

/** Vectors read in a chunk. */
const chunkWork = 8_192;

/** Operands of the dimensions here: the output, a chunk's sums, and then those of the results. */
const toOutput = 0;
const fromSums = 1;
const ofResults = 2;

/** Launches that add up the sums of all chunks and gather the gradient from them; each chunk ends with the results `after`. */
export function lowerWinogradGradient(
  target: CpuTarget,
  name: string,
  plan: WinogradGradientPlan,
  chunkSums: Storage,
  after: readonly Destination[],
): Launch[] {
  const { row, packedColumns } = plan;
  const rows = { extent: plan.rows, strides: [row.output, packedColumns, ...row.after] };
  const offsets = [plan.output.offset, 0, ...plan.after.map(({ offset }) => offset)];
  const perRow = 16 * plan.parts * Math.ceil(packedColumns / target.lanes);
  const shares = shareOut({ dimensions: [rows], offsets }, Math.ceil(chunkWork / perRow), 1);
  return shares.map((share) => gatherKernel(target, name, plan, chunkSums, share, after));
}

function gatherKernel(
  target: CpuTarget,
  name: string,
  plan: WinogradGradientPlan,
  chunkSums: Storage,
  share: Share,
  after: readonly Destination[],
): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const outputParameter = writer.parameter(plan.output.storage, "update");
  const results = new ProductResults(writer, after);
  const sumsParameter = writer.parameter(chunkSums, "update");
  const grid = writer.grid(share.grid);
  const point = plan.rows * plan.packedColumns;
  const sumsAt = (counters: Counters, start: number) => ({
    parameter: sumsParameter,
    offset: place(fromSums, counters, share.offsets[fromSums]! + start),
    laneStride: 1,
  });
  const { column, weights } = plan;
  const columns = { extent: plan.columns, strides: [column.output, 1, ...column.after] };
  if (plan.parts > 1) {
    const points = { extent: 16, strides: [0, point] };
    const vectors = { extent: plan.packedColumns / target.lanes, strides: [0, target.lanes] };
    writer.loops([...share.inner, points, vectors], grid, (counters) => {
      const first = builder.load("float32", sumsAt(counters, 0));
      const [sum] = builder.loop("part", plan.parts - 1, [first], (part, [before]) => {
        const address = sumsAt(counters, plan.sumsLength);
        const offset = addAffine(address.offset, affine(0, [part, plan.sumsLength]));
        return [builder.compute("add", before!, builder.load("float32", { ...address, offset }))];
      });
      builder.store(sumsAt(counters, 0), sum!);
    });
  }
  writer.loops(share.inner, grid, (row) => {
    writer.overLanes(columns, row, (counters, skipped, valid) => {
      for (let down = 0; down < 3; down++) {
        mapRow(
          builder,
          { maps: [pointsToWeights, pointsToWeights], across: [4, 3] },
          down,
          (element, at) => builder.load("float32", sumsAt(counters, skipped + (element * 4 + at) * point)),
          (across, value) => {
            const inWindow = down * weights[0].output + across * weights[1].output;
            const start = share.offsets[toOutput]! + skipped * column.output + inWindow;
            const offset = place(toOutput, counters, start);
            const address = { parameter: outputParameter, offset, laneStride: column.output };
            builder.storePart(address, value, valid);
          },
        );
      }
    });
  });
  const forResults = ({ extent, strides }: Dimension): Dimension => ({
    extent,
    strides: strides.slice(ofResults),
  });
  const window = weights.map(({ after: strides }) => ({ extent: 3, strides }));
  const starts = share.offsets.slice(ofResults).map((offset, i) => place(i + ofResults, grid, offset));
  results.write([...share.inner.map(forResults), ...window], forResults(columns), starts);
  return writer.finish(name);
}
