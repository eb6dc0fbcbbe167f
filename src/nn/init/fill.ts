import type { Random } from "../../base/random.ts";
import { defaultGenerator, fromHostArray, noGrad, Tensor } from "../../tensor/index.ts";

/**
 * Gives a tensor the numbers that `draw` makes, in row-major order, from a stream of the default generator on the host.
 *
 * Throws: TypeError unless it is a float32 tensor.
 */
export function fill<T extends Tensor>(name: string, x: T, draw: (random: Random) => number): T {
  checkFillable(name, x);
  const random = defaultGenerator.host();
  const values = Float32Array.from({ length: x.size }, () => draw(random));
  return put(x, values);
}

/** Gives a tensor its elements in row-major order. */
export function put<T extends Tensor>(x: T, values: Float32Array<ArrayBuffer>): T {
  noGrad(() => x.assign(fromHostArray(values, x.shape, "float32")));
  return x;
}

/** Throws: TypeError unless `x` is a float32 tensor. */
export function checkFillable(name: string, x: Tensor): void {
  if (x instanceof Tensor && x.dtype === "float32") return;
  throw new TypeError(
    `Cannot fill ${x instanceof Tensor ? `a tensor of ${x.dtype}` : `a ${typeof x}`} by init.${name}: expected a float32 tensor, ` +
      "got another. Give a parameter, such as layer.weight.",
  );
}

/** How many inputs each output has, and how many outputs each input, in PyTorch's layout [outputs, inputs, kernel…]. */
export interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** The fans of a weight. Throws: RangeError if it has fewer than two axes, TypeError unless it is a float32 tensor. */
export function fansOf(name: string, x: Tensor): Fans {
  checkFillable(name, x);
  const [outputs, inputs, ...kernel] = x.shape;
  if (outputs === undefined || inputs === undefined) {
    throw new RangeError(
      `Cannot fill a tensor of shape [${x.shape.join(", ")}] by init.${name}: expected [outputs, inputs, …], got ${x.rank} ` +
        "axes. Use uniform or normal for biases.",
    );
  }
  const places = kernel.reduce((product, extent) => product * extent, 1);
  return { fanIn: inputs * places, fanOut: outputs * places };
}

/** Throws: RangeError unless `value` is a finite number of at least `least`. */
export function checkFillNumber(
  name: string,
  option: string,
  value: number,
  least = Number.NEGATIVE_INFINITY,
): number {
  if (Number.isFinite(value) && value >= least) return value;
  throw new RangeError(
    `Cannot fill a tensor by init.${name} with ${option} ${String(value)}: expected a finite number` +
      `${Number.isFinite(least) ? ` of at least ${least}` : ""}, got ${String(value)}. Leave it out for its default.`,
  );
}
