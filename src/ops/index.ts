/** The builders of primitives and composites, and the table. */

export * from "./arithmetic.ts";
export * from "./assembly.ts";
export { broadcastTo, type Operand } from "./broadcast.ts";
export * from "./comparison.ts";
export * from "./composites/activations.ts";
export * from "./composites/cross-entropy.ts";
export * from "./composites/dropout.ts";
export * from "./composites/one-hot.ts";
export * from "./composites/pooling.ts";
export * from "./composites/softmax.ts";
export * from "./composites/statistics.ts";
export * from "./composites/uniform.ts";
export * from "./conv.ts";
export * from "./dot.ts";
export * from "./gather.ts";
export { inlineGraph } from "./inline.ts";
export * from "./movement.ts";
export * from "./random.ts";
export * from "./reduce.ts";
export * from "./scan.ts";
export * from "./selection.ts";
export * from "./source.ts";
export * from "./table.ts";
export * from "./transcendental.ts";
export * from "./window.ts";
