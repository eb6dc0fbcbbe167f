/** Where parameters start: each fills a tensor in place with numbers from the default generator, and returns it. */

export { calculateGain, type GainNonlinearity } from "./calculate-gain.ts";
export { constant, ones, zeros } from "./constant.ts";
export { dirac } from "./dirac.ts";
export { eye } from "./eye.ts";
export { type KaimingOptions, kaimingNormal, kaimingUniform } from "./kaiming.ts";
export { lecunNormal, lecunUniform } from "./lecun.ts";
export { type NormalOptions, normal } from "./normal.ts";
export { orthogonal } from "./orthogonal.ts";
export { type TruncNormalOptions, truncNormal } from "./trunc-normal.ts";
export { type UniformOptions, uniform } from "./uniform.ts";
export { type GainOptions, xavierNormal, xavierUniform } from "./xavier.ts";
