/** Reverse-mode differentiation: walks a graph backwards and asks each op for the gradient of its inputs. */

import { formatShape, sameShape } from "../base/shape.ts";
import { topologicalOrder, type Value } from "../graph/node.ts";
import { add } from "../ops/arithmetic.ts";
import { zeros } from "../ops/source.ts";
import { opOf } from "../ops/table.ts";

/**
 * The gradients of Σᵢ ⟨cotangentᵢ, outputᵢ⟩ with respect to each of `wrt`, as more graph, which can be differentiated
 * again. Zeros where the outputs do not depend on it, or only through integers. A value used several times sums its
 * gradients from its last use to its first, in an order that follows from the graph alone.
 *
 * Shapes: a cotangent has the shape of its output, a gradient that of its `wrt`.
 *
 * Throws: RangeError if a cotangent does not fit its output; TypeError if one of `wrt` is not float32.
 */
export function gradients(
  outputs: readonly Value[],
  cotangents: readonly Value[],
  wrt: readonly Value[],
): Value[] {
  checkArguments(outputs, cotangents, wrt);
  const targets = new Set(wrt);
  const order = topologicalOrder(outputs);

  // Values that carry a gradient to one of wrt: all others are not visited on the way back.
  const active = new Set<Value>(targets);
  for (const node of order) {
    if (!node.inputs.some((value) => active.has(value))) continue;
    for (const output of node.outputs) if (output.dtype === "float32") active.add(output);
  }

  const flowing = new Map<Value, Value>();
  const accumulate = (value: Value, gradient: Value) => {
    const sum = flowing.get(value);
    flowing.set(value, sum === undefined ? gradient : add(sum, gradient));
  };
  for (const [i, output] of outputs.entries()) {
    if (active.has(output)) accumulate(output, cotangents[i]!);
  }
  for (const node of order.reverse()) {
    const needed = node.inputs.map((value) => active.has(value));
    if (!needed.includes(true) || !node.outputs.some((output) => flowing.has(output))) continue;
    const found = opOf(node).vjp({
      inputs: node.inputs,
      outputs: node.outputs,
      attributes: node.attributes,
      cotangents: node.outputs.map((output) => flowing.get(output) ?? zeros(output.shape)),
      needed,
      gradients,
      propertyOf: (other) => opOf(other).property,
    });
    for (const [i, gradient] of found.entries()) {
      if (gradient !== undefined && needed[i] === true) accumulate(node.inputs[i]!, gradient);
    }
  }
  return wrt.map((value) => flowing.get(value) ?? zeros(value.shape));
}

function checkArguments(
  outputs: readonly Value[],
  cotangents: readonly Value[],
  wrt: readonly Value[],
): void {
  if (outputs.length !== cotangents.length) {
    throw new RangeError(
      `Cannot differentiate ${outputs.length} outputs with ${cotangents.length} cotangents: expected one for each ` +
        `output, got ${cotangents.length}. Give ones for a scalar loss.`,
    );
  }
  for (const [i, { shape, dtype }] of outputs.entries()) {
    const cotangent = cotangents[i]!;
    if (dtype !== "float32" || (sameShape(shape, cotangent.shape) && cotangent.dtype === "float32")) continue;
    throw new RangeError(
      `Cannot differentiate an output of shape ${formatShape(shape)} with a cotangent of ${cotangent.dtype} ` +
        `${formatShape(cotangent.shape)}: expected float32 ${formatShape(shape)}, got another type. Give ones.`,
    );
  }
  const other = wrt.find(({ dtype }) => dtype !== "float32");
  if (other !== undefined) {
    throw new TypeError(
      `Cannot differentiate with respect to a tensor of dtype ${other.dtype} and shape ${formatShape(other.shape)}: ` +
        `expected float32, got ${other.dtype}. Only floating-point tensors have gradients.`,
    );
  }
}
