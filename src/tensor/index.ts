/** The public face of tensors. */

export type { DType } from "../base/dtype.ts";
export { Random } from "../base/random.ts";
export type { Shape } from "../base/shape.ts";
export {
  type DeviceOptions,
  deviceNames,
  deviceReason,
  getDevice,
  registerDevice,
  setDevice,
  useDefaultDevice,
} from "../runtime/device-registry.ts";
export { compileCount, type ProgramCounts, programCounts } from "../runtime/program-cache.ts";
export { guard } from "../runtime/trace.ts";
export { gradients } from "./backward.ts";
export { checkpoint } from "./checkpoint.ts";
export { type CompiledArguments, compile } from "./compile.ts";
export { compute, computeAll, type Operand } from "./compute.ts";
export * from "./create.ts";
export * from "./create-like.ts";
export * from "./create-random.ts";
export { type CustomFunction, type CustomGradient, custom } from "./custom.ts";
export type { AxisName, AxisRecord } from "./dims.ts";
export { dynamicSlice, dynamicUpdate } from "./dynamic-slice.ts";
export { einsum } from "./einsum.ts";
export { defaultGenerator, Generator, manualSeed } from "./generator.ts";
export { grad, type ValueAndGradient, type ValueAndPullback, valueAndGrad, vjp } from "./grad.ts";
export { enableGrad, isGradEnabled, noGrad } from "./grad-mode.ts";
export type { IndexTerm, SliceText } from "./index-terms.ts";
export { hessian, jacobian } from "./jacobian.ts";
export { concat, type JoinOptions, stack } from "./join.ts";
export { hvp, jvp, type ValueAndTangent } from "./jvp.ts";
export type { TensorData } from "./lazy-tensor.ts";
export type { NestedArray } from "./nested-array.ts";
export type { Tensors, TensorsLike } from "./nesting.ts";
export { filledVariable, Parameter, variable } from "./parameter.ts";
export * from "./ranges.ts";
export { realize } from "./realize.ts";
export type { AxisOptions, NormOptions, VarianceOptions } from "./reducing-tensor.ts";
export { type ScalarCell, scalarCell } from "./scalar-cell.ts";
export { type ScanOptions, scan } from "./scan.ts";
export { type CloseOptions, Tensor } from "./tensor.ts";
export { eye, tril, triu } from "./triangular.ts";
