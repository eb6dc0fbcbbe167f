import { GRU, init, Linear, LSTM, Module } from "../nn/index.ts";
import { stack, type Tensor, tensor } from "../tensor/index.ts";

/** The sizes of a `RecurrentForecaster`. */
export interface RecurrentForecasterOptions {
  /** How many values of the past it sees. */
  readonly window: number;
  /** How many values of the future it tells. */
  readonly horizon: number;
  /** The kind of recurrent layer. Default: "gru". */
  readonly cell?: "lstm" | "gru";
  /** After how many values a series repeats itself: then its values of a season before are what is added to, not the last one. */
  readonly season?: number;
  /** Whether the recurrent layer sees the values themselves beside their changes up to the last one. Default: true. */
  readonly level?: boolean;
  /** The features of a state. Default: 32. */
  readonly hiddenSize?: number;
}

/**
 * Tells how a series goes on: its last value, or those of a season before, plus a linear autoregression, plus what a recurrent layer makes of the past,
 * for each step of the future at once. The linear part, on a shortcut beside the network, keeps the scale of the series.
 *
 * Shapes: x [batch, window] → [batch, horizon]. The two parts that are added to the last value start from 0.
 * Throws: RangeError if a size is not a positive integer.
 * Source: Lai, Chang, Yang, Liu, "Modeling Long- and Short-Term Temporal Patterns with Deep Neural Networks", 2018,
 * sections 3.3 and 3.6, for one series and without convolutions.
 *
 * @example
 * new RecurrentForecaster({ window: 24, horizon: 12 }).forward(rand([5, 24])).shape; // [5, 12]
 */
export class RecurrentForecaster extends Module {
  readonly recurrent: LSTM | GRU;
  readonly output: Linear;
  readonly autoregression: Linear;
  readonly #level: boolean;
  /** Where in the window the value is that each step of the future is compared with. */
  readonly #before: readonly number[];

  constructor(options: RecurrentForecasterOptions) {
    super();
    const { window, horizon, cell = "gru", season, level = true, hiddenSize = 32 } = options;
    if (season !== undefined && !(season >= 1 && season <= window)) {
      throw new RangeError(
        `Cannot make a RecurrentForecaster for seasons of ${season} with windows of ${window}: expected a season within a window. Widen the window.`,
      );
    }
    this.#before = Array.from({ length: horizon }, (_, step) =>
      season === undefined ? window - 1 : window - season + (step % season),
    );
    this.#level = level;
    this.recurrent = new (cell === "lstm" ? LSTM : GRU)(level ? 2 : 1, hiddenSize, { batchFirst: true });
    this.output = new Linear(hiddenSize, horizon);
    this.autoregression = new Linear(window, horizon, { bias: false });
    init.zeros(this.output.weight);
    init.zeros(this.autoregression.weight);
  }

  /** Throws: RangeError if a shape does not fit. */
  forward(x: Tensor): Tensor {
    const last = x.slice([0, x.shape[1]! - 1]); // [batch, 1]
    const changes = x.sub(last); // [batch, window]
    const seen = stack(this.#level ? [x, changes] : [changes], { axis: 2 });
    const { output } = this.recurrent.forward(seen); // [batch, window, hiddenSize]
    const state = output.slice([0, x.shape[1]! - 1]).squeeze(1); // [batch, hiddenSize]
    const before = x.gather(tensor([...this.#before], { dtype: "int32" }), { axis: 1 }); // [batch, horizon]
    return before.add(this.autoregression.forward(changes)).add(this.output.forward(state)); // [batch, horizon]
  }
}
