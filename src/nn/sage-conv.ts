import { ones, type Tensor } from "../tensor/index.ts";
import type { GraphConvOptions } from "./gcn-conv.ts";
import { edgesOf, sumAtTargets } from "./graph-edges.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";

/**
 * y = lin_l(mean of the neighbours) + lin_r(x): GraphSAGE with its mean aggregator; the mean of no neighbours is 0.
 *
 * Shapes: x [nodes, inFeatures], edges [2, edges] int32, sources above targets → [nodes, outFeatures]; lin_l has the bias.
 * Names are PyTorch Geometric's.
 * Source: Hamilton, Ying, Leskovec, "Inductive Representation Learning on Large Graphs", 2017, algorithm 1.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new nn.SAGEConv(4, 2).forward(rand([3, 4]), edges).shape; // [3, 2]
 */
export class SAGEConv extends Module {
  readonly lin_l: Linear;
  readonly lin_r: Linear;

  /** Throws: RangeError if a number of features is not a positive integer. */
  constructor(inFeatures: number, outFeatures: number, options: GraphConvOptions = {}) {
    super();
    this.lin_l = new Linear(inFeatures, outFeatures, { bias: options.bias ?? true });
    this.lin_r = new Linear(inFeatures, outFeatures, { bias: false });
  }

  /** Throws: RangeError if shapes do not fit, TypeError unless edges are int32; RangeError after a run with an edge to no node. */
  forward(x: Tensor, edgeIndex: Tensor): Tensor {
    const { source, target } = edgesOf("SAGEConv", x, edgeIndex, this.lin_l.inFeatures);
    const nodes = x.shape[0]!;
    const counts = sumAtTargets(ones([source.shape[0]!, 1]), target, nodes).clamp({ min: 1 });
    const means = sumAtTargets(x.gather(source), target, nodes).div(counts);
    return this.lin_l.forward(means).add(this.lin_r.forward(x));
  }
}
