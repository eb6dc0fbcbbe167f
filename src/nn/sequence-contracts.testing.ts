/** Test support: how embeddings, positions, recurrent layers and attention keep the contract. */

import { ones, type Tensor } from "../tensor/index.ts";
import type { Contract } from "./contract.ts";
import { affine, linear, plain, type Shapes, under, withItself } from "./contract-shapes.testing.ts";
import * as nn from "./index.ts";

const attention = (width: number): Shapes => ({
  in_proj_weight: [3 * width, width],
  in_proj_bias: [3 * width],
  ...under("out_proj", linear(width, width)),
});

function transformerLayer(width: number, hidden: number, attentions: readonly string[]): Shapes {
  const norms = [1, 2, 3].slice(0, attentions.length + 1);
  return {
    ...Object.assign({}, ...attentions.map((name) => under(name, attention(width)))),
    ...under("linear1", linear(width, hidden)),
    ...under("linear2", linear(hidden, width)),
    ...Object.assign({}, ...norms.map((i) => under(`norm${i}`, affine(width)))),
  };
}

/** Biases of attention, and norms: what starts alike whatever the seed. */
const startAlike = (shapes: Shapes) =>
  Object.keys(shapes).filter((name) =>
    /(^|\.)(in_proj_bias|out_proj\.bias|norm\d?\.(weight|bias))$/.test(name),
  );

function transformer(
  make: () => nn.Module,
  parameters: Shapes,
  call?: (layer: never, x: Tensor) => Tensor,
): Contract {
  const shape = [3, 2, 4];
  const constant = startAlike(parameters);
  return { make, input: shape, output: shape, parameters, constant, ...(call === undefined ? {} : { call }) };
}

const gates = { RNN: 1, GRU: 3, LSTM: 4 };

/** A cell's parameters, or those of one loop of a layer. */
const recurrent = (kind: keyof typeof gates, suffix: string, inputs: number, size: number): Shapes => ({
  [`weight_ih${suffix}`]: [gates[kind] * size, inputs],
  [`weight_hh${suffix}`]: [gates[kind] * size, size],
  [`bias_ih${suffix}`]: [gates[kind] * size],
  [`bias_hh${suffix}`]: [gates[kind] * size],
});

function recurrentLayer(
  kind: keyof typeof gates,
  Layer: typeof nn.RNN | typeof nn.GRU | typeof nn.LSTM,
): Contract {
  return {
    make: () => new Layer(3, 4, { numLayers: 2, dropout: 0.25 }),
    call: (layer: nn.RNN | nn.GRU | nn.LSTM, x) => layer.forward(x).output,
    input: [5, 2, 3],
    output: [5, 2, 4],
    parameters: { ...recurrent(kind, "_l0", 3, 4), ...recurrent(kind, "_l1", 4, 4) },
  };
}

/** From zeros a cell's recurrent matrix gets no gradient: it starts from ones. */
function recurrentCell(
  kind: keyof typeof gates,
  make: () => nn.Module,
  step: (layer: never, x: Tensor) => Tensor,
) {
  return { make, call: step, input: [5, 3], output: [5, 4], parameters: recurrent(kind, "", 3, 4) };
}

