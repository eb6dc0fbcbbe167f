import { dynamicSlice, Parameter, type Tensor } from "../tensor/index.ts";
import { standardNormal } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkTokens, type PositionOptions } from "./sinusoidal-positions.ts";

/**
 * A learned vector for each position p, added: y[n, p] = x[n, p] + weight[p].
 *
 * Shapes: [batch, tokens, features] → the same; weight [maxTokens, features]. Starts from N(0, 0.02²).
 * Source: Gehring, Auli, Grangier, Yarats, Dauphin, "Convolutional Sequence to Sequence Learning", 2017, section 3.1.
 *
 * @example
 * new nn.LearnedPositions(64, 16).forward(zeros([2, 7, 16])).shape; // [2, 7, 16]
 */
export class LearnedPositions extends Module {
  readonly weight: Parameter;
  readonly maxTokens: number;
  readonly features: number;

  /** Throws: RangeError unless both are positive integers. */
  constructor(maxTokens: number, features: number) {
    super();
    this.maxTokens = checkNumber("LearnedPositions", "maxTokens", maxTokens, { least: 1, integer: true });
    this.features = checkNumber("LearnedPositions", "features", features, { least: 1, integer: true });
    this.weight = new Parameter(standardNormal([maxTokens, features]).detach().mul(0.02));
  }

  /** Throws: RangeError if `x` is not [batch, tokens, features], or has more tokens than there are vectors. */
  forward(x: Tensor, { offset = 0 }: PositionOptions = {}): Tensor {
    checkInputTensor("LearnedPositions", "the elements", x);
    checkTokens("LearnedPositions", x, this.features);
    const tokens = x.shape[1]!;
    const start = typeof offset === "number" ? offset : 0;
    if (!Number.isInteger(start) || start < 0 || start + tokens > this.maxTokens) {
      throw new RangeError(
        `Cannot apply LearnedPositions to ${tokens} tokens from ${start} on: expected at most ${this.maxTokens}, got ` +
          `${start + tokens}. Make the layer for more, or cut the sequences.`,
      );
    }
    if (typeof offset !== "number") return x.add(dynamicSlice(this.weight, offset, { size: tokens }));
    return x.add(this.weight.slice([start], [start + tokens]));
  }
}
