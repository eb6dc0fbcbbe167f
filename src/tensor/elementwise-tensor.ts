/** What tensors compute element by element: arithmetic, functions, comparisons, logic. */

import { requireKind } from "../base/argument-kinds.ts";
import * as ops from "../ops/index.ts";
import { binary, compute, type Operand, operandTensors, scalarValue } from "./compute.ts";
import { LazyTensor } from "./lazy-tensor.ts";
import { power } from "./power.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The methods of `Tensor`, its one subclass, that work element by element. Each forwards to a function.
 *
 * Shapes: two operands are broadcast to each other. Throws: RangeError if their shapes do not fit, TypeError if dtypes
 * differ, or for a dtype that a function does not take; it names those that it does.
 */
export abstract class ElementwiseTensor extends LazyTensor {
  /** x + other. */
  add(other: Operand): Tensor {
    return binary(ops.add, this, other);
  }

  /** x − other. */
  sub(other: Operand): Tensor {
    return binary(ops.sub, this, other);
  }

  /** x · other, element by element; for matrices see `matmul`. */
  mul(other: Operand): Tensor {
    return binary(ops.mul, this, other);
  }

  /** x / other; int32 must be cast first, or see `floorDivide`. */
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

  /** The greater of the two, NaN if one is. */
  maximum(other: Operand): Tensor {
    return binary(ops.maximum, this, other);
  }

  /** The lesser of the two, NaN if one is. */
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

  /** −x. */
  neg(): Tensor {
    return compute([this], ops.neg);
  }

  /** |x|. */
  abs(): Tensor {
    return compute([this], ops.abs);
  }

  /** −1, 0 or 1; 0 for NaN. */
  sign(): Tensor {
    return compute([this], ops.sign);
  }

  /** min(max(x, `min`), `max`); x has all of the gradient where it is not outside. */
  clamp(options: ops.ClampOptions<number>): Tensor {
    requireKind("options", "call clamp", { options });
    const { min, max } = options;
    const scalar = (bound: number | undefined) =>
      bound === undefined ? undefined : scalarValue(bound, this.dtype);
    return compute([this], (x) => ops.clamp(x, { min: scalar(min), max: scalar(max) }));
  }

  /** The greatest whole number not above x. */
  floor(): Tensor {
    return compute([this], ops.floor);
  }

  /** The least whole number not below x. */
  ceil(): Tensor {
    return compute([this], ops.ceil);
  }

  /** The nearest whole number, halves to the even one. */
  round(): Tensor {
    return compute([this], ops.round);
  }

  /** x without what is after the point. */
  trunc(): Tensor {
    return compute([this], ops.trunc);
  }

  /** eˣ. */
  exp(): Tensor {
    return compute([this], ops.exp);
  }

  /** The natural logarithm; NaN below 0. */
  log(): Tensor {
    return compute([this], ops.log);
  }

  /** eˣ − 1, precise near 0. */
  expm1(): Tensor {
    return compute([this], ops.expm1);
  }

  /** log(1 + x), precise near 0. */
  log1p(): Tensor {
    return compute([this], ops.log1p);
  }

  /** √x; NaN below 0. */
  sqrt(): Tensor {
    return compute([this], ops.sqrt);
  }

  /** The hyperbolic tangent. */
  tanh(): Tensor {
    return compute([this], ops.tanh);
  }

  /** The sine of an angle in radians. */
  sin(): Tensor {
    return compute([this], ops.sin);
  }

  /** The cosine of an angle in radians. */
  cos(): Tensor {
    return compute([this], ops.cos);
  }

  /** 2/√π · ∫₀ˣ exp(−t²) dt. */
  erf(): Tensor {
    return compute([this], ops.erf);
  }

  /** max(x, 0). */
  relu(): Tensor {
    return compute([this], ops.relu);
  }

  /** 1 / (1 + e⁻ˣ). */
  sigmoid(): Tensor {
    return compute([this], ops.sigmoid);
  }

  /** x · Φ(x), or with `approximate: "tanh"` the approximation that GPT-2 uses. */
  gelu(options: ops.GeluOptions = {}): Tensor {
    return compute([this], (x) => ops.gelu(x, options));
  }

  /** Whether the elements are equal, a bool. */
  eq(other: Operand): Tensor {
    return binary(ops.eq, this, other);
  }

  /** NaN differs from all, itself too. */
  ne(other: Operand): Tensor {
    return binary((a, b) => ops.not(ops.eq(a, b)), this, other);
  }

  /** Whether x < other, a bool. */
  lt(other: Operand): Tensor {
    return binary(ops.lt, this, other);
  }

  /** Whether x ≤ other, a bool. */
  le(other: Operand): Tensor {
    return binary(ops.le, this, other);
  }

  /** Whether x > other, a bool. */
  gt(other: Operand): Tensor {
    return binary(ops.gt, this, other);
  }

  /** Whether x ≥ other, a bool. */
  ge(other: Operand): Tensor {
    return binary(ops.ge, this, other);
  }

  /** Whether the elements are NaN, a bool. */
  isNaN(): Tensor {
    return compute([this], ops.areNaN);
  }

  /** Whether the elements are neither NaN nor infinite, a bool. */
  isFinite(): Tensor {
    return compute([this], ops.areFinite);
  }

  /** Whether both are true, that is not 0; a bool. */
  logicalAnd(other: Tensor): Tensor {
    return binary((a, b) => ops.and(ops.cast(a, "bool"), ops.cast(b, "bool")), this, other);
  }

  /** Whether one is true, that is not 0; a bool. */
  logicalOr(other: Tensor): Tensor {
    return binary((a, b) => ops.or(ops.cast(a, "bool"), ops.cast(b, "bool")), this, other);
  }

  /** Whether x is not true, that is 0; a bool. */
  logicalNot(): Tensor {
    return compute([this], (x) => ops.not(ops.cast(x, "bool")));
  }

  /** `a` where this bool tensor is true, else `b`. */
  where(a: Operand, b: Operand): Tensor {
    const [left, right] = operandTensors(a, b);
    return compute([this, left, right], ops.where);
  }
}
