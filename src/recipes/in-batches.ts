import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";

/**
 * What a function gives for all rows, computed in batches by one compiled program, two where the last batch is smaller.
 *
 * Shapes: rows [n, …] → [n, …] of whatever the function makes of a batch.
 */
export async function inBatches(
  rows: { readonly shape: readonly number[]; readonly data: Float32Array },
  batchSize: number,
  apply: (batch: Tensor) => Tensor,
): Promise<{ shape: number[]; data: Float32Array }> {
  const program = compile((batch: Tensor) => noGrad(() => apply(batch)));
  const [n, ...rest] = rows.shape as [number, ...number[]];
  const width = rows.data.length / n;
  let made: Float32Array | undefined;
  let shape: number[] = [];
  for (let at = 0; at < n; at += batchSize) {
    const end = Math.min(n, at + batchSize);
    const result = program(
      tensor(rows.data.subarray(at * width, end * width), { shape: [end - at, ...rest] }),
    );
    const data = (await result.data()) as Float32Array;
    shape = [n, ...result.shape.slice(1)];
    made ??= new Float32Array((data.length / (end - at)) * n);
    made.set(data, (data.length / (end - at)) * at);
  }
  return { shape, data: made ?? new Float32Array() };
}
