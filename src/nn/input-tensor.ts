import { Tensor } from "../tensor/index.ts";

/** Throws: TypeError unless what a layer was given as its `what` is a tensor. */
export function checkInputTensor(layer: string, what: string, x: unknown): void {
  if (x instanceof Tensor) return;
  throw new TypeError(
    `Cannot apply ${layer} with ${what} that ${x === undefined ? "are missing" : `are a ${typeof x}`}: expected a tensor, got ` +
      `${typeof x}. Make it one with tensor(data).`,
  );
}
