/** Spreads weights of 3 × 3 out to the 16 points of tiles: [point][panel][feature][column in panel], in whole vectors. */

import type { Storage } from "./expression.ts";
import { type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import { addAffine, affine } from "./lowered/builder.ts";
import type { Launch } from "./lowered/program.ts";
import { type Dimension, type Share, shareOut } from "./nest.ts";
import type { Panels } from "./plan-contraction.ts";
import type { WinogradPlan } from "./plan-winograd.ts";
import { mapRow, weightsToPoints } from "./winograd-transforms.ts";

/** Vectors written in a chunk. */
const chunkWork = 4_096;

/** Operands of the dimensions here. */
const from = 0;
const to = 1;

/** Elements of a plan's weights at all points. */
export function spreadWeightsLength({ features, packedColumns }: WinogradPlan): number {
  return 16 * features * packedColumns;
}

/** Launches that write u (see `winograd-transforms.ts`) of a plan's weights. */
export function lowerWinogradWeights(
  target: CpuTarget,
  plan: WinogradPlan,
  spreadWeights: Storage,
): Launch[] {
  return plan.panels.flatMap((panels) => {
    const width = Math.ceil(panels.columns / target.lanes) * target.lanes;
    const dimensions: Dimension[] = [
      {
        extent: panels.count,
        strides: [panels.columns * plan.column.right, width * plan.features],
      },
      { extent: plan.features, strides: [plan.feature.right, width] },
    ];
    const perFeature = 16 * (width / target.lanes);
    const shares = shareOut({ dimensions, offsets: [0, 0] }, Math.ceil(chunkWork / perFeature), 1);
    return shares.map((share) => weightsKernel(target, plan, spreadWeights, panels, share));
  });
}

function weightsKernel(
  target: CpuTarget,
  plan: WinogradPlan,
  spreadWeights: Storage,
  panels: Panels,
  share: Share,
): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const { lanes } = target;
  const toParameter = writer.parameter(spreadWeights, "write");
  const fromParameter = writer.parameter(plan.right.storage);
  const columnStride = plan.column.right;
  const [down, along] = plan.places;
  const counters = writer.grid(share.grid);
  const start = [
    plan.right.offset + panels.first * columnStride + share.offsets[from]!,
    panels.first * plan.features + share.offsets[to]!,
  ];
  writer.loops(share.inner, counters, (at) => {
    for (let v = 0; v < panels.columns; v += lanes) {
      const valid = Math.min(lanes, panels.columns - v);
      for (let row = 0; row < 4; row++) {
        mapRow(
          builder,
          { maps: [weightsToPoints, weightsToPoints], across: [3, 4] },
          row,
          (element, across) => {
            const within = v * columnStride + element * down.right + across * along.right;
            const offset = addAffine(place(from, at, start[from]!), affine(within));
            const address = { parameter: fromParameter, offset, laneStride: columnStride };
            return builder.loadPart("float32", address, valid);
          },
          (across, value) => {
            const point = (row * 4 + across) * plan.features * plan.packedColumns;
            const offset = place(to, at, start[to]! + point + v);
            builder.store({ parameter: toParameter, offset, laneStride: 1 }, value);
          },
        );
      }
    }
  });
  return writer.finish("spread-weights");
}
