/** Einstein's summation: products and sums over named axes. */

import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { checkTensor, compute } from "./compute.ts";
import { type Equation, readEquation } from "./einsum-equation.ts";
import type { Tensor } from "./tensor.ts";

/** A factor and the names of its axes, each once. */
interface Factor {
  readonly value: Value;
  readonly names: readonly string[];
}

/**
 * Σ of products over all axes that the result does not name. Axes have names with spaces in between, or single letters
 * without; a name that occurs twice in one operand takes its diagonal; "..." stands for axes that broadcast, and which
 * the result has where it says "...". Operands are multiplied from left to right, a sum over a shared axis being one
 * `dot`.
 *
 * Shapes: as the equation says; the same name is the same extent everywhere.
 *
 * Throws: RangeError if equation and shapes do not fit, naming the axis; TypeError for dtypes that do not.
 *
 * @example
 * const [q, k] = [ones([2, 5, 8]), ones([2, 7, 8])];
 * const scores = einsum("batch i width, batch j width -> batch i j", q, k); // [2, 5, 7]
 * einsum("ii->", tensor([[1, 2], [3, 4]])).item(); // 5
 */
export function einsum(equation: string, ...tensors: readonly Tensor[]): Tensor {
  const read = readEquation(
    equation,
    tensors.map((tensor) => checkTensor(tensor).shape),
  );
  return compute(tensors, (...values) => sumOfProducts(read, values));
}

function sumOfProducts({ inputs, output }: Equation, values: readonly Value[]): Value {
  const factors = inputs.map((names, i) => simplified({ value: values[i]!, names }));
  let product = factors[0]!;
  for (let i = 1; i < factors.length; i++) {
    const needed = new Set([...output, ...factors.slice(i + 1).flatMap(({ names }) => names)]);
    product = multiply(product, factors[i]!, needed);
  }
  const result = summedTo(product, (name) => output.includes(name));
  // Axes that "..." stands for and that have extent 1 in every operand were dropped.
  return aligned(result, output);
}

/** Each name once, by diagonals, and without axes that broadcast. */
function simplified({ value, names }: Factor): Factor {
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) {
    const axes = [names.indexOf(repeated), names.lastIndexOf(repeated)] as const;
    const rest = names.filter((_, axis) => !axes.includes(axis));
    return simplified({ value: ops.diagonal(value, { axes }), names: [...rest, repeated] });
  }
  const stays = names.map((name, axis) => !(name.startsWith("...") && value.shape[axis] === 1));
  return {
    value: ops.reshape(
      value,
      value.shape.filter((_, axis) => stays[axis]),
    ),
    names: names.filter((_, axis) => stays[axis]),
  };
}

/** The product of two factors, summed over the names that are not needed. */
function multiply(a: Factor, b: Factor, needed: ReadonlySet<string>): Factor {
  const left = summedTo(a, (name) => needed.has(name) || b.names.includes(name));
  const right = summedTo(b, (name) => needed.has(name) || a.names.includes(name));
  const common = left.names.filter((name) => right.names.includes(name));
  const batch = common.filter((name) => needed.has(name));
  const contracted = common.filter((name) => !needed.has(name));
  const rows = left.names.filter((name) => !common.includes(name));
  const columns = right.names.filter((name) => !common.includes(name));
  const names = [...batch, ...rows, ...columns];
  if (contracted.length === 0) return { value: ops.mul(aligned(left, names), aligned(right, names)), names };
  const axesOf = ({ names: all }: Factor, some: readonly string[]) => some.map((name) => all.indexOf(name));
  const value = ops.dot(left.value, right.value, {
    leftBatch: axesOf(left, batch),
    rightBatch: axesOf(right, batch),
    leftContract: axesOf(left, contracted),
    rightContract: axesOf(right, contracted),
  });
  return { value, names };
}

function summedTo({ value, names }: Factor, stays: (name: string) => boolean): Factor {
  const axes = names.flatMap((name, axis) => (stays(name) ? [] : [axis]));
  return { value: ops.sum(value, { axes }), names: names.filter(stays) };
}

/** The factor with its axes in the order of `names`, extent 1 where it has none. */
function aligned({ value, names: own }: Factor, names: readonly string[]): Value {
  const order = names.filter((name) => own.includes(name)).map((name) => own.indexOf(name));
  const ordered = ops.permute(value, order);
  let next = 0;
  return ops.reshape(
    ordered,
    names.map((name) => (own.includes(name) ? ordered.shape[next++]! : 1)),
  );
}
