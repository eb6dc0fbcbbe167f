import { checkNumber } from "./number-option.ts";
import { type Padding, PadLayer } from "./pad-layer.ts";

/**
 * A number around a volume; negative paddings cut elements off: y[n, c, i, …] = x[n, c, i − front, …] inside, the number
 * outside.
 *
 * Shapes: [n, channels, d, h, w] → each extent with what is added on its two sides; padding: one number, or left, right, top, bottom, front, back.
 * Source: PyTorch, `nn.ConstantPad3d`.
 *
 * @example
 * new nn.ConstantPad3d(2, 1).forward(zeros([1, 2, 4, 5, 6])).shape; // [1, 2, 8, 9, 10]
 */
export class ConstantPad3d extends PadLayer {
  readonly #value: number;

  /** Throws: RangeError unless there is an integer for each side. */
  constructor(padding: Padding, value: number) {
    super(3, padding, "zeros");
    this.#value = checkNumber("ConstantPad3d", "value", value);
  }

  protected override get value(): number {
    return this.#value;
  }
}
