import { ArrayDataset, type Dataset, type HostTensor } from "./dataset.ts";

/**
 * Brings each feature to mean 0 and deviation 1, x ← (x − mean) / deviation, with the means and deviations of the data
 * that it was made from: the training examples, so that nothing of held-out ones leaks in. A feature that is always the
 * same becomes 0. The features are the first column, float32 [examples, …].
 *
 * @example
 * const standardizer = await Standardizer.of(data);
 * const training = await standardizer.apply(data);
 * training.length; // 64
 */
export class Standardizer {
  readonly means: Float64Array;
  /** Of the population; 1 where a feature never changes. */
  readonly deviations: Float64Array;

  constructor(means: Float64Array, deviations: Float64Array) {
    this.means = means;
    this.deviations = deviations;
  }

  /** With the means and deviations of a data set. */
  static async of(data: Dataset): Promise<Standardizer> {
    const { data: values } = (await everything(data))[0]!;
    const width = values.length / data.length;
    const means = new Float64Array(width);
    for (let i = 0; i < values.length; i++) means[i % width]! += values[i]! / data.length;
    const variances = new Float64Array(width);
    for (let i = 0; i < values.length; i++) {
      variances[i % width]! += (values[i]! - means[i % width]!) ** 2 / data.length;
    }
    return new Standardizer(
      means,
      variances.map((variance) => Math.sqrt(variance) || 1),
    );
  }

  /** The same examples with their features brought to this scale. Throws: RangeError if there are others in number. */
  async apply(data: Dataset): Promise<ArrayDataset> {
    const [inputs, ...others] = await everything(data);
    const width = inputs!.data.length / data.length;
    if (width !== this.means.length) {
      throw new RangeError(
        `Cannot standardize ${width} features: expected ${this.means.length}, as in the data that the means are of.`,
      );
    }
    const scaled = Float32Array.from(
      inputs!.data,
      (value, i) => (value - this.means[i % width]!) / this.deviations[i % width]!,
    );
    return new ArrayDataset([{ shape: inputs!.shape, data: scaled }, ...others]);
  }
}

async function everything(data: Dataset): Promise<HostTensor[]> {
  return data.batch(Int32Array.from({ length: data.length }, (_, i) => i));
}
