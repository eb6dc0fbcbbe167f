import { inference, inferenceWorkload, networks, trainingWorkload } from "./networks.ts";
import type { Workload } from "./workload.ts";
import { convolution, eagerAddition, lstmLayer, product, rows } from "./workloads.ts";

/** What can be timed, by the name that `--only` takes: products, convolutions, passes over a million numbers, steps, answers. */
export const namedWorkloads = new Map<string, () => Workload | Promise<Workload>>([
  ["product", () => product([1024, 1024, 1024])],
  ["product-odd", () => product([1001, 1001, 1001])],
  ["product-transposed", () => product([1000, 1000, 1000], { transposeB: true })],
  ["product-batched", () => product([64, 64, 64], { batch: 32 })],
  ["conv", () => convolution("")],
  ["conv-input-gradient", () => convolution("InputGradient")],
  ["conv-weight-gradient", () => convolution("WeightGradient")],
  ["softmax", () => rows("softmax")],
  ["gelu", () => rows("gelu")],
  ["layer-norm", () => rows("layerNorm")],
  ["adam", () => rows("adam")],
  ["lstm-layer", lstmLayer],
  ["eager-addition", eagerAddition],
  ...Object.keys(networks).map((kind) => [kind, () => trainingWorkload(kind)] as const),
  ...["resnet", "gpt"].map((kind) => [`${kind}${inference}`, () => inferenceWorkload(kind)] as const),
]);
