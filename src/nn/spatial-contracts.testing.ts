/** Test support: how convolutions, pooling, padding and resizing keep the contract. */

import { full, zeros } from "../tensor/index.ts";
import type { Contract } from "./contract.ts";
import { type Axes, plain, spatial } from "./contract-shapes.testing.ts";
import * as nn from "./index.ts";

function convolution(axes: Axes, Layer: typeof nn.Conv1d | typeof nn.Conv2d | typeof nn.Conv3d): Contract {
  const kernel = new Array<number>(axes).fill(3);
  return {
    make: () => new Layer(4, 6, { kernelSize: 3, stride: 2, padding: 1, groups: 2 }),
    input: spatial(axes),
    output: spatial(axes, (x) => Math.ceil(x / 2), 6),
    parameters: { weight: [6, 2, ...kernel], bias: [6] },
  };
}

function transposed(
  axes: Axes,
  Layer: typeof nn.ConvTranspose1d | typeof nn.ConvTranspose2d | typeof nn.ConvTranspose3d,
): Contract {
  const kernel = new Array<number>(axes).fill(3);
  return {
    make: () => new Layer(4, 6, { kernelSize: 3, stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    input: spatial(axes),
    output: spatial(axes, (x) => 2 * x, 6),
    parameters: { weight: [4, 3, ...kernel], bias: [6] },
  };
}

/** Indices of the first element of each window of 2. */
function unpooling(
  axes: Axes,
  Layer: typeof nn.MaxUnpool1d | typeof nn.MaxUnpool2d | typeof nn.MaxUnpool3d,
): Contract {
  const input = spatial(axes, (x) => x >> 1, 2);
  const output = spatial(axes, (x) => 2 * (x >> 1), 2);
  const pools = { 1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d };
  const { indices } = new pools[axes](2).withIndices(zeros(output));
  return plain(() => new Layer(2), input, output, {
    call: (layer: nn.MaxUnpool2d, x) => layer.forward(x, indices),
  });
}

/** Windows that begin where they always do: else they are drawn, in evaluation too. */
function fractional(
  axes: 2 | 3,
  make: () => nn.FractionalMaxPool2d | nn.FractionalMaxPool3d,
  output: readonly number[],
): Contract {
  const input = spatial(axes);
  const samples = full([input[0]!, input[1]!, axes], 0.3);
  return plain(make, input, output, {
    call: (layer: nn.FractionalMaxPool2d, x) => layer.forward(x, { samples }),
  });
}

const halved = (x: number) => x >> 1;
const padding = {
  ZeroPad1d: nn.ZeroPad1d,
  ZeroPad2d: nn.ZeroPad2d,
  ZeroPad3d: nn.ZeroPad3d,
  ReflectionPad1d: nn.ReflectionPad1d,
  ReflectionPad2d: nn.ReflectionPad2d,
  ReflectionPad3d: nn.ReflectionPad3d,
  ReplicationPad1d: nn.ReplicationPad1d,
  ReplicationPad2d: nn.ReplicationPad2d,
  ReplicationPad3d: nn.ReplicationPad3d,
  CircularPad1d: nn.CircularPad1d,
  CircularPad2d: nn.CircularPad2d,
  CircularPad3d: nn.CircularPad3d,
};

/** Contracts by the layers' names. */
export const spatialContracts: () => Readonly<Record<string, readonly Contract[]>> = () => ({
  Conv1d: [convolution(1, nn.Conv1d)],
  Conv2d: [
    convolution(2, nn.Conv2d),
    {
      make: () => new nn.Conv2d(4, 6, { kernelSize: [1, 2], groups: 2, bias: false }),
      input: [1, 4, 3, 4],
      output: [1, 6, 3, 3],
      parameters: { weight: [6, 2, 1, 2] },
    },
  ],
  Conv3d: [convolution(3, nn.Conv3d)],
  CausalConv1d: [
    {
      make: () => new nn.CausalConv1d(4, 6, { kernelSize: 3, dilation: 2 }),
      input: spatial(1),
      output: spatial(1, (x) => x, 6),
      parameters: { "conv.weight": [6, 4, 3], "conv.bias": [6] },
    },
  ],
  MaskedConv2d: [
    {
      make: () => new nn.MaskedConv2d(4, 6, { kernelSize: 3, mask: "B" }),
      input: spatial(2),
      output: spatial(2, (x) => x, 6),
      parameters: { weight: [6, 4, 3, 3], bias: [6] },
    },
  ],
  SeparableConv2d: [
    {
      make: () => new nn.SeparableConv2d(4, 6, { kernelSize: 3, padding: 1 }),
      input: spatial(2),
      output: spatial(2, (x) => x, 6),
      parameters: {
        "depthwise.weight": [4, 1, 3, 3],
        "pointwise.weight": [6, 4, 1, 1],
        "pointwise.bias": [6],
      },
    },
  ],
  PatchEmbedding: [
    {
      make: () => new nn.PatchEmbedding(4, 5, [2, 3]),
      input: spatial(2),
      output: [2, 6, 5],
      parameters: { "proj.weight": [5, 4, 2, 3], "proj.bias": [5] },
    },
  ],
  ConvLSTMCell: [
    {
      make: () => new nn.ConvLSTMCell(4, 3, { kernelSize: 3 }),
      call: (cell: nn.ConvLSTMCell, x) => cell.forward(x, cell.forward(x)).hidden,
      input: spatial(2),
      output: spatial(2, (x) => x, 3),
      parameters: { "gates.weight": [12, 7, 3, 3], "gates.bias": [12] },
    },
  ],
  ConvTranspose1d: [transposed(1, nn.ConvTranspose1d)],
  ConvTranspose2d: [transposed(2, nn.ConvTranspose2d)],
  ConvTranspose3d: [transposed(3, nn.ConvTranspose3d)],

  MaxPool1d: [plain(() => new nn.MaxPool1d(2), spatial(1), spatial(1, halved))],
  MaxPool2d: [plain(() => new nn.MaxPool2d(2), spatial(2), spatial(2, halved))],
  MaxPool3d: [plain(() => new nn.MaxPool3d(2), spatial(3), spatial(3, halved))],
  AvgPool1d: [plain(() => new nn.AvgPool1d(2), spatial(1), spatial(1, halved))],
  AvgPool2d: [plain(() => new nn.AvgPool2d(2), spatial(2), spatial(2, halved))],
  AvgPool3d: [plain(() => new nn.AvgPool3d(2), spatial(3), spatial(3, halved))],
  LPPool1d: [plain(() => new nn.LPPool1d(2, 2), spatial(1), spatial(1, halved))],
  LPPool2d: [plain(() => new nn.LPPool2d(2, 2), spatial(2), spatial(2, halved))],
  LPPool3d: [plain(() => new nn.LPPool3d(2, 2), spatial(3), spatial(3, halved))],
  FractionalMaxPool2d: [
    fractional(
      2,
      () => new nn.FractionalMaxPool2d(2, { outputSize: 3 }),
      spatial(2, () => 3),
    ),
  ],
  FractionalMaxPool3d: [
    fractional(
      3,
      () => new nn.FractionalMaxPool3d(2, { outputSize: 2 }),
      spatial(3, () => 2),
    ),
  ],
  AdaptiveAvgPool1d: [
    plain(
      () => new nn.AdaptiveAvgPool1d(3),
      spatial(1),
      spatial(1, () => 3),
    ),
  ],
  AdaptiveAvgPool2d: [
    plain(
      () => new nn.AdaptiveAvgPool2d(3),
      spatial(2),
      spatial(2, () => 3),
    ),
  ],
  AdaptiveAvgPool3d: [
    plain(
      () => new nn.AdaptiveAvgPool3d(3),
      spatial(3),
      spatial(3, () => 3),
    ),
  ],
  AdaptiveMaxPool1d: [
    plain(
      () => new nn.AdaptiveMaxPool1d(3),
      spatial(1),
      spatial(1, () => 3),
    ),
  ],
  AdaptiveMaxPool2d: [
    plain(
      () => new nn.AdaptiveMaxPool2d(3),
      spatial(2),
      spatial(2, () => 3),
    ),
  ],
  AdaptiveMaxPool3d: [
    plain(
      () => new nn.AdaptiveMaxPool3d(3),
      spatial(3),
      spatial(3, () => 3),
    ),
  ],
  GlobalAvgPool: [plain(() => new nn.GlobalAvgPool(), spatial(2), [2, 4])],
  GlobalMaxPool: [plain(() => new nn.GlobalMaxPool(), spatial(2), [2, 4])],
  MaxUnpool1d: [unpooling(1, nn.MaxUnpool1d)],
  MaxUnpool2d: [unpooling(2, nn.MaxUnpool2d)],
  MaxUnpool3d: [unpooling(3, nn.MaxUnpool3d)],

  ...Object.fromEntries(
    ([1, 2, 3] as const).flatMap((axes) =>
      (["Zero", "Reflection", "Replication", "Circular"] as const).map((kind) => {
        const Layer = padding[`${kind}Pad${axes}d`];
        return [
          `${kind}Pad${axes}d`,
          [
            plain(
              () => new Layer(2),
              spatial(axes),
              spatial(axes, (x) => x + 4),
            ),
          ],
        ];
      }),
    ),
  ),
  ConstantPad1d: [
    plain(
      () => new nn.ConstantPad1d(1, 0.5),
      spatial(1),
      spatial(1, (x) => x + 2),
    ),
  ],
  ConstantPad2d: [
    plain(
      () => new nn.ConstantPad2d(1, 0.5),
      spatial(2),
      spatial(2, (x) => x + 2),
    ),
  ],
  ConstantPad3d: [
    plain(
      () => new nn.ConstantPad3d(1, 0.5),
      spatial(3),
      spatial(3, (x) => x + 2),
    ),
  ],
  Upsample: [
    plain(
      () => new nn.Upsample({ scaleFactor: 2 }),
      spatial(1),
      spatial(1, (x) => 2 * x),
    ),
    plain(
      () => new nn.Upsample({ size: 5, mode: "bilinear" }),
      spatial(2),
      spatial(2, () => 5),
    ),
  ],
  PixelShuffle: [plain(() => new nn.PixelShuffle(2), [2, 8, 3, 4], [2, 2, 6, 8])],
  PixelUnshuffle: [plain(() => new nn.PixelUnshuffle(2), [2, 2, 6, 8], [2, 8, 3, 4])],
  ChannelShuffle: [plain(() => new nn.ChannelShuffle(2), [2, 6, 3])],
  Unfold: [plain(() => new nn.Unfold(3), [2, 2, 5, 6], [2, 18, 12])],
  Fold: [plain(() => new nn.Fold([5, 6], 3), [2, 18, 12], [2, 2, 5, 6])],
});
