/** Copies the right side of a product into panels: [batch][panel][term][column in panel], padded to whole vectors. */

import type { Storage } from "./expression.ts";
import { type CpuTarget, KernelWriter, place } from "./kernel-writer.ts";
import { addAffine, affine } from "./lowered/builder.ts";
import type { Launch } from "./lowered/program.ts";
import { type Dimension, extentOf, mergeDimensions, type Share, shareOut } from "./nest.ts";
import { type ContractionPlan, type Panels, right, term } from "./plan-contraction.ts";

/** Vectors copied in a chunk. */
const chunkWork = 16_384;

/** Operands of the dimensions here. */
const from = 0;
const to = 1;

/** Batch dimensions with their stride in the packed right side. */
export function packedBatch(plan: ContractionPlan): number[] {
  let step = plan.packedColumns * plan.terms;
  const steps: number[] = [];
  for (const dimension of [...plan.batch].reverse()) {
    steps.unshift(step);
    step *= dimension.extent;
  }
  return steps;
}

/** Launches that fill `packed` with the panels of a plan's right side. */
export function lowerPacking(target: CpuTarget, plan: ContractionPlan, packed: Storage): Launch[] {
  if (plan.terms === 0 || extentOf(plan.batch) === 0) return [];
  return plan.panels.flatMap((panels) => {
    const width = Math.ceil(panels.columns / target.lanes) * target.lanes;
    const dimensions = mergeDimensions(
      plan.reduce.map(({ extent, strides }) => ({
        extent,
        strides: [strides[right]!, strides[term]! * width],
      })),
    );
    const vectors = width / target.lanes;
    const shares = shareOut({ dimensions, offsets: [0, 0] }, Math.ceil(chunkWork / vectors), 1);
    return shares.map((share) => packingKernel(target, plan, packed, panels, share));
  });
}

function packingKernel(
  target: CpuTarget,
  plan: ContractionPlan,
  packed: Storage,
  panels: Panels,
  share: Share,
): Launch {
  const writer = new KernelWriter(target);
  const { builder } = writer;
  const { lanes } = target;
  const toParameter = writer.parameter(packed, "write");
  const fromParameter = writer.parameter(plan.right.storage);
  const width = Math.ceil(panels.columns / lanes) * lanes;
  const steps = packedBatch(plan);
  const batch: Dimension[] = plan.batch.map(({ extent, strides }, i) => ({
    extent,
    strides: [strides[right]!, steps[i]!],
  }));
  const columnStride = plan.column.strides[right]!;
  const panel: Dimension = {
    extent: panels.count,
    strides: [panels.columns * columnStride, width * plan.terms],
  };
  const counters = writer.grid([...batch, panel, ...share.grid]);
  const start = [
    plan.right.offset + panels.first * columnStride + share.offsets[from]!,
    panels.first * plan.terms + share.offsets[to]!,
  ];
  writer.loops(share.inner, counters, (at) => {
    for (let v = 0; v < width; v += lanes) {
      const source = addAffine(place(from, at, start[from]!), affine(v * columnStride));
      const value = builder.loadPart(
        "float32",
        { parameter: fromParameter, offset: source, laneStride: columnStride },
        Math.min(lanes, panels.columns - v),
      );
      builder.store({ parameter: toParameter, offset: place(to, at, start[to]! + v), laneStride: 1 }, value);
    }
  });
  return writer.finish("pack");
}
