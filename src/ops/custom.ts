/** A user's own op: a function with a gradient of its own. */

import { formatShape, sameShape } from "../base/shape.ts";
import { type Graph, input, type TensorType, type Value } from "../graph/node.ts";
import { applyAll } from "./apply.ts";
import { mul } from "./arithmetic.ts";
import { checkInputs } from "./checkpoint.ts";
import { cutGraph } from "./cut-graph.ts";
import { inlineGraph } from "./inline.ts";
import type { CallOp } from "./kinds.ts";
import { sampleInput, sampleShape } from "./samples.ts";
import { freshInputs } from "./scan.ts";
import { cos, sin } from "./transcendental.ts";

/** What is computed, and the gradients of which inputs from all inputs, outputs and the outputs' gradients. */
export type CustomAttributes = {
  readonly name: string;
  readonly body: Graph;
  readonly backward: Graph;
  /** Ascending; the outputs of `backward` in this order. */
  readonly differentiable: readonly number[];
};

/** The outputs of a body, with the gradients that another graph computes. */
export const customOp: CallOp<CustomAttributes> = {
  name: "custom",
  property: { kind: "call", body: ({ body }) => body, barrier: false },
  infer: (inputs, { name, body }) => {
    checkInputs(`compute ${name}`, inputs, body);
    return body.outputs;
  },
  vjp: ({ inputs, outputs, cotangents, attributes: { backward, differentiable } }) => {
    const found = inlineGraph(backward, [...inputs, ...outputs, ...cotangents]);
    return inputs.map((_, i) => found[differentiable.indexOf(i)]);
  },
  sample: (random, shape = sampleShape(random)) => {
    const types = [sampleInput(random, shape), sampleInput(random, shape)];
    const node = custom(
      types.map((type) => input({ shape: type.shape, dtype: type.dtype })),
      {
        name: "x sin y",
        forward: (x, y) => [mul(x!, sin(y!))],
        vjp: ({ inputs: [x, y], cotangents: [g] }) => [mul(g!, sin(y!)), mul(g!, mul(x!, cos(y!)))],
      },
    )[0]!.node;
    return { inputs: types, attributes: node.attributes as CustomAttributes };
  },
};

/** What the gradient rule of a custom op is given. */
export interface CustomGradientContext {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** The gradient of each output; zeros of an int32 or bool output mean nothing. */
  readonly cotangents: readonly Value[];
}

/** A function with a gradient of its own. What it uses besides its arguments counts as constant. */
export interface CustomDefinition {
  /** For messages. */
  readonly name: string;
  forward(...inputs: readonly Value[]): readonly Value[];
  /** The gradient of each input: undefined for one that has none. */
  vjp(context: CustomGradientContext): readonly (Value | undefined)[];
}

/**
 * The outputs of `forward`, whose gradient is what `vjp` makes of it: a straight-through estimator, or a gradient that is
 * more exact than that of the formula. The rule is differentiated as any other graph for second derivatives.
 *
 * Throws: RangeError if a gradient is of another type than its input.
 */
export function custom(inputs: readonly Value[], { name, forward, vjp }: CustomDefinition): readonly Value[] {
  const taken = freshInputs(inputs);
  const ahead = cutGraph(taken, forward(...taken));
  const [again, results] = [freshInputs(inputs), freshInputs(ahead.body.outputs)];
  const arriving = freshInputs(results.map(({ shape }) => ({ shape, dtype: "float32" })));
  const found = vjp({ inputs: again, outputs: results, cotangents: arriving });
  const differentiable = inputs.flatMap((_, i) => (found[i] === undefined ? [] : [i]));
  for (const i of differentiable) checkGradient(name, i, found[i]!, inputs[i]!);
  const back = cutGraph(
    [...again, ...results, ...arriving],
    differentiable.map((i) => found[i]!),
  );
  // Both graphs take what either of them captured.
  const captured = [...ahead.captured, ...back.captured];
  const body = { ...ahead.body, inputs: [...ahead.body.inputs, ...freshInputs(back.captured)] };
  const given = inputs.length + results.length + arriving.length;
  const backInputs = back.body.inputs;
  const backward = {
    ...back.body,
    inputs: [
      ...backInputs.slice(0, inputs.length),
      ...freshInputs(ahead.captured),
      ...backInputs.slice(given),
      ...backInputs.slice(inputs.length, given),
    ],
  };
  return applyAll(customOp, [...inputs, ...captured], { name, body, backward, differentiable });
}

function checkGradient(name: string, i: number, gradient: TensorType, of: TensorType): void {
  if (of.dtype === "float32" && gradient.dtype === "float32" && sameShape(gradient.shape, of.shape)) return;
  throw new RangeError(
    `Cannot differentiate ${name} by input ${i}, a ${of.dtype} ${formatShape(of.shape)}: expected a gradient of the same ` +
      `type, and undefined where that is not float32, got ${gradient.dtype} ${formatShape(gradient.shape)}. Mend vjp.`,
  );
}
