import { before } from "node:test";
import type { Tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";
import { makeLayer, testLayerCases } from "./layer-cases.testing.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

type AffineArguments = readonly [size: readonly [number, number, number, number], options: nn.CornerOptions];
type LayerArguments = readonly [layer: string, args: readonly unknown[], options: object];
type DecoderArguments = readonly [width: number, heads: number, layers: number, options: object];

/** Functions as layers. */
class GridSampled extends nn.Module {
  readonly options: nn.GridSampleOptions;

  constructor(options: nn.GridSampleOptions) {
    super();
    this.options = options;
  }

  forward(images: Tensor, grid: Tensor): Tensor {
    return nn.gridSample(images, grid, this.options);
  }
}

class AffineGrid extends nn.Module {
  readonly args: AffineArguments;

  constructor(args: AffineArguments) {
    super();
    this.args = args;
  }

  forward(theta: Tensor): Tensor {
    return nn.affineGrid(theta, ...this.args);
  }
}

testLayerCases("blocks", {
  gridSample: ([options]) => new GridSampled(options as nn.GridSampleOptions),
  affineGrid: (args) => new AffineGrid(args as unknown as AffineArguments),
  GINConv: ([features, outputs]) => new nn.GINConv(new nn.Linear(features as number, outputs as number)),
  MixtureOfExperts: ([features, outputs, options]) => {
    const makeExpert = () => new nn.Linear(features as number, outputs as number);
    return new nn.MixtureOfExperts(features as number, makeExpert, options as nn.MixtureOfExpertsOptions);
  },
  weightNorm: (args) => {
    const [layer, given, options] = args as LayerArguments;
    return nn.weightNorm(makeLayer(layer, given), options);
  },
  spectralNorm: (args) => {
    const [layer, given, options] = args as LayerArguments;
    return nn.spectralNorm(makeLayer(layer, given), options);
  },
  TransformerDecoder: (args) => {
    const [width, heads, layers, options] = args as DecoderArguments;
    const makeDecoderLayer = () => new nn.TransformerDecoderLayer(width, heads, options);
    return new nn.TransformerDecoder(makeDecoderLayer, layers, { norm: new nn.LayerNorm(width) });
  },
});
