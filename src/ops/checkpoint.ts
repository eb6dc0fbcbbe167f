/** Computing again instead of keeping: a part of the graph as one node, whose gradient runs it once more. */

import { formatShape, sameShape } from "../base/shape.ts";
import { type Graph, input, type TensorType, type Value } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import { mul } from "./arithmetic.ts";
import { cutGraph } from "./cut-graph.ts";
import type { CallOp } from "./kinds.ts";
import { sampleInput, sampleShape } from "./samples.ts";
import { freshInputs } from "./scan.ts";
import { sin } from "./transcendental.ts";

/** What is computed. */
export type CheckpointAttributes = { readonly body: Graph };

/**
 * The outputs of a body. Its gradient is another checkpoint, of a body that computes this one again and then backwards:
 * between the two only the inputs are kept. Because nodes that are equal become one only within a body, the second
 * computation stays one.
 *
 * Source: Chen, Xu, Zhang, Guestrin, "Training Deep Nets with Sublinear Memory Cost", 2016.
 */
export const checkpointOp: CallOp<CheckpointAttributes> = {
  name: "checkpoint",
  property: { kind: "call", body: ({ body }) => body, barrier: true },
  infer: (inputs, { body }) => {
    checkInputs("checkpoint", inputs, body);
    return body.outputs;
  },
  vjp: ({ inputs, cotangents, needed, attributes: { body }, gradients }) => {
    const flowing = body.outputs.flatMap(({ dtype }, i) => (dtype === "float32" ? [i] : []));
    const wanted = inputs.flatMap((_, i) => (needed[i] === true ? [i] : []));
    const arriving = freshInputs(flowing.map((i) => body.outputs[i]!));
    const found = gradients(
      flowing.map((i) => body.outputs[i]!),
      arriving,
      wanted.map((i) => body.inputs[i]!),
    );
    const backwards: Graph = { inputs: [...body.inputs, ...arriving], outputs: found, updates: [] };
    const leaving = applyAll(checkpointOp, [...inputs, ...flowing.map((i) => cotangents[i]!)], {
      body: backwards,
    });
    return inputs.map((_, i) => leaving[wanted.indexOf(i)]);
  },
  sample: (random, shape = sampleShape(random)) => {
    const types = [sampleInput(random, shape), sampleInput(random, shape)];
    const [x, y] = types.map((type) => input({ shape: type.shape, dtype: type.dtype })) as [Value, Value];
    const product = mul(x, sin(y));
    return {
      inputs: types,
      attributes: { body: { inputs: [x, y], outputs: [product, mul(product, y)], updates: [] } },
    };
  },
};

/**
 * The same outputs, computed from `inputs` and from what else they depend on, of which nothing in between is kept for the
 * gradient: it is computed again there. Less memory for about a third more time.
 */
export function checkpoint(inputs: readonly Value[], outputs: readonly Value[]): readonly Value[] {
  const { body, captured } = cutGraph(inputs, outputs);
  return applyAll(checkpointOp, [...inputs, ...captured], { body });
}

/** Throws: RangeError naming the op unless the inputs are those of the body. */
export function checkInputs(what: string, inputs: readonly TensorType[], body: Graph): void {
  const fits = (i: number) =>
    inputs[i]!.dtype === body.inputs[i]!.dtype && sameShape(inputs[i]!.shape, body.inputs[i]!.shape);
  if (inputs.length === body.inputs.length && inputs.every((_, i) => fits(i))) return;
  const text = (types: readonly TensorType[]) =>
    types.map(({ shape, dtype }) => `${dtype} ${formatShape(shape)}`).join(", ");
  throw new RangeError(
    `Cannot ${what} with inputs ${text(inputs)}: expected ${text(body.inputs)}, got others. Give what the body takes.`,
  );
}
