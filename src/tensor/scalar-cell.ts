/** A number that programs read anew at each run. */

import type { DType } from "../base/dtype.ts";
import type { Value } from "../graph/node.ts";
import { HostStorage, leaf } from "../runtime/storage.ts";
import { activeTrace, type Trace } from "../runtime/trace.ts";
import { checkDType, checkNumber } from "./argument-kinds.ts";
import { Tensor } from "./tensor.ts";

/** A scalar tensor whose number is set from outside, such as a learning rate. Changing it never recompiles. */
export class ScalarCell extends Tensor {
  #number: number;
  #leaf: Value | undefined;
  #traced: { readonly trace: Trace; readonly value: Value } | undefined;

  constructor(value: number, dtype: DType = "float32") {
    super(leaf({ shape: [], dtype }, new HostStorage(elementOf(value, dtype))));
    this.#number = value;
  }

  /** The number, as it was set. */
  get value(): number {
    return this.#number;
  }

  set value(value: number) {
    this.#number = value;
    this.#leaf = undefined;
  }

  override get graphValue(): Value {
    const trace = activeTrace();
    if (trace === undefined) {
      this.#leaf ??= leaf(
        { shape: [], dtype: this.dtype },
        new HostStorage(elementOf(this.#number, this.dtype)),
      );
      return this.#leaf;
    }
    if (this.#traced?.trace !== trace) {
      const value = trace.input({ shape: [], dtype: this.dtype }, () => elementOf(this.#number, this.dtype));
      this.#traced = { trace, value };
    }
    return this.#traced!.value;
  }

  /** Throws: Error always. */
  override assign(): never {
    throw new Error("Cannot assign to a scalar cell in a program: set its `value`, or use a variable.");
  }
}

/**
 * A scalar tensor with a `value` that can be set: an input of each program that uses it.
 *
 * @example
 * const learningRate = scalarCell(1e-3);
 * learningRate.value *= 0.5;
 */
export function scalarCell(value: number, dtype: DType = "float32"): ScalarCell {
  return new ScalarCell(value, dtype);
}

function elementOf(value: number, dtype: DType): Float32Array | Int32Array {
  checkNumber("set a scalar cell to", value);
  checkDType("make a scalar cell of", dtype);
  return dtype === "float32" ? Float32Array.of(value) : Int32Array.of(value);
}
