/** The builders of primitives and composites, and the table. */

export * from "./arithmetic.ts";
export * from "./assembly.ts";
export * from "./batch.ts";
export { bounded } from "./bounded.ts";
export { broadcastTo, type Operand } from "./broadcast.ts";
export { checkpoint } from "./checkpoint.ts";
export * from "./comparison.ts";
export * from "./composites/activations.ts";
export * from "./composites/attention.ts";
export * from "./composites/clamp.ts";
export * from "./composites/conv-transpose.ts";
export * from "./composites/cross-entropy.ts";
export * from "./composites/diagonal.ts";
export * from "./composites/dropout.ts";
export * from "./composites/dynamic-slice.ts";
export * from "./composites/finite.ts";
export * from "./composites/minimum.ts";
export * from "./composites/normal.ts";
export * from "./composites/normalization.ts";
export * from "./composites/one-hot.ts";
export * from "./composites/pooling.ts";
export * from "./composites/product.ts";
export * from "./composites/rectifiers.ts";
export * from "./composites/softmax.ts";
export * from "./composites/statistics.ts";
export { takeAlongAxis } from "./composites/take-along-axis.ts";
export * from "./composites/triangular.ts";
export * from "./composites/uniform.ts";
export * from "./conv.ts";
export * from "./cumulative.ts";
export { type CustomDefinition, type CustomGradientContext, custom } from "./custom.ts";
export * from "./division.ts";
export * from "./dot.ts";
export {
  type GatherOptions,
  gather,
  gatherOp,
  type ScatterAddOptions,
  scatterAdd,
  scatterAddOp,
} from "./gather.ts";
export { inlineGraph } from "./inline.ts";
export * from "./logic.ts";
export * from "./movement.ts";
export * from "./random.ts";
export * from "./rectify.ts";
export * from "./reduce.ts";
export * from "./rounding.ts";
export * from "./scan.ts";
export * from "./selection.ts";
export * from "./sort.ts";
export * from "./source.ts";
export * from "./table.ts";
export * from "./transcendental.ts";
export * from "./window.ts";
