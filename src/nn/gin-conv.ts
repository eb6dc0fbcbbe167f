import { Parameter, type Tensor, zeros } from "../tensor/index.ts";
import { edgesOf, sumAtTargets } from "./graph-edges.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { checkLayer } from "./layer-option.ts";
import { type Layer, Module } from "./module.ts";

/**
 * y = nn((1 + eps) · x + Σ of the neighbours), eps being learned: as good at telling graphs apart as any of its kind.
 *
 * Shapes: x [nodes, features], edges [2, edges] int32, sources above targets → [nodes, what nn gives]; eps []. Starts from
 * eps = 0; names are PyTorch Geometric's.
 * Source: Xu, Hu, Leskovec, Jegelka, "How Powerful are Graph Neural Networks?", 2018, equation 4.1.
 *
 * @example
 * const edges = tensor([[0, 1, 1, 2], [1, 0, 2, 1]], { dtype: "int32" });
 * new nn.GINConv(new nn.Linear(4, 2)).forward(rand([3, 4]), edges).shape; // [3, 2]
 */
export class GINConv extends Module {
  readonly eps: Parameter;
  readonly nn: Layer;

  /** Throws: TypeError unless it is given a layer. */
  constructor(nn: Layer) {
    super();
    this.eps = new Parameter(zeros([1]));
    this.nn = checkLayer("GINConv", nn);
  }

  /** Throws: RangeError if shapes do not fit, TypeError unless edges are int32; RangeError after a run with an edge to no node. */
  forward(x: Tensor, edgeIndex: Tensor): Tensor {
    checkInputTensor("GINConv", "nodes", x);
    const { source, target } = edgesOf("GINConv", x, edgeIndex, x.shape[1] ?? 0);
    const sums = sumAtTargets(x.gather(source), target, x.shape[0]!);
    return this.nn.forward(x.mul(this.eps.add(1)).add(sums));
  }
}
