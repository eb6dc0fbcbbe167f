import type { Tensor } from "../tensor/index.ts";

/** Throws: RangeError if the shapes differ: broadcasting in a loss is nearly always a mistake. */
export function requireSameShape(loss: string, prediction: Tensor, target: Tensor): void {
  if (String(prediction.shape) === String(target.shape)) return;
  throw new RangeError(
    `Cannot compute ${loss} of shape [${prediction.shape.join(", ")}] against [${target.shape.join(", ")}]: expected ` +
      `equal shapes. Reshape one of them, such as target.reshape([${prediction.shape.join(", ")}]).`,
  );
}

/** Throws: RangeError if `x`, the loss's `what`, has another shape than `expected`. */
export function requireShape(loss: string, what: string, x: Tensor, expected: readonly number[]): void {
  if (String(x.shape) === String(expected)) return;
  throw new RangeError(
    `Cannot compute ${loss} with ${what} of shape [${x.shape.join(", ")}]: expected [${expected.join(", ")}], got ` +
      `[${x.shape.join(", ")}]. Reshape it, or leave out what it does not belong to.`,
  );
}

/** Throws: RangeError if `x` has another number of axes than `axes` names. */
export function requireAxes(loss: string, x: Tensor, axes: readonly string[]): void {
  if (x.rank === axes.length) return;
  throw new RangeError(
    `Cannot compute ${loss} of shape [${x.shape.join(", ")}]: expected [${axes.join(", ")}], got ${x.rank} axes. ` +
      "Reshape it; a single example needs unsqueeze(0).",
  );
}
