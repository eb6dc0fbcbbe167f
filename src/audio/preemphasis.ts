import { requireKind } from "../base/argument-kinds.ts";

/**
 * Lifts high frequencies, as they are weak in speech: y[n] = x[n] − coeff · x[n − 1], with a coefficient of 0.97 unless told.
 *
 * Shapes: [samples] → [samples].
 * Source: torchaudio, `functional.preemphasis`.
 *
 * @example
 * preemphasis(Float32Array.of(1, 1, 2), { coeff: 0.5 }); // [1, 0.5, 1.5]
 */
export function preemphasis(signal: ArrayLike<number>, options: { coeff?: number } = {}): Float32Array {
  requireKind("list", "call preemphasis", { signal });
  const { coeff = 0.97 } = options;
  return Float32Array.from(signal, (value, n) => (n === 0 ? value : value - coeff * signal[n - 1]!));
}
