// What is compared, by name: products and convolutions, passes over a million numbers, whole training steps.
import { networks, trainingWorkload } from "../dist/cli/bench/networks.js";
import { convolution, eagerAddition, product, rows } from "../dist/cli/bench/workloads.js";

/** Functions that make a workload. */
export const workloads = new Map([
  ["product", () => product([1024, 1024, 1024])],
  ["product-odd", () => product([1001, 1001, 1001])],
  ["product-left-transposed", () => product([1000, 1000, 1000], { transposeA: true })],
  ["product-right-transposed", () => product([1000, 1000, 1000], { transposeB: true })],
  ["product-batched", () => product([64, 64, 64], { batch: 32 })],
  ["conv", () => convolution("")],
  ["conv-input-gradient", () => convolution("InputGradient")],
  ["conv-weight-gradient", () => convolution("WeightGradient")],
  ["softmax", () => rows("softmax")],
  ["gelu", () => rows("gelu")],
  ["layer-norm", () => rows("layerNorm")],
  ["adam", () => rows("adam")],
  ["eager-addition", eagerAddition],
  ...Object.keys(networks).map((kind) => [kind, () => trainingWorkload(kind)]),
]);
