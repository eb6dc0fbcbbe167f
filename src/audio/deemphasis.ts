import { requireKind } from "../base/argument-kinds.ts";

/**
 * Undoes `preemphasis`: y[n] = x[n] + coeff · y[n − 1], with a coefficient of 0.97 unless told.
 *
 * Shapes: [samples] → [samples].
 * Source: torchaudio, `functional.deemphasis`.
 *
 * @example
 * deemphasis(Float32Array.of(1, 0.5, 1.5), { coeff: 0.5 }); // [1, 1, 2]
 */
export function deemphasis(signal: ArrayLike<number>, options: { coeff?: number } = {}): Float32Array {
  requireKind("list", "call deemphasis", { signal });
  const { coeff = 0.97 } = options;
  let last = 0;
  return Float32Array.from(signal, (value) => {
    last = value + coeff * last;
    return last;
  });
}
