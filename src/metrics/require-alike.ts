import { Tensor } from "../tensor/index.ts";

/** Throws: RangeError if the shapes differ, or there is no axis of examples. */
export function requireAlike(metric: string, outputs: Tensor, targets: Tensor): void {
  requireTensors(metric, outputs, targets);
  if (outputs.rank > 0 && String(outputs.shape) === String(targets.shape)) return;
  throw new RangeError(
    `Cannot compute ${metric} of shape [${outputs.shape.join(", ")}] against [${targets.shape.join(", ")}]: expected ` +
      `equal shapes [batch, …]. Reshape one of them.`,
  );
}

/** Throws: TypeError unless what a metric of batches is given are tensors. */
export function requireTensors(metric: string, ...given: readonly unknown[]): void {
  const wrong = given.find((each) => !(each instanceof Tensor));
  if (given.every((each) => each instanceof Tensor)) return;
  throw new TypeError(
    `Cannot compute ${metric} of what is no tensor: expected outputs and targets of a batch, got ${typeof wrong}. Make tensors of ` +
      "them with tensor(data), or use a metric of arrays.",
  );
}
