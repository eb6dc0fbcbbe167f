import { ones, Parameter, type Tensor, zeros } from "../tensor/index.ts";
import { edgesOf, sumAtTargets } from "./graph-edges.ts";
import { xavierUniform } from "./init/index.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkShape } from "./recurrent-weights.ts";

/** What edges a pass has besides their ends. */
export interface EdgeInputs {
  /** The weight of each edge: [edges]. Default: 1. */
  readonly edgeWeight?: Tensor;
}

/** The options of layers over graphs. */
export interface GraphConvOptions {
  /** Whether a bias is added. Default: true. */
  readonly bias?: boolean;
}

/**
 * y = D^(−½) · (A + I) · D^(−½) · x · Wᵀ + bias: each node the mean of its neighbours and itself, weighed by degrees D, of
 * edges A.
 *
 * Shapes: x [nodes, inFeatures], edges [2, edges] int32, sources above targets → [nodes, outFeatures]; lin.weight
 * [outFeatures, inFeatures], bias [outFeatures]. Starts from Xavier's uniform distribution and 0; names are PyTorch
 * Geometric's.
 * Source: Kipf, Welling, "Semi-Supervised Classification with Graph Convolutional Networks", 2016, equation 2.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new nn.GCNConv(4, 2).forward(rand([3, 4]), edges).shape; // [3, 2]
 */
export class GCNConv extends Module {
  readonly lin: Linear;
  readonly bias: Parameter | undefined;

  /** Throws: RangeError if a number of features is not a positive integer. */
  constructor(inFeatures: number, outFeatures: number, options: GraphConvOptions = {}) {
    super();
    this.lin = new Linear(inFeatures, outFeatures, { bias: false });
    xavierUniform(this.lin.weight);
    this.bias = options.bias === false ? undefined : new Parameter(zeros([outFeatures]));
  }

  /** Throws: RangeError if shapes do not fit, TypeError unless edges are int32; RangeError after a run with an edge to no node. */
  forward(x: Tensor, edgeIndex: Tensor, inputs: EdgeInputs = {}): Tensor {
    const { source, target } = edgesOf("GCNConv", x, edgeIndex, this.lin.inFeatures);
    const weight = inputs.edgeWeight ?? ones(source.shape);
    checkShape("edge weights of GCNConv", weight, source.shape);
    const nodes = x.shape[0]!;
    const degrees = sumAtTargets(weight, target, nodes).add(1); // of A + I
    const share = degrees
      .gt(0)
      .where(degrees.clamp({ min: 1e-30 }).pow(-0.5), 0)
      .unsqueeze(1); // [nodes, 1]
    const scaled = this.lin.forward(x).mul(share);
    const messages = scaled.gather(source).mul(weight.unsqueeze(1));
    const y = sumAtTargets(messages, target, nodes).add(scaled).mul(share);
    return this.bias === undefined ? y : y.add(this.bias);
  }
}
