import { type Tensor, zeros } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";

/** The ends of edges: each int32 [edges]. */
export interface Edges {
  readonly source: Tensor;
  readonly target: Tensor;
}

/**
 * The ends of edges in PyTorch Geometric's form, int32 [2, edges]: sources above targets.
 *
 * Throws: RangeError if features or edges have other shapes, TypeError unless edges are int32.
 */
export function edgesOf(layer: string, x: Tensor, edgeIndex: Tensor, features: number): Edges {
  checkInputTensor(layer, "nodes", x);
  checkInputTensor(layer, "edges", edgeIndex);
  if (x.rank !== 2 || x.shape[1] !== features || edgeIndex.rank !== 2 || edgeIndex.shape[0] !== 2) {
    throw new RangeError(
      `Cannot apply ${layer} to nodes of shape [${x.shape.join(", ")}] with edges [${edgeIndex.shape.join(", ")}]: expected ` +
        `[nodes, ${features}] and [2, edges], got another. Edges name their source in the first row, their target in the ` +
        "second.",
    );
  }
  if (edgeIndex.dtype !== "int32") {
    throw new TypeError(
      `Cannot apply ${layer} with edges of dtype ${edgeIndex.dtype}: expected int32, got ${edgeIndex.dtype}. Make them with ` +
        '{ dtype: "int32" } or cast("int32").',
    );
  }
  const [source, target] = edgeIndex.split(1).map((row) => row.squeeze(0));
  return { source: source!, target: target! };
}

/** Σ of messages at each node. Shapes: messages [edges, …], target [edges] → [nodes, …]. */
export function sumAtTargets(messages: Tensor, target: Tensor, nodes: number): Tensor {
  return zeros([nodes, ...messages.shape.slice(1)]).indexAdd(target, messages);
}
