/** Whether operations record history for gradients. */

let enabled = true;

/** Whether operations on tensors that require gradients give tensors that do. */
export function isGradEnabled(): boolean {
  return enabled;
}

/**
 * Runs `fn` without recording history: what it makes requires no gradient.
 *
 * @example
 * const accuracy = noGrad(() => model.forward(images).argmax({ axis: -1 }).eq(labels));
 */
export function noGrad<R>(fn: () => R): R {
  return withGrad(false, fn);
}

/** Runs `fn` recording history, also inside of `noGrad`. */
export function enableGrad<R>(fn: () => R): R {
  return withGrad(true, fn);
}

function withGrad<R>(mode: boolean, fn: () => R): R {
  const before = enabled;
  enabled = mode;
  try {
    return fn();
  } finally {
    enabled = before;
  }
}
