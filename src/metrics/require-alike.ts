import type { Tensor } from "../tensor/index.ts";

/** Throws: RangeError if the shapes differ, or there is no axis of examples. */
export function requireAlike(metric: string, outputs: Tensor, targets: Tensor): void {
  if (outputs.rank > 0 && String(outputs.shape) === String(targets.shape)) return;
  throw new RangeError(
    `Cannot compute ${metric} of shape [${outputs.shape.join(", ")}] against [${targets.shape.join(", ")}]: expected ` +
      `equal shapes [batch, …]. Reshape one of them.`,
  );
}
