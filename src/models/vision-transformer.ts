import {
  LayerNorm,
  LearnedPositions,
  Linear,
  Module,
  PatchEmbedding,
  TransformerEncoder,
  TransformerEncoderLayer,
} from "../nn/index.ts";
import { concat, Parameter, type Tensor, zeros } from "../tensor/index.ts";

/** The options of `VisionTransformer`. */
export interface VisionTransformerOptions {
  /** Height and width of a picture. Default: 28. */
  readonly imageSize?: number;
  /** Height and width of a patch, which divides the picture's. Default: 7. */
  readonly patchSize?: number;
  /** 1 for grey, 3 for colour. Default: 1. */
  readonly inChannels?: number;
  /** Features of a token. Default: 64. */
  readonly dim?: number;
  /** Default: 4. */
  readonly numLayers?: number;
  /** Default: 4. */
  readonly numHeads?: number;
  /** Features between the two linear layers of a block. Default: 128. */
  readonly dimFeedforward?: number;
  /** Default: 0. */
  readonly dropout?: number;
  /** Default: 10. */
  readonly numClasses?: number;
}

/**
 * A transformer that reads a picture as a sequence of patches, with a learned class token in front, whose last state tells
 * the class.
 *
 * Shapes: x [n, inChannels, imageSize, imageSize] → logits [n, numClasses].
 * Source: Dosovitskiy et al., "An Image is Worth 16x16 Words", 2020, section 3.1, equations 1 to 4.
 *
 * @example
 * new VisionTransformer({ numLayers: 2 }).forward(zeros([2, 1, 28, 28])).shape; // [2, 10]
 */
export class VisionTransformer extends Module {
  readonly patches: PatchEmbedding;
  readonly classToken: Parameter;
  readonly positions: LearnedPositions;
  readonly encoder: TransformerEncoder;
  readonly head: Linear;

  /** Throws: RangeError if a number is out of range, the patches do not divide the picture or the heads the features. */
  constructor(options: VisionTransformerOptions = {}) {
    super();
    const { imageSize = 28, patchSize = 7, inChannels = 1, dim = 64, numLayers = 4, numHeads = 4 } = options;
    const { dimFeedforward = 128, dropout = 0, numClasses = 10 } = options;
    const side = imageSize / patchSize;
    if (!(Number.isInteger(side) && side > 0)) {
      throw new RangeError(
        `Cannot make a VisionTransformer for pictures of ${imageSize} × ${imageSize} in patches of ${patchSize} × ` +
          `${patchSize}: expected patches that divide the picture, got ${side} along a side. Choose another patchSize.`,
      );
    }
    this.patches = new PatchEmbedding(inChannels, dim, patchSize);
    this.classToken = new Parameter(zeros([1, 1, dim]));
    this.positions = new LearnedPositions(side * side + 1, dim);
    const layer = { dimFeedforward, dropout, activation: "gelu", batchFirst: true, normFirst: true } as const;
    this.encoder = new TransformerEncoder(
      () => new TransformerEncoderLayer(dim, numHeads, layer),
      numLayers,
      {
        norm: new LayerNorm(dim),
      },
    );
    this.head = new Linear(dim, numClasses);
  }

  /** Throws: RangeError if `x` is not [n, inChannels, imageSize, imageSize]. */
  forward(x: Tensor): Tensor {
    const tokens = this.patches.forward(x.sub(0.5).div(0.5)); // [n, 16, dim]
    const first = this.classToken.expand([x.shape[0]!, 1, tokens.shape[2]!]); // [n, 1, dim]
    let z = this.positions.forward(concat([first, tokens], { axis: 1 })); // [n, 17, dim], equation 1
    z = this.encoder.forward(z); // [n, 17, dim], equations 2 and 3
    return this.head.forward(z.at(":", 0)); // [n, numClasses], equation 4
  }
}
