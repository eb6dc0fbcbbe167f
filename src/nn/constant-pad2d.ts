import { checkNumber } from "./number-option.ts";
import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A number around an image; negative paddings cut elements off: y[n, c, i, …] = x[n, c, i − top, …] inside, the number
 * outside.
 *
 * Shapes: [n, channels, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom.
 * Source: PyTorch, `nn.ConstantPad2d`.
 *
 * @example
 * new nn.ConstantPad2d(2, 1).forward(zeros([1, 2, 5, 6])).shape; // [1, 2, 9, 10]
 */
export class ConstantPad2d extends PadLayer {
  readonly #value: number;

  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding, value: number) {
    super(2, padding, "zeros");
    this.#value = checkNumber("ConstantPad2d", "value", value);
  }

  protected override get value(): number {
    return this.#value;
  }
}
