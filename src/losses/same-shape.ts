import { Tensor } from "../tensor/index.ts";

/** Throws: TypeError unless what a loss was given is a tensor. */
export function requireTensor(loss: string, x: unknown): void {
  if (x instanceof Tensor) return;
  throw new TypeError(
    `Cannot compute ${loss} of ${typeof x === "object" ? "an object" : String(x)}: expected a tensor, got ${typeof x}. Make it ` +
      "one with tensor(data).",
  );
}

/** Throws: TypeError unless what a loss was given as its `what` is a function. */
export function requireFunction(loss: string, what: string, given: unknown): void {
  if (typeof given === "function") return;
  throw new TypeError(
    `Cannot compute ${loss} with a ${typeof given} for its ${what}: expected a function of tensors, got a ${typeof given}. Wrap ` +
      "a model as in (x) => model.forward(x).",
  );
}

/** Throws: RangeError if the shapes differ: broadcasting in a loss is nearly always a mistake. */
export function requireSameShape(loss: string, prediction: Tensor, target: Tensor): void {
  requireTensor(loss, prediction);
  requireTensor(loss, target);
  if (String(prediction.shape) === String(target.shape)) return;
  throw new RangeError(
    `Cannot compute ${loss} of shape [${prediction.shape.join(", ")}] against [${target.shape.join(", ")}]: expected ` +
      `equal shapes. Reshape one of them, such as target.reshape([${prediction.shape.join(", ")}]).`,
  );
}

/** Throws: RangeError if `x`, the loss's `what`, has another shape than `expected`. */
export function requireShape(loss: string, what: string, x: Tensor, expected: readonly number[]): void {
  requireTensor(loss, x);
  if (String(x.shape) === String(expected)) return;
  throw new RangeError(
    `Cannot compute ${loss} with ${what} of shape [${x.shape.join(", ")}]: expected [${expected.join(", ")}], got ` +
      `[${x.shape.join(", ")}]. Reshape it, or leave out what it does not belong to.`,
  );
}

/** Throws: RangeError if `x` has another number of axes than `axes` names. */
export function requireAxes(loss: string, x: Tensor, axes: readonly string[]): void {
  requireTensor(loss, x);
  if (x.rank === axes.length) return;
  throw new RangeError(
    `Cannot compute ${loss} of shape [${x.shape.join(", ")}]: expected [${axes.join(", ")}], got ${x.rank} axes. ` +
      "Reshape it; a single example needs unsqueeze(0).",
  );
}
