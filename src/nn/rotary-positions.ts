import { concat, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { type PositionOptions, positionAngles } from "./sinusoidal-positions.ts";

/** The options of `RotaryPositions`. */
export interface RotaryPositionsOptions {
  /** What angles' powers are of. Default: 10,000. */
  readonly base?: number;
}

/**
 * Each pair of features (2i, 2i + 1) turned by the angle p · base^(−2i / width), p being a token's position: products of
 * queries and keys that are turned depend on their distance only.
 *
 * Shapes: […, tokens, width] → the same.
 * Source: Su, Lu, Pan, Murtadha, Wen, Liu, "RoFormer", 2021, section 3.2.2.
 *
 * @example
 * new nn.RotaryPositions(8).forward(rand([2, 4, 7, 8])).shape; // [2, 4, 7, 8]
 */
export class RotaryPositions extends Module {
  readonly width: number;
  readonly base: number;

  /** Throws: RangeError unless the width is a positive even integer and the base more than 1. */
  constructor(width: number, options: RotaryPositionsOptions = {}) {
    super();
    this.width = checkNumber("RotaryPositions", "width", width, { least: 2, integer: true });
    this.base = checkNumber("RotaryPositions", "base", options.base ?? 10_000, { least: 1 });
    if (width % 2 === 0) return;
    throw new RangeError(
      `Cannot make RotaryPositions of width ${width}: expected an even number, got ${width}. Features are turned in pairs.`,
    );
  }

  /** Throws: RangeError if the last axis of `x` has another width. */
  forward(x: Tensor, { offset = 0 }: PositionOptions = {}): Tensor {
    checkInputTensor("RotaryPositions", "the elements", x);
    if (x.rank < 2 || x.shape.at(-1) !== this.width) {
      throw new RangeError(
        `Cannot apply RotaryPositions(${this.width}) to a tensor of shape [${x.shape.join(", ")}]: expected […, tokens, ` +
          `${this.width}], got another. Split the features into heads first.`,
      );
    }
    const tokens = x.shape.at(-2)!;
    const angles = positionAngles(tokens, this.width, this.base, offset);
    const [cos, sin] = [angles.cos(), angles.sin()];
    const pairs = x.reshape([...x.shape.slice(0, -1), this.width / 2, 2]);
    const [even, odd] = pairs.split(1, { axis: -1 }).map((part) => part.squeeze(-1)) as [Tensor, Tensor];
    const turned = [even.mul(cos).sub(odd.mul(sin)), even.mul(sin).add(odd.mul(cos))];
    return concat(
      turned.map((part) => part.unsqueeze(-1)),
      { axis: -1 },
    ).reshape(x.shape);
  }
}
