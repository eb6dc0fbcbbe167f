/** Networks that read sequences of tokens and say what follows each. */

import * as nn from "../../nn/index.ts";
import { arange, ones, Parameter, type Tensor, zeros } from "../../tensor/index.ts";

/** Embedding 64, an LSTM of 128, one dense layer. Shapes: tokens [time, batch] → logits [time · batch, vocabulary]. */
export class RecurrentNetwork extends nn.Module {
  readonly embedding: nn.Embedding;
  readonly lstm = new nn.LSTM(64, 128);
  readonly head: nn.Linear;

  constructor(vocabulary: number) {
    super();
    this.embedding = new nn.Embedding(vocabulary, 64);
    this.head = new nn.Linear(128, vocabulary);
  }

  /** The logits of the token after each. */
  forward(tokens: Tensor): Tensor {
    const { output } = this.lstm.forward(this.embedding.forward(tokens));
    return this.head.forward(output.reshape([tokens.size, 128]));
  }
}

const width = 128;
const heads = 4;

/** Normalises rows. Shapes: […, width] → the same. */
class RowNorm extends nn.Module {
  readonly weight = new Parameter(ones([width]));
  readonly bias = new Parameter(zeros([width]));

  forward(x: Tensor): Tensor {
    const centred = x.sub(x.mean({ axis: -1, keepDims: true }));
    const variance = centred.mul(centred).mean({ axis: -1, keepDims: true });
    return centred.div(variance.add(1e-5).sqrt()).mul(this.weight).add(this.bias);
  }
}

class Block extends nn.Module {
  readonly norm1 = new RowNorm();
  readonly attention = new nn.Linear(width, 3 * width);
  readonly projection = new nn.Linear(width, width);
  readonly norm2 = new RowNorm();
  readonly expand = new nn.Linear(width, 4 * width);
  readonly contract = new nn.Linear(4 * width, width);

  forward(x: Tensor): Tensor {
    const { batch, time } = x.dims("batch time width");
    const all = this.attention.forward(this.norm1.forward(x)).reshape([batch, time, 3, heads, width / heads]);
    const [query, key, value] = [0, 1, 2].map((part) =>
      all
        .slice([0, 0, part], [batch, time, part + 1])
        .squeeze(2)
        .transpose(1, 2),
    );
    const scores = query!.matmul(key!.transpose()).mul(1 / Math.sqrt(width / heads));
    const later = arange(time)
      .lt(arange(time).reshape([time, 1]).add(1))
      .logicalNot();
    const weights = later.where(-1e9, scores).softmax();
    const mixed = weights.matmul(value!).transpose(1, 2).reshape([batch, time, width]);
    const attended = x.add(this.projection.forward(mixed));
    return attended.add(this.contract.forward(this.expand.forward(this.norm2.forward(attended)).gelu()));
  }
}

/**
 * A transformer that predicts the next token: 4 layers of width 128 with 4 heads.
 *
 * Shapes: tokens [batch, time] → logits [batch · time, vocabulary].
 * Source: Radford and others, "Language Models are Unsupervised Multitask Learners", 2019, section 2.3.
 */
export class TransformerNetwork extends nn.Module {
  readonly tokens: nn.Embedding;
  readonly positions: nn.Embedding;
  readonly blocks = new nn.Sequential([new Block(), new Block(), new Block(), new Block()]);
  readonly norm = new RowNorm();
  readonly head: nn.Linear;

  constructor(vocabulary: number, time: number) {
    super();
    this.tokens = new nn.Embedding(vocabulary, width);
    this.positions = new nn.Embedding(time, width);
    this.head = new nn.Linear(width, vocabulary);
  }

  /** The logits of the token after each. */
  forward(tokens: Tensor): Tensor {
    const x = this.tokens.forward(tokens).add(this.positions.weight);
    return this.head
      .forward(this.norm.forward(this.blocks.forward(x)))
      .reshape([tokens.size, this.head.outFeatures]);
  }
}
