import { requireKind } from "../base/argument-kinds.ts";
import { Table } from "./table.ts";
import { Transformer } from "./transformer.ts";

/** Numbers with a shape, row-major: a batch of pictures or series, say. */
export interface ChannelArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}

/**
 * Uses a transformer of columns on the channels of pictures and series: all numbers of a channel are one column, whichever
 * example and place they are of.
 *
 * Shapes: [examples, channels, …], or with { axis: −1 } [examples, …, channels]; results are as the input.
 * Throws: RangeError if there is no such axis, or the transformer changes the number of columns; what the transformer throws.
 *
 * @example
 * const pictures = { shape: [2, 1, 1, 2], data: Float32Array.of(0, 2, 2, 4) };
 * const scale = new PerChannel(new MinMaxScaler()).fit(pictures);
 * scale.transform(pictures).data; // Float32Array [0, 0.5, 0.5, 1]
 */
export class PerChannel {
  readonly transformer: Transformer;
  readonly axis: number;

  constructor(transformer: Transformer, { axis = 1 }: { readonly axis?: number } = {}) {
    if (!((transformer as unknown) instanceof Transformer)) {
      throw new TypeError(
        `Cannot scale channels with a ${typeof transformer}: expected a transformer, got ${typeof transformer}. Pass new StandardScaler().`,
      );
    }
    this.transformer = transformer;
    this.axis = axis;
  }

  /** Learns from training data. */
  fit(input: ChannelArray): this {
    this.transformer.fit(this.columnsOf(input));
    return this;
  }

  /** The data changed. */
  transform(input: ChannelArray): { readonly shape: readonly number[]; readonly data: Float32Array } {
    return this.arrayOf(this.transformer.transform(this.columnsOf(input)), input);
  }

  /** What `transform` would have made this of. */
  inverseTransform(input: ChannelArray): { readonly shape: readonly number[]; readonly data: Float32Array } {
    return this.arrayOf(this.transformer.inverseTransform(this.columnsOf(input)), input);
  }

  private columnsOf(input: ChannelArray): Table {
    requireKind("shaped", "use PerChannel", { input });
    const { shape, data } = input;
    const [channels, inner] = this.extents(shape);
    return Table.ofNumbers(
      Array.from({ length: channels }, (_, channel) => {
        const values = new Float64Array(data.length / channels);
        for (let i = 0; i < values.length; i++) values[i] = data[place(i, channel, channels, inner)]!;
        return [`x${channel}`, values];
      }),
    );
  }

  private arrayOf(
    table: Table,
    { shape, data }: ChannelArray,
  ): { shape: readonly number[]; data: Float32Array } {
    const [channels, inner] = this.extents(shape);
    if (table.columns.size !== channels) {
      throw new RangeError(
        `Cannot use ${this.transformer.transformer} on channels: expected it to make ${channels} of ${channels}, got ${table.columns.size}. Take a scaler.`,
      );
    }
    const made = new Float32Array(data.length);
    for (const [channel, name] of table.names.entries()) {
      table.numbers(name).forEach((value, i) => {
        made[place(i, channel, channels, inner)] = value;
      });
    }
    return { shape, data: made };
  }

  private extents(shape: readonly number[]): [channels: number, inner: number] {
    const channels = shape.at(this.axis);
    if (channels === undefined || channels === 0) {
      throw new RangeError(
        `Cannot find channels at axis ${this.axis} of the shape [${shape.join(", ")}]: expected at least one there. Pass { axis }.`,
      );
    }
    const at = this.axis < 0 ? shape.length + this.axis : this.axis;
    return [channels, shape.slice(at + 1).reduce((product, extent) => product * extent, 1)];
  }
}

/** Where the i-th number of a channel is in the array. */
function place(i: number, channel: number, channels: number, inner: number): number {
  return (Math.floor(i / inner) * channels + channel) * inner + (i % inner);
}
