/** Test support: how layers of stored cases are made, and functions as layers. */

import assert from "node:assert/strict";
import { concat, type Tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";

/** A layer of any number of inputs. */
export interface AnyLayer extends nn.Module {
  forward(...inputs: readonly unknown[]): Tensor;
}

type AffineArguments = readonly [size: readonly [number, number, number, number], options: nn.CornerOptions];
type LayerArguments = readonly [layer: string, args: readonly unknown[], options: object];
type DecoderArguments = readonly [width: number, heads: number, layers: number, options: object];

type LayerParts = readonly [layer: string, args: readonly unknown[]];

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

class Attention extends nn.Module {
  forward(query: Tensor, key: Tensor, value: Tensor, options?: { readonly mask?: Tensor }): Tensor {
    return nn.scaledDotProductAttention(query, key, value, options);
  }
}

/** A ConvLSTMCell of three tensors, whose result is both states side by side. */
class StatesSideBySide extends nn.Module {
  readonly gates: nn.Conv2d;
  readonly #cell: nn.ConvLSTMCell;

  constructor(args: ConstructorParameters<typeof nn.ConvLSTMCell>) {
    super();
    this.#cell = new nn.ConvLSTMCell(...args);
    this.gates = this.#cell.gates;
  }

  forward(x: Tensor, hidden?: Tensor, cell?: Tensor): Tensor {
    const next = this.#cell.forward(x, hidden === undefined ? undefined : { hidden, cell: cell! });
    return concat([next.hidden, next.cell], { axis: 1 });
  }
}

/** Layers of cases that need more than their arguments. */
const makers: Readonly<Record<string, (args: readonly unknown[]) => nn.Module>> = {
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
  scaledDotProductAttention: () => new Attention(),
  ConvLSTMCell: (args) =>
    new StatesSideBySide(args as unknown as ConstructorParameters<typeof nn.ConvLSTMCell>),
  Residual: ([layer, shortcut]) =>
    new nn.Residual(
      makeLayer(...(layer as LayerParts)),
      shortcut === undefined ? {} : { shortcut: makeLayer(...(shortcut as LayerParts)) },
    ),
  Sequential: (args) => new nn.Sequential((args as LayerParts[]).map((parts) => makeLayer(...parts))),
};

/** The layer under its exported name. */
export function makeLayer(name: string, args: readonly unknown[]): AnyLayer {
  const maker = makers[name];
  if (maker !== undefined) return maker(args) as AnyLayer;
  const exported: Readonly<Record<string, unknown>> = { ...nn };
  const Layer = exported[name] as new (...args: readonly unknown[]) => AnyLayer;
  assert.ok(Layer !== undefined, `nn.${name} exists`);
  return new Layer(...args);
}
