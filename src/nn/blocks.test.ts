import { before } from "node:test";
import * as nn from "./index.ts";
import { makeLayer, testLayerCases } from "./layer-cases.testing.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

type LayerArguments = readonly [layer: string, args: readonly unknown[], options: object];
type DecoderArguments = readonly [width: number, heads: number, layers: number, options: object];

testLayerCases("blocks", {
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
