/** Compares gradients with central differences in float64: what proves each op's rule. */

import assert from "node:assert/strict";
import { gradients } from "../../autodiff/gradients.ts";
import type { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { type Graph, input, type TensorType } from "../../graph/node.ts";
import { interpretGraph } from "./interpret.ts";

const step = 1e-5;
const tolerance = 1e-7;

/**
 * Asserts that the gradient of a random combination of the graph's outputs, along a random direction of its float32
 * inputs, is the central difference; then, while `order` > 1, the same of the graph that computes that gradient.
 */
export function checkDerivatives(
  graph: Graph,
  data: readonly Float64Array[],
  random: Random,
  order: number,
  label: string,
): void {
  const outputs = graph.outputs.filter(isFloat);
  const wrt = graph.inputs.filter(isFloat);
  if (outputs.length === 0 || wrt.length === 0) return;
  const cotangents = outputs.map(({ shape }) => input({ shape, dtype: "float32" }));
  const found = gradients(outputs, cotangents, wrt);
  for (const [i, { shape }] of found.entries()) assert.deepEqual([...shape], [...wrt[i]!.shape], label);

  const weights = outputs.map((value) => randomData(value, random));
  const directions = graph.inputs.map((value) => (isFloat(value) ? randomData(value, random) : undefined));
  const backward: Graph = { inputs: [...graph.inputs, ...cotangents], outputs: found, updates: [] };
  const values = interpretGraph(backward, [...data, ...weights]);

  let derivative = 0;
  let scale = 1;
  for (const [i, direction] of directions.filter((each) => each !== undefined).entries()) {
    for (const [j, component] of direction.entries()) {
      derivative += values[i]![j]! * component;
      scale += Math.abs(values[i]![j]! * component);
    }
  }
  const forward: Graph = { inputs: graph.inputs, outputs, updates: [] };
  const at = (t: number) => {
    const moved = data.map((array, i) => {
      const direction = directions[i];
      return direction === undefined ? array : array.map((value, j) => value + t * direction[j]!);
    });
    return interpretGraph(forward, moved).reduce(
      (sum, array, i) => sum + innerProduct(array, weights[i]!),
      0,
    );
  };
  const expected = (at(step) - at(-step)) / (2 * step);
  assert.ok(
    Math.abs(derivative - expected) <= tolerance * scale,
    `${label}: the gradient gives ${derivative}, the central difference ${expected} (terms add up to ${scale})`,
  );
  if (order > 1) checkDerivatives(backward, [...data, ...weights], random, order - 1, `${label}, again`);
}

function isFloat({ dtype }: TensorType): boolean {
  return dtype === "float32";
}

function randomData({ shape }: TensorType, random: Random): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, () => random.uniform(-1, 1));
}

function innerProduct(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
