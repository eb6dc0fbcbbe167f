/** Directional derivatives of functions of tensors, and of their gradients. */

import { formatShape, sameShape } from "../base/shape.ts";
import { pullBack } from "./backward.ts";
import { ones, zeros } from "./create.ts";
import { enableGrad } from "./grad-mode.ts";
import type { Tensors, TensorsLike } from "./nesting.ts";
import { evaluateAt, released, tensorsIn } from "./point.ts";
import type { Tensor } from "./tensor.ts";

/** A value and its derivative in a direction. */
export interface ValueAndTangent {
  readonly value: Tensor;
  /** J · tangent, of the value's shape. */
  readonly tangent: Tensor;
}

/**
 * The function that gives f's value and its Jacobian–vector product: the derivative of f in the direction of a tangent.
 * It is the gradient, by the cotangent, of the vector–Jacobian product, which is linear in it; the program computes
 * neither of the two.
 *
 * Shapes: tangent as the argument → tangent as the value. Throws: as `grad`; RangeError unless tangents fit.
 *
 * @example
 * const { tangent } = jvp((x: Tensor) => x.mul(x))(tensor([1, 2]), tensor([1, 10]));
 * tangent.at(1).item(); // 40
 */
export function jvp<P extends Tensors = Tensor>(
  fn: (point: P) => Tensor,
): (point: P, tangent: P) => ValueAndTangent {
  return (at, tangent) => {
    const directions = directionsAt(at, tangent);
    const { value, points } = evaluateAt(fn, at);
    const cotangent = zeros(value.shape);
    cotangent.requiresGrad = true;
    const pulled = enableGrad(() => pullBack([value], [cotangent], points));
    const [pushed] = pullBack(pulled, directions, [cotangent]);
    return { value: released(value), tangent: released(pushed!) };
  };
}

/**
 * The function that gives H · v, the Hessian of f's value (summed, if it is not one number) times a vector, at the cost
 * of about two gradients: the gradient of ⟨∇f, v⟩.
 *
 * Shapes: those of the argument. Throws: as `jvp`.
 *
 * @example
 * const product = hvp((x: Tensor) => x.pow(3).sum())(tensor([1, 2]), tensor([1, 1]));
 * product.at(1).item(); // 12
 */
export function hvp<P extends Tensors = Tensor>(
  fn: (point: P) => Tensor,
): (point: P, vector: P) => TensorsLike<P> {
  return (at, vector) => {
    const directions = directionsAt(at, vector);
    const { value, points, nest } = evaluateAt(fn, at);
    const slopes = enableGrad(() => pullBack([value], [ones(value.shape)], points));
    return nest(pullBack(slopes, directions, points).map(released));
  };
}

/** One direction a tensor of the point. */
function directionsAt(at: Tensors, direction: Tensors): Tensor[] {
  const [points, directions] = [tensorsIn(at), tensorsIn(direction)];
  const written = (tensors: readonly Tensor[]) => tensors.map(({ shape }) => formatShape(shape)).join(", ");
  if (
    points.length !== directions.length ||
    points.some(({ shape }, i) => !sameShape(shape, directions[i]!.shape))
  ) {
    throw new RangeError(
      `Cannot differentiate at ${written(points)} in the direction of ${written(directions)}: expected a vector of the ` +
        "same shapes, got others. Nest the vector as the point.",
    );
  }
  return directions;
}
