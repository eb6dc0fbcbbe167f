import { Dropout, GCNConv, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The sizes of a `GCN`. */
export interface GCNOptions {
  /** The features of a node. */
  readonly inFeatures: number;
  /** The features of a node between the two layers. Default: 16. */
  readonly hiddenFeatures?: number;
  readonly numClasses: number;
  /** The probability that an element that goes into a layer becomes 0 while training. Default: 0.5. */
  readonly dropout?: number;
}

/**
 * A graph convolutional network of two layers, which classifies the nodes of a graph: Z = Â · ReLU(Â · X · W⁰) · W¹,
 * with the adjacency Â normalised by degrees. A logit a class, whose softmax is the paper's output.
 *
 * Shapes: x [nodes, inFeatures], edges [2, edges] int32, each undirected one both ways → logits [nodes, numClasses].
 * Source: Kipf, Welling, "Semi-Supervised Classification with Graph Convolutional Networks", 2016, equation 9 and section
 * 5.2.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new GCN({ inFeatures: 5, numClasses: 2 }).forward(rand([3, 5]), edges).shape; // [3, 2]
 */
export class GCN extends Module {
  readonly dropout: Dropout;
  readonly conv1: GCNConv;
  readonly conv2: GCNConv;

  /** Throws: RangeError if a size or the probability is out of range. */
  constructor({ inFeatures, hiddenFeatures = 16, numClasses, dropout = 0.5 }: GCNOptions) {
    super();
    this.dropout = new Dropout(dropout);
    this.conv1 = new GCNConv(inFeatures, hiddenFeatures);
    this.conv2 = new GCNConv(hiddenFeatures, numClasses);
  }

  /** Throws: RangeError or TypeError if features or edges do not fit. */
  forward(x: Tensor, edges: Tensor): Tensor {
    const hidden = this.embed(x, edges); // [nodes, hiddenFeatures]
    return this.conv2.forward(this.dropout.forward(hidden), edges); // [nodes, numClasses]
  }

  /** What nodes are between the layers. Shapes: → [nodes, hiddenFeatures]. */
  embed(x: Tensor, edges: Tensor): Tensor {
    return this.conv1.forward(this.dropout.forward(x), edges).relu();
  }
}
