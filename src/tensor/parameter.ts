/** Tensors that live in device memory and are updated in place. */

import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import { type HostArray, newHostArray } from "../runtime/device.ts";
import { MemoryCell } from "../runtime/memory-cell.ts";
import { suspendTrace } from "../runtime/trace.ts";
import { checkDType, checkNumber, checkShape } from "./argument-kinds.ts";
import { checkTensor } from "./compute.ts";
import { type NestedNumbers, type NumberArray, type TensorOptions, tensor } from "./create.ts";
import { Tensor } from "./tensor.ts";

/** A tensor that is learned: it requires a gradient and is updated in place by `assign`. */
export class Parameter extends Tensor {
  /**
   * The parameter starts with a copy of the elements of a tensor, or of data as `tensor(data, options)` takes them.
   *
   * Throws: TypeError unless float32.
   */
  constructor(initial: Tensor | NestedNumbers | NumberArray, options: TensorOptions = {}) {
    super(cellOf(initial instanceof Tensor ? initial : tensor(initial, options)));
    this.requiresGrad = true;
  }
}

/**
 * A tensor that is not learned but updated in place by `assign`: running statistics, optimizer state. It may be made
 * anywhere, also inside a function given to `compile`, where it keeps its elements from run to run.
 *
 * @example
 * const mean = variable(zeros([16]));
 * mean.assign(mean.mul(0.9).add(batchMean.mul(0.1)));
 */
export function variable(initial: Tensor): Tensor {
  return new Tensor(cellOf(initial));
}

/** A `variable` of a shape filled with one number. */
export function filledVariable(shape: Shape, value: number, dtype: DType = "float32"): Tensor {
  checkShape("fill", shape);
  checkNumber("fill a variable with", value);
  checkDType("make a variable of", dtype);
  const initial = value === 0 ? undefined : newHostArray({ shape, dtype }).fill(value);
  return new Tensor(new MemoryCell({ shape, dtype }, initial));
}

function cellOf(initial: Tensor): MemoryCell {
  const elements: HostArray = suspendTrace(() => checkTensor(initial).hostArray());
  return new MemoryCell(initial, elements);
}
