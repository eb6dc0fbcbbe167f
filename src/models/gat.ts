import { Dropout, elu, GATConv, Module } from "../nn/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The sizes of a `GAT`. */
export interface GATOptions {
  /** The features of a node. */
  readonly inFeatures: number;
  /** The features that each head of the first layer computes. Default: 8. */
  readonly hiddenFeatures?: number;
  /** The heads of the first layer, side by side. Default: 8. */
  readonly heads?: number;
  readonly numClasses: number;
  /** The probability that an element that goes into a layer, or an edge's weight, becomes 0 while training. Default: 0.6. */
  readonly dropout?: number;
}

/**
 * A graph attention network of two layers, which classifies the nodes of a graph: each node is a mixture of its
 * neighbours, weighed by attention to them in eight heads with ELU, then in one that gives a logit a class.
 *
 * Shapes: x [nodes, inFeatures], edges [2, edges] int32, each undirected one both ways → logits [nodes, numClasses].
 * Source: Veličković, Cucurull, Casanova, Romero, Liò, Bengio, "Graph Attention Networks", 2017, section 3.3.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new GAT({ inFeatures: 5, numClasses: 2 }).forward(rand([3, 5]), edges).shape; // [3, 2]
 */
export class GAT extends Module {
  readonly dropout: Dropout;
  readonly conv1: GATConv;
  readonly conv2: GATConv;

  /** Throws: RangeError if a size or the probability is out of range. */
  constructor({ inFeatures, hiddenFeatures = 8, heads = 8, numClasses, dropout = 0.6 }: GATOptions) {
    super();
    this.dropout = new Dropout(dropout);
    this.conv1 = new GATConv(inFeatures, hiddenFeatures, { heads, dropout });
    this.conv2 = new GATConv(heads * hiddenFeatures, numClasses, { heads: 1, dropout });
  }

  /** Throws: RangeError or TypeError if features or edges do not fit. */
  forward(x: Tensor, edges: Tensor): Tensor {
    const hidden = this.embed(x, edges); // [nodes, heads · hiddenFeatures]
    return this.conv2.forward(this.dropout.forward(hidden), edges); // [nodes, numClasses]
  }

  /** What nodes are between the layers. Shapes: → [nodes, heads · hiddenFeatures]. */
  embed(x: Tensor, edges: Tensor): Tensor {
    return elu(this.conv1.forward(this.dropout.forward(x), edges));
  }
}
