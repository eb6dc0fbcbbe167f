/** What tensors compute over axes: sums and other reductions, matrix products, softmax. */

import { requireKind } from "../base/argument-kinds.ts";
import type { Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compute, computeAll } from "./compute.ts";
import { ElementwiseTensor } from "./elementwise-tensor.ts";
import type { Tensor } from "./tensor.ts";
import { vectorNorm } from "./vector-norm.ts";

/** Over which axes a reduction goes, negative ones counted from the last; over all unless given. */
export interface AxisOptions {
  readonly axis?: number | readonly number[];
  /** Whether reduced axes stay, with extent 1. */
  readonly keepDims?: boolean;
}

/** Over which axes a variance is taken, and of what it is an estimate. */
export interface VarianceOptions extends AxisOptions {
  /** What is subtracted from n in the divisor: 1 (a sample's variance, unless given) or 0 (the population's). */
  readonly correction?: number;
}

/** Over which axes a norm is taken, and which one. */
export interface NormOptions extends AxisOptions {
  readonly order?: number;
}

/** The methods of `Tensor`, its one subclass, that combine elements. Each forwards to a function. */
export abstract class ReducingTensor extends ElementwiseTensor {
  /** The matrix product. Shapes: […, M, K] · […, K, N] → […, M, N]; a single axis is a row (left) or a column (right). */
  matmul(other: Tensor): Tensor {
    return compute([this, other], ops.matmul);
  }

  /** Σ x over axes. Throws: TypeError for bool: cast("int32") counts. */
  sum(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.sum(x, reduceOptions(options)));
  }

  /** (Σ x) / n over axes. */
  mean(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.mean(x, reduceOptions(options)));
  }

  /**
   * The variance Σ (x − mean)² / (n − correction): a sample's (`correction` 1) unless given, as in PyTorch.
   *
   * @example
   * tensor([1, 2, 3, 4]).var({ correction: 0 }).item(); // 1.25
   */
  var({ correction = 1, ...options }: VarianceOptions = {}): Tensor {
    return compute([this], (x) => ops.variance(x, { ...reduceOptions(options), correction }));
  }

  /** The square root of `var`. */
  std(options: VarianceOptions = {}): Tensor {
    return this.var(options).sqrt();
  }

  /**
   * (Σ |x|ᵖ)^(1/p) for the order p, 2 unless given; the greatest |x| for infinity. The gradient where all are 0 is 0.
   *
   * Throws: RangeError unless the order is positive; TypeError unless float32.
   *
   * @example
   * tensor([3, -4]).norm().item(); // 5
   */
  norm({ order = 2, ...options }: NormOptions = {}): Tensor {
    return compute([this], (x) => vectorNorm(x, order, reduceOptions(options)));
  }

  /** Whether all elements are true, that is not 0; a bool. True where there are none. */
  all(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.not(anyTrue(ops.not(ops.cast(x, "bool")), reduceOptions(options))));
  }

  /** Whether any element is true, that is not 0; a bool. */
  any(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => anyTrue(ops.cast(x, "bool"), reduceOptions(options)));
  }

  /** The greatest element over axes, NaN if one is; the gradient goes to the first. Throws: RangeError if there is none. */
  max(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.max(x, reduceOptions(options)));
  }

  /** The index (int32) of the first greatest element along an axis, or in row-major order of all. */
  argmax(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.argmax(x, reduceOptions(options)));
  }

  /** The least elements; the gradient goes to the first of equal ones. */
  min(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.min(x, reduceOptions(options)));
  }

  /** The index (int32) of the first least element; see `argmax`. */
  argmin(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.argmin(x, reduceOptions(options)));
  }

  /** Π x over axes. */
  prod(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.prod(x, reduceOptions(options)));
  }

  /** The sum of the elements up to each place along an axis; with `reverse`, from each place on. */
  cumsum(options: ops.CumsumOptions): Tensor {
    requireKind("options", "call cumsum", { options });
    return compute([this], (x) => ops.cumsum(x, options));
  }

  /**
   * The elements along an axis (the last unless given) in order, and their places before. Equal ones stay in order; NaN
   * counts as greatest.
   */
  sort(options: ops.SortOptions = {}): ops.Sorted<Tensor> {
    return sorted(computeAll([this], (x) => inTurn(ops.sort(x, options))));
  }

  /** The k greatest elements along an axis (the last unless given), greatest first, and their places. */
  topK(options: ops.TopKOptions): ops.Sorted<Tensor> {
    requireKind("options", "call topK", { options });
    return sorted(computeAll([this], (x) => inTurn(ops.topK(x, options))));
  }

  /** eˣ / Σ eˣ along an axis, the last unless given. */
  softmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.softmax(x, options));
  }

  /** log(softmax(x)), without overflow. */
  logSoftmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.logSoftmax(x, options));
  }
}

function inTurn({ values, indices }: ops.Sorted<Value>): Value[] {
  return [values, indices];
}

function sorted([values, indices]: readonly Tensor[]): ops.Sorted<Tensor> {
  return { values: values!, indices: indices! };
}

function reduceOptions({ axis, keepDims = false }: AxisOptions): ops.ReduceOptions {
  if (axis === undefined) return { keepDims };
  return { axes: Array.isArray(axis) ? axis : [axis], keepDims };
}

function anyTrue(x: Value, options: ops.ReduceOptions): Value {
  return ops.gt(ops.sum(ops.cast(x, "int32"), options), 0);
}
