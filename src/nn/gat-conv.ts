import { concat, Parameter, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { Dropout } from "./dropout.ts";
import type { GraphConvOptions } from "./gcn-conv.ts";
import { edgesOf, sumAtTargets } from "./graph-edges.ts";
import { xavierUniform } from "./init/index.ts";
import { leakyRelu } from "./leaky-relu.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `GATConv`. */
export interface GATConvOptions extends GraphConvOptions {
  /** Default: 1. */
  readonly heads?: number;
  /** Whether heads are side by side, not their mean. Default: true. */
  readonly concat?: boolean;
  /** The slope of scores below 0. Default: 0.2. */
  readonly negativeSlope?: number;
  /** The probability that an edge's weight becomes 0 while training. Default: 0. */
  readonly dropout?: number;
}

/**
 * y[i] = Σ α[i, j] · W · x[j] + bias over neighbours j and i itself, α being the softmax over them of leakyRelu(a_src ·
 * W · x[j] + a_dst · W · x[i]), in several heads.
 *
 * Shapes: x [nodes, inFeatures], edges [2, edges] int32, sources above targets → [nodes, heads · outFeatures], or [nodes,
 * outFeatures] without `concat`. Starts from Xavier's uniform distribution and 0; names are PyTorch Geometric's.
 * Source: Veličković et al., "Graph Attention Networks", 2017, equations 3 to 6.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new nn.GATConv(4, 2, { heads: 3 }).forward(rand([3, 4]), edges).shape; // [3, 6]
 */
export class GATConv extends Module {
  readonly att_src: Parameter;
  readonly att_dst: Parameter;
  readonly bias: Parameter | undefined;
  readonly lin_src: Linear;
  readonly outFeatures: number;
  readonly heads: number;
  readonly concat: boolean;
  readonly negativeSlope: number;
  readonly weightDropout: Dropout;

  /** Throws: RangeError if a number is out of range. */
  constructor(inFeatures: number, outFeatures: number, options: GATConvOptions = {}) {
    super();
    const { heads = 1, concat = true, negativeSlope = 0.2, dropout = 0, bias = true } = options;
    this.heads = checkNumber("GATConv", "heads", heads, { least: 1, integer: true });
    this.negativeSlope = checkNumber("GATConv", "negativeSlope", negativeSlope, { least: 0 });
    this.outFeatures = checkNumber("GATConv", "outFeatures", outFeatures, { least: 1, integer: true });
    this.concat = concat;
    this.weightDropout = new Dropout(dropout);
    this.lin_src = new Linear(inFeatures, heads * outFeatures, { bias: false });
    xavierUniform(this.lin_src.weight);
    this.att_src = xavierUniform(new Parameter(zeros([1, heads, outFeatures])));
    this.att_dst = xavierUniform(new Parameter(zeros([1, heads, outFeatures])));
    this.bias = bias ? new Parameter(zeros([concat ? heads * outFeatures : outFeatures])) : undefined;
  }

  /** Throws: RangeError if shapes do not fit, TypeError unless edges are int32; RangeError after a run with an edge to no node. */
  forward(x: Tensor, edgeIndex: Tensor): Tensor {
    const edges = edgesOf("GATConv", x, edgeIndex, this.lin_src.inFeatures);
    const nodes = x.shape[0]!;
    const itself = tensor(Int32Array.from({ length: nodes }, (_, i) => i));
    const source = concat([edges.source, itself]);
    const target = concat([edges.target, itself]);
    const features = this.lin_src.forward(x).reshape([nodes, this.heads, this.outFeatures]);
    const [from, to] = [this.att_src, this.att_dst].map((a) => features.mul(a).sum({ axis: 2 })) as [
      Tensor,
      Tensor,
    ]; // [nodes, heads]
    const scores = leakyRelu(from.gather(source).add(to.gather(target)), this.negativeSlope); // [edges, heads]
    // No score of a node is above that of the greatest source, so that no exponential overflows.
    const most = leakyRelu(from.max({ axis: 0, keepDims: true }).add(to), this.negativeSlope).detach();
    const weights = scores.sub(most.gather(target)).exp();
    const shares = weights.div(sumAtTargets(weights, target, nodes).add(1e-16).gather(target));
    const messages = features.gather(source).mul(this.weightDropout.forward(shares).unsqueeze(2));
    const heads = sumAtTargets(messages, target, nodes); // [nodes, heads, outFeatures]
    const y = this.concat ? heads.reshape([nodes, this.heads * this.outFeatures]) : heads.mean({ axis: 1 });
    return this.bias === undefined ? y : y.add(this.bias);
  }
}
