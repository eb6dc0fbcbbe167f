import { checkNumber } from "./number-option.ts";
import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A number around a sequence; negative paddings cut elements off: y[n, c, i] = x[n, c, i − left] inside, the number
 * outside.
 *
 * Shapes: [n, channels, length] → each extent with what is added on its two sides; padding: one number, or left, right.
 * Source: PyTorch, `nn.ConstantPad1d`.
 *
 * @example
 * new nn.ConstantPad1d(2, 1).forward(zeros([1, 2, 5])).shape; // [1, 2, 9]
 */
export class ConstantPad1d extends PadLayer {
  readonly #value: number;

  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding, value: number) {
    super(1, padding, "zeros");
    this.#value = checkNumber("ConstantPad1d", "value", value);
  }

  protected override get value(): number {
    return this.#value;
  }
}