/** Contracts by the layers' names. */
export const sequenceContracts: () => Readonly<Record<string, readonly Contract[]>> = () => ({
  Embedding: [
    {
      make: () => new nn.Embedding(4, 3),
      input: [5, 2],
      indicesBelow: 4,
      output: [5, 2, 3],
      parameters: { weight: [4, 3] },
    },
  ],
  EmbeddingBag: [
    {
      make: () => new nn.EmbeddingBag(4, 3),
      input: [5, 2],
      indicesBelow: 4,
      output: [5, 3],
      parameters: { weight: [4, 3] },
    },
  ],
  SinusoidalPositions: [plain(() => new nn.SinusoidalPositions(4), [2, 3, 4])],
  RotaryPositions: [plain(() => new nn.RotaryPositions(4), [2, 3, 4])],
  LearnedPositions: [
    {
      make: () => new nn.LearnedPositions(5, 4),
      input: [2, 3, 4],
      output: [2, 3, 4],
      parameters: { weight: [5, 4] },
    },
  ],

  RNN: [recurrentLayer("RNN", nn.RNN)],
  GRU: [recurrentLayer("GRU", nn.GRU)],
  LSTM: [recurrentLayer("LSTM", nn.LSTM)],
  RNNCell: [
    recurrentCell(
      "RNN",
      () => new nn.RNNCell(3, 4),
      (cell: nn.RNNCell, x) => cell.forward(x, ones([5, 4])),
    ),
  ],
  GRUCell: [
    recurrentCell(
      "GRU",
      () => new nn.GRUCell(3, 4),
      (cell: nn.GRUCell, x) => cell.forward(x, ones([5, 4])),
    ),
  ],
  LSTMCell: [
    recurrentCell(
      "LSTM",
      () => new nn.LSTMCell(3, 4),
      (cell: nn.LSTMCell, x) => {
        const state = { hidden: ones([5, 4]), cell: ones([5, 4]) };
        return cell.forward(x, state).hidden;
      },
    ),
  ],

  MultiheadAttention: [transformer(() => new nn.MultiheadAttention(4, 2, { dropout: 0.3 }), attention(4))],
  GroupedQueryAttention: [
    {
      make: () => new nn.GroupedQueryAttention(8, 4, { numKvHeads: 2 }),
      input: [2, 3, 8],
      output: [2, 3, 8],
      parameters: {
        "q_proj.weight": [8, 8],
        "k_proj.weight": [4, 8],
        "v_proj.weight": [4, 8],
        "o_proj.weight": [8, 8],
      },
    },
  ],
  AdditiveAttention: [
    {
      make: () => new nn.AdditiveAttention(3, 3, 2),
      call: withItself,
      input: [2, 4, 3],
      output: [2, 4, 3],
      parameters: { "query.weight": [2, 3], "key.weight": [2, 3], "score.weight": [1, 2] },
    },
  ],
  LuongAttention: [
    plain(() => new nn.LuongAttention(3), [2, 4, 3], [2, 4, 3], { call: withItself }),
    {
      make: () => new nn.LuongAttention(3, { score: "general" }),
      call: withItself,
      input: [2, 4, 3],
      output: [2, 4, 3],
      parameters: { "weight.weight": [3, 3] },
    },
  ],
  TransformerEncoderLayer: [
    transformer(
      () => new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 5 }),
      transformerLayer(4, 5, ["self_attn"]),
    ),
  ],
  TransformerEncoder: [
    transformer(
      () => new nn.TransformerEncoder(() => new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 5 }), 1),
      under("layers.0", transformerLayer(4, 5, ["self_attn"])),
    ),
  ],
  TransformerDecoderLayer: [
    transformer(
      () => new nn.TransformerDecoderLayer(4, 2, { dimFeedforward: 5, normFirst: true }),
      transformerLayer(4, 5, ["self_attn", "multihead_attn"]),
      withItself,
    ),
  ],
  TransformerDecoder: [
    transformer(
      () => new nn.TransformerDecoder(() => new nn.TransformerDecoderLayer(4, 2, { dimFeedforward: 5 }), 1),
      under("layers.0", transformerLayer(4, 5, ["self_attn", "multihead_attn"])),
      withItself,
    ),
  ],
  Transformer: [
    transformer(
      () =>
        new nn.Transformer({
          dModel: 4,
          numHeads: 2,
          numEncoderLayers: 1,
          numDecoderLayers: 1,
          dimFeedforward: 5,
        }),
      {
        ...under("encoder.layers.0", transformerLayer(4, 5, ["self_attn"])),
        ...under("encoder.norm", affine(4)),
        ...under("decoder.layers.0", transformerLayer(4, 5, ["self_attn", "multihead_attn"])),
        ...under("decoder.norm", affine(4)),
      },
      withItself,
    ),
  ],
});
