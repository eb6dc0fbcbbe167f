/** Test support: for each layer that is exported, how it keeps the contract. */

import { type Tensor, tensor } from "../tensor/index.ts";
import type { Contract } from "./contract.ts";
import { affine, linear, plain, spatial, under, withItself } from "./contract-shapes.testing.ts";
import * as nn from "./index.ts";
import { sequenceContracts } from "./sequence-contracts.testing.ts";
import { spatialContracts } from "./spatial-contracts.testing.ts";

function norm(make: () => nn.Module, shape: readonly number[], features: number): Contract {
  return { make, input: shape, output: shape, parameters: affine(features), constant: ["weight", "bias"] };
}

const edges = () => tensor([0, 1, 1, 2, 3, 1, 0, 2, 3, 0], { shape: [2, 5], dtype: "int32" });
const overEdges = (layer: nn.GCNConv | nn.SAGEConv | nn.GATConv | nn.GINConv, x: Tensor) =>
  layer.forward(x, edges());

/** How each exported layer keeps the contract; what keeps none is in `exceptions`. */
export const layerContracts: () => Readonly<Record<string, readonly Contract[]>> = () => ({
  ...spatialContracts(),
  ...sequenceContracts(),
  Linear: [
    { make: () => new nn.Linear(5, 3), input: [4, 5], output: [4, 3], parameters: linear(5, 3) },
    {
      make: () => new nn.Linear(5, 3, { bias: false }),
      input: [2, 4, 5],
      output: [2, 4, 3],
      parameters: { weight: [3, 5] },
    },
  ],
  Bilinear: [
    {
      make: () => new nn.Bilinear(3, 3, 2),
      call: withItself,
      input: [4, 3],
      output: [4, 2],
      parameters: { weight: [2, 3, 3], bias: [2] },
    },
  ],
  BatchNorm1d: [norm(() => new nn.BatchNorm1d(4), spatial(1), 4)],
  BatchNorm2d: [norm(() => new nn.BatchNorm2d(4), spatial(2), 4)],
  BatchNorm3d: [norm(() => new nn.BatchNorm3d(4), spatial(3), 4)],
  InstanceNorm1d: [norm(() => new nn.InstanceNorm1d(4, { affine: true }), spatial(1), 4)],
  InstanceNorm2d: [norm(() => new nn.InstanceNorm2d(4, { affine: true }), spatial(2), 4)],
  InstanceNorm3d: [norm(() => new nn.InstanceNorm3d(4, { affine: true }), spatial(3), 4)],
  LayerNorm: [norm(() => new nn.LayerNorm(5), [3, 5], 5)],
  GroupNorm: [norm(() => new nn.GroupNorm(2, 4), spatial(2), 4)],
  RMSNorm: [
    {
      make: () => new nn.RMSNorm(5),
      input: [3, 5],
      output: [3, 5],
      parameters: { weight: [5] },
      constant: ["weight"],
    },
  ],
  LocalResponseNorm: [plain(() => new nn.LocalResponseNorm(3), [2, 4, 3])],

  Dropout: [plain(() => new nn.Dropout(0.4), [6, 7])],
  Dropout1d: [plain(() => new nn.Dropout1d(0.4), spatial(1))],
  Dropout2d: [plain(() => new nn.Dropout2d(0.4), spatial(2))],
  Dropout3d: [plain(() => new nn.Dropout3d(0.4), spatial(3))],
  AlphaDropout: [plain(() => new nn.AlphaDropout(0.4), [6, 7])],
  FeatureAlphaDropout: [plain(() => new nn.FeatureAlphaDropout(0.4), [6, 7, 2])],
  GaussianNoise: [plain(() => new nn.GaussianNoise(0.4), [6, 7])],
  StochasticDepth: [plain(() => new nn.StochasticDepth(0.4), [6, 7])],

  ...Object.fromEntries(
    [nn.CELU, nn.ELU, nn.GELU, nn.Hardshrink, nn.Hardsigmoid, nn.Hardswish, nn.Hardtanh, nn.LeakyReLU]
      .concat([nn.LogSigmoid, nn.LogSoftmax, nn.Mish, nn.ReLU, nn.ReLU6, nn.RReLU, nn.SELU, nn.Sigmoid])
      .concat([nn.SiLU, nn.Softmax, nn.Softmin, nn.Softplus, nn.Softshrink, nn.Softsign, nn.Sparsemax])
      .concat([nn.Tanh, nn.Tanhshrink, nn.Identity])
      .map((Layer: new () => nn.Module) => [Layer.name, [plain(() => new Layer(), [3, 4])]]),
  ),
  GLU: [plain(() => new nn.GLU(), [3, 4], [3, 2])],
  Softmax2d: [plain(() => new nn.Softmax2d(), spatial(2))],
  Threshold: [plain(() => new nn.Threshold(0.1, 20), [3, 4])],
  PReLU: [
    {
      make: () => new nn.PReLU(),
      input: [3, 4],
      output: [3, 4],
      parameters: { weight: [1] },
      constant: ["weight"],
    },
  ],
  Maxout: [
    {
      make: () => new nn.Maxout(4, 2, 3),
      input: [9, 4],
      output: [9, 2],
      parameters: under("linear", linear(4, 6)),
    },
  ],
  Flatten: [plain(() => new nn.Flatten(), [2, 3, 4, 5], [2, 60])],
  Unflatten: [plain(() => new nn.Unflatten(1, [2, -1]), [3, 6], [3, 2, 3])],
  Reshape: [plain(() => new nn.Reshape([2, -1]), [3, 6], [3, 2, 3])],
  CosineSimilarity: [plain(() => new nn.CosineSimilarity(), [3, 4], [3], { call: withItself })],
  PairwiseDistance: [plain(() => new nn.PairwiseDistance(), [4, 3], [4], { call: withItself })],

  Sequential: [
    {
      make: () =>
        new nn.Sequential([new nn.Linear(6, 5), new nn.Tanh(), new nn.Dropout(), new nn.Linear(5, 2)]),
      input: [3, 6],
      output: [3, 2],
      parameters: { ...under("0", linear(6, 5)), ...under("3", linear(5, 2)) },
    },
  ],
  Residual: [
    {
      make: () => new nn.Residual(new nn.Linear(3, 2), { shortcut: new nn.Linear(3, 2) }),
      input: [4, 3],
      output: [4, 2],
      parameters: { ...under("layer", linear(3, 2)), ...under("shortcut", linear(3, 2)) },
    },
  ],
  Highway: [
    {
      make: () => new nn.Highway(3),
      input: [6, 3],
      output: [6, 3],
      parameters: { ...under("transform", linear(3, 3)), ...under("gate", linear(3, 3)) },
      constant: ["gate.bias"],
    },
  ],
  SqueezeExcite: [
    {
      make: () => new nn.SqueezeExcite(4, 3),
      input: spatial(2),
      output: spatial(2),
      parameters: {
        "fc1.weight": [3, 4, 1, 1],
        "fc1.bias": [3],
        "fc2.weight": [4, 3, 1, 1],
        "fc2.bias": [4],
      },
    },
  ],

  SwiGLU: [
    {
      make: () => new nn.SwiGLU(3, 4),
      input: [5, 3],
      output: [5, 3],
      parameters: { "w1.weight": [4, 3], "w2.weight": [3, 4], "w3.weight": [4, 3] },
    },
  ],
  AdaptiveLogSoftmaxWithLoss: [
    {
      make: () => new nn.AdaptiveLogSoftmaxWithLoss(8, 12, [4, 7], { divValue: 2.8 }),
      call: (layer: nn.AdaptiveLogSoftmaxWithLoss, x) =>
        layer.forward(x, tensor([0, 5, 11, 3, 8, 6], { dtype: "int32" })).output,
      input: [6, 8],
      output: [6],
      parameters: {
        "head.weight": [6, 8],
        "tail.0.0.weight": [2, 8],
        "tail.0.1.weight": [3, 2],
        "tail.1.0.weight": [1, 8],
        "tail.1.1.weight": [5, 1],
      },
    },
  ],
  MixtureOfExperts: [
    {
      make: () => new nn.MixtureOfExperts(3, () => new nn.Linear(3, 2), { numExperts: 2 }),
      input: [5, 3],
      output: [5, 2],
      parameters: {
        "gate.weight": [2, 3],
        ...under("experts.0", linear(3, 2)),
        ...under("experts.1", linear(3, 2)),
      },
    },
  ],
  GINConv: [
    {
      make: () => new nn.GINConv(new nn.Linear(3, 2)),
      call: overEdges,
      input: [4, 3],
      output: [4, 2],
      parameters: { eps: [1], ...under("nn", linear(3, 2)) },
      constant: ["eps"],
    },
  ],
  GCNConv: [
    {
      make: () => new nn.GCNConv(3, 2),
      call: overEdges,
      input: [4, 3],
      output: [4, 2],
      parameters: { "lin.weight": [2, 3], bias: [2] },
      constant: ["bias"],
    },
  ],
  SAGEConv: [
    {
      make: () => new nn.SAGEConv(3, 2),
      call: overEdges,
      input: [4, 3],
      output: [4, 2],
      parameters: { ...under("lin_l", linear(3, 2)), "lin_r.weight": [2, 3] },
    },
  ],
  GATConv: [
    {
      make: () => new nn.GATConv(3, 2, { heads: 2 }),
      call: overEdges,
      input: [4, 3],
      output: [4, 4],
      parameters: {
        att_src: [1, 2, 2],
        att_dst: [1, 2, 2],
        bias: [4],
        "lin_src.weight": [4, 3],
      },
      constant: ["bias"],
    },
  ],
});

/** Modules that keep no contract, and why. */
export const exceptions: Readonly<Record<string, string>> = {
  ModuleList: "it has no forward",
  ModuleDict: "it has no forward",
  VectorQuantizer: "its loss moves its codes, not its output",
};

/** Layers that functions give another weight. */
export const changedLayers: Readonly<Record<string, Contract>> = {
  weightNorm: {
    make: () => nn.weightNorm(new nn.Linear(3, 2)),
    input: [4, 3],
    output: [4, 2],
    parameters: { bias: [2], weight_g: [2, 1], weight_v: [2, 3] },
  },
  spectralNorm: {
    make: () => nn.spectralNorm(new nn.Linear(3, 2)),
    input: [4, 3],
    output: [4, 2],
    parameters: { bias: [2], weight_orig: [2, 3] },
  },
};
