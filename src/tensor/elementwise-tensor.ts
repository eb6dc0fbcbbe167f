/** What tensors compute element by element: arithmetic, functions, comparisons, logic. */

import * as ops from "../ops/index.ts";
import { binary, compute, type Operand, operandTensors, scalarValue } from "./compute.ts";
import { LazyTensor } from "./lazy-tensor.ts";
import { power } from "./power.ts";
import type { Tensor } from "./tensor.ts";

/** The methods of `Tensor`, its one subclass, that work element by element. Each forwards to a function. */
export abstract class ElementwiseTensor extends LazyTensor {
  add(other: Operand): Tensor {
    return binary(ops.add, this, other);
  }

  sub(other: Operand): Tensor {
    return binary(ops.sub, this, other);
  }

  mul(other: Operand): Tensor {
    return binary(ops.mul, this, other);
  }

  div(other: Operand): Tensor {
    return binary(ops.div, this, other);
  }

  /** ⌊x / other⌋, as Python's `//`; an int32 divided by 0 is 0. */
  floorDivide(other: Operand): Tensor {
    return binary(ops.floorDivide, this, other);
  }

  /** x − ⌊x / other⌋ · other, as Python's `%`. */
  mod(other: Operand): Tensor {
    return binary(ops.mod, this, other);
  }

  maximum(other: Operand): Tensor {
    return binary(ops.maximum, this, other);
  }

  minimum(other: Operand): Tensor {
    return binary(ops.minimum, this, other);
  }

  /**
   * xᵉ, in special cases as C's pow; by multiplication where the exponent is a number that is an integer up to 16 or a
   * half of one, which is all that int32 takes.
   */
  pow(exponent: Operand): Tensor {
    return typeof exponent === "number"
      ? compute([this], (x) => power(x, exponent))
      : compute([this, exponent], ops.pow);
  }

  neg(): Tensor {
    return compute([this], ops.neg);
  }

  abs(): Tensor {
    return compute([this], ops.abs);
  }

  /** −1, 0 or 1; 0 for NaN. */
  sign(): Tensor {
    return compute([this], ops.sign);
  }

  /** min(max(x, `min`), `max`); x has all of the gradient where it is not outside. */
  clamp({ min, max }: ops.ClampOptions<number>): Tensor {
    const scalar = (bound: number | undefined) =>
      bound === undefined ? undefined : scalarValue(bound, this.dtype);
    return compute([this], (x) => ops.clamp(x, { min: scalar(min), max: scalar(max) }));
  }

  floor(): Tensor {
    return compute([this], ops.floor);
  }

  ceil(): Tensor {
    return compute([this], ops.ceil);
  }

  /** The nearest whole number, halves to the even one. */
  round(): Tensor {
    return compute([this], ops.round);
  }

  trunc(): Tensor {
    return compute([this], ops.trunc);
  }

  exp(): Tensor {
    return compute([this], ops.exp);
  }

  log(): Tensor {
    return compute([this], ops.log);
  }

  expm1(): Tensor {
    return compute([this], ops.expm1);
  }

  log1p(): Tensor {
    return compute([this], ops.log1p);
  }

  sqrt(): Tensor {
    return compute([this], ops.sqrt);
  }

  tanh(): Tensor {
    return compute([this], ops.tanh);
  }

  sin(): Tensor {
    return compute([this], ops.sin);
  }

  cos(): Tensor {
    return compute([this], ops.cos);
  }

  erf(): Tensor {
    return compute([this], ops.erf);
  }

  relu(): Tensor {
    return compute([this], ops.relu);
  }

  sigmoid(): Tensor {
    return compute([this], ops.sigmoid);
  }

  /** x · Φ(x), or with `approximate: "tanh"` the approximation that GPT-2 uses. */
  gelu(options: ops.GeluOptions = {}): Tensor {
    return compute([this], (x) => ops.gelu(x, options));
  }

  eq(other: Operand): Tensor {
    return binary(ops.eq, this, other);
  }

  /** NaN differs from all, itself too. */
  ne(other: Operand): Tensor {
    return binary((a, b) => ops.not(ops.eq(a, b)), this, other);
  }

  lt(other: Operand): Tensor {
    return binary(ops.lt, this, other);
  }

  le(other: Operand): Tensor {
    return binary(ops.le, this, other);
  }

  gt(other: Operand): Tensor {
    return binary(ops.gt, this, other);
  }

  ge(other: Operand): Tensor {
    return binary(ops.ge, this, other);
  }

  isNaN(): Tensor {
    return compute([this], ops.areNaN);
  }

  isFinite(): Tensor {
    return compute([this], ops.areFinite);
  }

  logicalAnd(other: Tensor): Tensor {
    return binary((a, b) => ops.and(ops.cast(a, "bool"), ops.cast(b, "bool")), this, other);
  }

  logicalOr(other: Tensor): Tensor {
    return binary((a, b) => ops.or(ops.cast(a, "bool"), ops.cast(b, "bool")), this, other);
  }

  logicalNot(): Tensor {
    return compute([this], (x) => ops.not(ops.cast(x, "bool")));
  }

  /** `a` where this bool tensor is true, else `b`. */
  where(a: Operand, b: Operand): Tensor {
    const [left, right] = operandTensors(a, b);
    return compute([this, left, right], ops.where);
  }
}
