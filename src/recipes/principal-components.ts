import { Random } from "../base/random.ts";
import { tensor } from "../tensor/index.ts";

/** Directions beyond those asked for, which make the others converge sooner. */
const spare = 10;
const mostRounds = 300;

/**
 * The directions in which examples vary most: the mean and the first eigenvectors of the covariance, found by orthogonal
 * iteration until what they capture of the variance grows by less than a millionth.
 *
 * Source: Pearson, "On Lines and Planes of Closest Fit to Systems of Points in Space", 1901; Golub, Van Loan, "Matrix
 * Computations", 2013, section 8.2.4.
 */
export class PrincipalComponents {
  readonly mean: Float64Array;
  /** Orthonormal, those of the greatest variance first. */
  readonly directions: readonly Float64Array[];

  private constructor(mean: Float64Array, directions: readonly Float64Array[]) {
    this.mean = mean;
    this.directions = directions;
  }

  /** Of rows of as many features each. Throws: RangeError if there are fewer features than components. */
  static async of(
    rows: Float32Array,
    { features, count }: { readonly features: number; readonly count: number },
  ): Promise<PrincipalComponents> {
    if (count > features) {
      throw new RangeError(
        `Cannot find ${count} principal components of ${features} features: expected at most ${features}. Ask for fewer.`,
      );
    }
    const n = rows.length / features;
    const mean = new Float64Array(features);
    for (let i = 0; i < rows.length; i++) mean[i % features]! += rows[i]! / n;
    const centred = tensor(
      rows.map((value, i) => value - mean[i % features]!),
      { shape: [n, features] },
    );
    const covariance = centred.transpose().matmul(centred).div(n);
    await covariance.data();

    const random = new Random(0);
    const width = Math.min(features, count + spare);
    let directions = Array.from({ length: width }, () =>
      Float64Array.from({ length: features }, () => random.normal()),
    );
    orthonormalize(directions);
    for (let round = 0, captured = 0; round < mostRounds; round++) {
      const turned = await covariance.matmul(columnsOf(directions)).data();
      directions = directions.map((_, j) =>
        Float64Array.from({ length: features }, (_, i) => turned[i * width + j]!),
      );
      const lengths = orthonormalize(directions);
      const now = lengths.slice(0, count).reduce((sum, length) => sum + length, 0);
      if (now - captured <= 1e-6 * now) break;
      captured = now;
    }
    return new PrincipalComponents(mean, directions.slice(0, count));
  }

  /** Each row in as many numbers as there are components: its products with them. */
  codes(rows: Float32Array): Float32Array {
    const { mean, directions } = this;
    const [features, count] = [mean.length, directions.length];
    const codes = new Float32Array((rows.length / features) * count);
    for (let i = 0; i < codes.length; i++) {
      const [from, direction] = [Math.floor(i / count) * features, directions[i % count]!];
      let sum = 0;
      for (let j = 0; j < features; j++) sum += direction[j]! * (rows[from + j]! - mean[j]!);
      codes[i] = sum;
    }
    return codes;
  }

  /** The rows that have these codes and nothing besides: of all such plans the one with the least squared error. */
  decode(codes: Float32Array): Float32Array {
    const { mean, directions } = this;
    const [features, count] = [mean.length, directions.length];
    const rows = new Float32Array((codes.length / count) * features);
    for (let at = 0; at < codes.length / count; at++) {
      const row = mean.slice();
      for (const [k, direction] of directions.entries()) {
        const code = codes[at * count + k]!;
        for (let j = 0; j < features; j++) row[j]! += code * direction[j]!;
      }
      rows.set(row, at * features);
    }
    return rows;
  }
}

/** A tensor [features, count] of vectors. */
function columnsOf(vectors: readonly Float64Array[]) {
  const [count, features] = [vectors.length, vectors[0]!.length];
  const data = Float32Array.from(
    { length: count * features },
    (_, i) => vectors[i % count]![Math.floor(i / count)]!,
  );
  return tensor(data, { shape: [features, count] });
}

/** Gram and Schmidt, twice, so that rounding leaves nothing; returns how long each was without those before it. */
function orthonormalize(vectors: readonly Float64Array[]): number[] {
  return vectors.map((vector, k) => {
    for (let again = 0; again < 2; again++) {
      for (const before of vectors.slice(0, k)) {
        let product = 0;
        for (let i = 0; i < vector.length; i++) product += before[i]! * vector[i]!;
        for (let i = 0; i < vector.length; i++) vector[i]! -= product * before[i]!;
      }
    }
    const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
    for (let i = 0; i < vector.length; i++) vector[i]! /= length || 1;
    return length;
  });
}
