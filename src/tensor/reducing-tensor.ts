/** What tensors compute over axes: sums and other reductions, matrix products, softmax. */

import * as ops from "../ops/index.ts";
import { compute } from "./compute.ts";
import { ElementwiseTensor } from "./elementwise-tensor.ts";
import type { Tensor } from "./tensor.ts";

/** Over which axes a reduction goes, negative ones counted from the last; over all unless given. */
export interface AxisOptions {
  readonly axis?: number | readonly number[];
  /** Whether reduced axes stay, with extent 1. */
  readonly keepDims?: boolean;
}

/** The methods of `Tensor`, its one subclass, that combine elements. Each forwards to a function. */
export abstract class ReducingTensor extends ElementwiseTensor {
  /** The matrix product. Shapes: […, M, K] · […, K, N] → […, M, N]; a single axis is a row (left) or a column (right). */
  matmul(other: Tensor): Tensor {
    return compute([this, other], ops.matmul);
  }

  sum(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.sum(x, reduceOptions(options)));
  }

  mean(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.mean(x, reduceOptions(options)));
  }

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

  argmin(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.argmin(x, reduceOptions(options)));
  }

  prod(options: AxisOptions = {}): Tensor {
    return compute([this], (x) => ops.prod(x, reduceOptions(options)));
  }

  /** The sum of the elements up to each place along an axis; with `reverse`, from each place on. */
  cumsum(options: ops.CumsumOptions): Tensor {
    return compute([this], (x) => ops.cumsum(x, options));
  }

  softmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.softmax(x, options));
  }

  logSoftmax(options: { readonly axis: number } = { axis: -1 }): Tensor {
    return compute([this], (x) => ops.logSoftmax(x, options));
  }
}

function reduceOptions({ axis, keepDims = false }: AxisOptions): ops.ReduceOptions {
  if (axis === undefined) return { keepDims };
  return { axes: typeof axis === "number" ? [axis] : axis, keepDims };
}
