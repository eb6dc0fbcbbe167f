import type { Tensor } from "../tensor/index.ts";
import { axisNames } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { type Margin, type PaddingMode, padded, paddedWith } from "./padding-mode.ts";

/** One number for all sides, or one each in PyTorch's order: left, right, then top, bottom, then front, back. */
export type Padding = number | readonly number[];

/** What padding layers have in common: margins around the spatial axes. */
export abstract class PadLayer extends Module {
  /** Elements before and after those of each axis, the first axis first. */
  readonly margins: readonly Margin[];
  readonly mode: PaddingMode;

  /** Throws: RangeError unless there is an integer for each side, of at least 0 where elements cannot be cut off. */
  protected constructor(axes: number, padding: Padding, mode: PaddingMode) {
    super();
    const sides: readonly unknown[] = Array.isArray(padding) ? padding : new Array(2 * axes).fill(padding);
    const least = mode === "zeros" ? Number.NEGATIVE_INFINITY : 0;
    const wrong = sides.find((side) => !(Number.isInteger(side) && (side as number) >= least));
    if (sides.length !== 2 * axes || wrong !== undefined) {
      throw new RangeError(
        `Cannot make ${new.target.name} with padding ${wrong === undefined ? `[${sides.join(", ")}]` : String(wrong)}: ` +
          `expected ${mode === "zeros" ? "an integer" : "an integer of at least 0"}. Pass one for all sides, or ` +
          `${2 * axes} in an array: left and right first.`,
      );
    }
    const [numbers, last] = [sides as readonly number[], axes - 1];
    this.margins = Array.from({ length: axes }, (_, axis): Margin => {
      const at = 2 * (last - axis);
      return [numbers[at]!, numbers[at + 1]!];
    });
    this.mode = mode;
  }

  /** Throws: RangeError if `x` is not [n, channels, …], or has too few elements to mirror or repeat. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (x.rank !== this.margins.length + 2) {
      throw new RangeError(
        `Cannot apply ${this.constructor.name} to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `${axisNames(this.margins.length)}], got ${x.rank} axes. Reshape the input.`,
      );
    }
    if (this.mode !== "zeros") return padded(x, this.margins, this.mode);
    return paddedWith(x, this.margins, this.value);
  }

  /** What is put around; only where the mode is "zeros". */
  protected get value(): number {
    return 0;
  }
}
