import { StandardScaler } from "../preprocessing/index.ts";
import { ArrayDataset, type Dataset, type HostTensor } from "./dataset.ts";

/**
 * Brings each feature of a data set to mean 0 and deviation 1 with `preprocessing.StandardScaler`, by the data set that it
 * was made from: the training examples, so that nothing of held-out ones leaks in. The features are the first column,
 * float32 [examples, …].
 *
 * @example
 * const standardizer = await Standardizer.of(data);
 * const training = await standardizer.apply(data);
 * training.length; // 64
 */
export class Standardizer {
  /** What scales: save it with `JSON.stringify`, and make another with `transformerFromJson`. */
  readonly scaler: StandardScaler;

  constructor(scaler: StandardScaler) {
    this.scaler = scaler;
  }

  /** With the means and deviations of a data set. */
  static async of(data: Dataset): Promise<Standardizer> {
    return new Standardizer(new StandardScaler().fit((await everything(data))[0]!));
  }

  /** Of each feature. */
  get means(): Float64Array {
    return Float64Array.from(this.learned, ({ mean }) => mean);
  }

  /** Of the population; 1 where a feature never changes. */
  get deviations(): Float64Array {
    return Float64Array.from(this.learned, ({ scale }) => scale);
  }

  /** The same examples with their features brought to this scale. Throws: RangeError if there are others in number. */
  async apply(data: Dataset): Promise<ArrayDataset> {
    const [inputs, ...others] = await everything(data);
    const scaled = this.scaler.transform(inputs!).toArray();
    return new ArrayDataset([{ shape: inputs!.shape, data: scaled.data }, ...others]);
  }

  private get learned(): readonly { readonly mean: number; readonly scale: number }[] {
    return this.scaler.toJSON().learned as readonly { mean: number; scale: number }[];
  }
}

async function everything(data: Dataset): Promise<HostTensor[]> {
  return data.batch(Int32Array.from({ length: data.length }, (_, i) => i));
}
