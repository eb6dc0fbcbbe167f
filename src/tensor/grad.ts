/** Functions that give gradients, made from functions of tensors. */

import { pullBack } from "./backward.ts";
import { ones } from "./create.ts";
import type { Tensors, TensorsLike } from "./nesting.ts";
import { evaluateAt, released } from "./point.ts";
import type { Tensor } from "./tensor.ts";

/** A value and the gradient by the point it was computed at. */
export interface ValueAndGradient<P extends Tensors> {
  readonly value: Tensor;
  readonly gradient: TensorsLike<P>;
}

/** A value and the function that takes cotangents of it to gradients. */
export interface ValueAndPullback<P extends Tensors> {
  readonly value: Tensor;
  /** cotangentᵀ · J, for a cotangent of the value's shape. */
  readonly pullback: (cotangent: Tensor) => TensorsLike<P>;
}

/**
 * The function that gives ∇f: the gradient of f's value (summed, if it is not one number) by its first argument, a
 * tensor, or several in arrays and plain objects, such as `model.parameters()`; the others are left alone. Lazy, may be
 * differentiated again, and used inside `compile`.
 *
 * Parameters stand for themselves: f may use the model they belong to and ignore its argument.
 *
 * Shapes: those of the argument. Throws: TypeError unless argument and value are float32 tensors.
 *
 * @example
 * const slope = grad((x: Tensor) => x.pow(3));
 * slope(tensor(2)).item(); // 12
 * grad(slope)(tensor(2)).item(); // 12
 */
export function grad<P extends Tensors = Tensor, Rest extends readonly unknown[] = []>(
  fn: (point: P, ...rest: Rest) => Tensor,
): (point: P, ...rest: Rest) => TensorsLike<P> {
  return (point, ...rest) => {
    const { value, pullback } = vjp<P>((at) => fn(at, ...rest))(point);
    return pullback(ones(value.shape));
  };
}

/**
 * As `grad`, with f's value: both come from one evaluation.
 *
 * Shapes: as `grad`. Throws: as `grad`.
 *
 * @example
 * const loss = ({ w, b }: { w: Tensor; b: Tensor }, x: Tensor) => x.mul(w).add(b).pow(2).sum();
 * const { value, gradient } = valueAndGrad(loss)({ w: tensor(3), b: tensor(1) }, tensor([1, 2]));
 * value.item(); // 65
 * gradient.w.item(); // 36
 */
export function valueAndGrad<P extends Tensors = Tensor, Rest extends readonly unknown[] = []>(
  fn: (point: P, ...rest: Rest) => Tensor,
): (point: P, ...rest: Rest) => ValueAndGradient<P> {
  return (point, ...rest) => {
    const { value, pullback } = vjp<P>((at) => fn(at, ...rest))(point);
    return { value, gradient: pullback(ones(value.shape)) };
  };
}

/**
 * The function that gives f's value and its vector–Jacobian products: gradients of ⟨cotangent, f⟩.
 *
 * Shapes: cotangent as the value → gradients as the argument. Throws: as `grad`; RangeError if a cotangent has another
 * shape.
 *
 * @example
 * const { pullback } = vjp((x: Tensor) => x.mul(x))(tensor([1, 2, 3]));
 * pullback(tensor([1, 0, 10])).at(2).item(); // 60
 */
export function vjp<P extends Tensors = Tensor>(fn: (point: P) => Tensor): (point: P) => ValueAndPullback<P> {
  return (at) => {
    const { value, points, nest } = evaluateAt(fn, at);
    const pullback = (cotangent: Tensor) => nest(pullBack([value], [cotangent], points).map(released));
    return { value: released(value), pullback };
  };
}
