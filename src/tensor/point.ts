/** Where functions are differentiated: stand-ins for their arguments that nothing else in the graph shares. */

import { apply } from "../ops/apply.ts";
import { reshapeOp } from "../ops/index.ts";
import { checkFunction } from "./argument-kinds.ts";
import { compute } from "./compute.ts";
import { enableGrad, isGradEnabled } from "./grad-mode.ts";
import { leafTensors, reachedLeaves } from "./leaf-tensors.ts";
import { describe, mapNested, type Tensors, type TensorsLike } from "./nesting.ts";
import { Tensor } from "./tensor.ts";

/** A function's value at a point, from which its gradients can be pulled back. */
export interface Evaluated<P extends Tensors> {
  readonly value: Tensor;
  /** The stand-ins, in order. */
  readonly points: readonly Tensor[];
  /** Tensors, one a stand-in, nested as the argument is. */
  nest(tensors: readonly Tensor[]): TensorsLike<P>;
}

/**
 * The value of `fn` where its argument is `at`. Gradients by other tensors, such as the argument of a surrounding
 * function that is differentiated too, flow through the stand-ins as through `at`.
 *
 * Throws: TypeError unless `at` is made of float32 tensors, and the value is one.
 */
export function evaluateAt<P extends Tensors>(fn: (point: P) => Tensor, at: P): Evaluated<P> {
  checkFunction("differentiate", fn);
  const points: Tensor[] = [];
  const argument = mapNested(at, (item) => {
    const point = standIn(item);
    points.push(point);
    return point;
  }) as P;
  let value: unknown;
  try {
    value = enableGrad(() => fn(argument));
  } finally {
    for (const point of points) if (point.cell === undefined) leafTensors.delete(point.graphValue);
  }
  if (!(value instanceof Tensor) || value.dtype !== "float32") {
    const got = value instanceof Tensor ? `a ${value.dtype} tensor` : describe(value);
    throw new TypeError(
      `Cannot differentiate a function that returns ${got}: expected a float32 tensor, got ${got}. ` +
        "Return what is to be differentiated, and nothing else.",
    );
  }
  return { value, points, nest: (tensors) => nestLike(at, tensors) };
}

/** Without the history that only a stand-in needed: what is left requires a gradient if another leaf is behind it. */
export function released(result: Tensor): Tensor {
  const value = result.graphValue;
  const reaches = result.requiresGrad && reachedLeaves(value).length > 0;
  const requiresGrad = reaches && isGradEnabled();
  return new Tensor(value, { depth: result.depth, requiresGrad, severed: reaches && !requiresGrad });
}

/** The tensors in arrays and objects, in order. Throws: TypeError for anything but float32 tensors. */
export function tensorsIn(nested: Tensors): Tensor[] {
  const found: Tensor[] = [];
  mapNested(nested, (item) => found.push(floatTensor(item)));
  return found;
}

function nestLike<P extends Tensors>(like: P, tensors: readonly Tensor[]): TensorsLike<P> {
  let next = 0;
  return mapNested(like, () => tensors[next++]) as TensorsLike<P>;
}

/** A parameter stands for itself, so that functions may use the model it belongs to. */
function standIn(item: unknown): Tensor {
  const x = floatTensor(item);
  if (x.cell !== undefined && x.requiresGrad) return x;
  // A node of its own, which the builder of reshape would leave out.
  const point = enableGrad(() => compute([x], (value) => apply(reshapeOp, [value], { shape: value.shape })));
  point.requiresGrad = true;
  return point;
}

function floatTensor(item: unknown): Tensor {
  if (item instanceof Tensor && item.dtype === "float32") return item;
  const got = item instanceof Tensor ? `a ${item.dtype} tensor` : describe(item);
  throw new TypeError(
    `Cannot differentiate by ${got}: expected float32 tensors, in arrays and plain objects, got ${got}. ` +
      "Give other things as further arguments, or take them from outside the function.",
  );
}
