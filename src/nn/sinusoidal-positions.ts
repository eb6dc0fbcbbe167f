import { iota } from "../ops/index.ts";
import { compute, concat, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of layers that know positions. */
export interface PositionOptions {
  /** The position of the first token: how many were there before. An int32 scalar when it changes. Default: 0. */
  readonly offset?: number | Tensor;
}

/**
 * p · base^(−2i / features) for positions p from `offset` on and i up to half the features.
 *
 * Shapes: → [tokens, features / 2].
 */
export function positionAngles(
  tokens: number,
  features: number,
  base: number,
  offset: number | Tensor,
): Tensor {
  const half = Math.ceil(features / 2);
  const rank = compute([], () => iota([1, half], 1)).cast("float32");
  const place = compute([], () => iota([tokens, 1], 0))
    .add(offset)
    .cast("float32");
  return place.mul(rank.mul((-2 * Math.log(base)) / features).exp());
}

/**
 * x plus sin(p · 10000^(−2i / features)) at features 2i and the cosine at 2i + 1, p being a token's position: nothing is
 * learned.
 *
 * Shapes: [batch, tokens, features] → the same.
 * Source: Vaswani et al., "Attention Is All You Need", 2017, section 3.5.
 *
 * @example
 * new nn.SinusoidalPositions(16).forward(zeros([2, 7, 16])).shape; // [2, 7, 16]
 */
export class SinusoidalPositions extends Module {
  readonly features: number;

  /** Throws: RangeError unless `features` is a positive integer. */
  constructor(features: number) {
    super();
    this.features = checkNumber("SinusoidalPositions", "features", features, { least: 1, integer: true });
  }

  /** Throws: RangeError if `x` is not [batch, tokens, features]. */
  forward(x: Tensor, { offset = 0 }: PositionOptions = {}): Tensor {
    checkInputTensor("SinusoidalPositions", "the elements", x);
    checkTokens("SinusoidalPositions", x, this.features);
    const angles = positionAngles(x.shape[1]!, this.features, 10_000, offset).unsqueeze(2);
    const table = concat([angles.sin(), angles.cos()], { axis: 2 }).flatten(1);
    return x.add(table.slice([0, 0], [x.shape[1]!, this.features]));
  }
}

/** Throws: RangeError if `x` is not [batch, tokens, features]. */
export function checkTokens(layer: string, x: Tensor, features: number): void {
  if (x.rank === 3 && x.shape[2] === features) return;
  throw new RangeError(
    `Cannot apply ${layer} to a tensor of shape [${x.shape.join(", ")}]: expected [batch, tokens, ${features}], got ` +
      `another. Reshape or transpose the input.`,
  );
}
