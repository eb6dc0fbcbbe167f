import { softplus } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";

/**
 * The two sides of a game: the discriminator tells real from fake by its scores, the generator makes fakes that it takes
 * for real. Both are means over all scores, to be made small.
 */
export interface AdversarialLoss {
  /** Shapes: scores of any shape → []. */
  discriminator(real: Tensor, fake: Tensor): Tensor;
  /** Shapes: scores of any shape → []. */
  generator(fake: Tensor): Tensor;
}

const softplusOf = (x: Tensor) => compute([x], (x) => softplus(x, { threshold: 50 }));

/** −log σ(real) − log(1 − σ(fake)) from logits. */
const crossEntropies = (real: Tensor, fake: Tensor) =>
  softplusOf(real.neg()).mean().add(softplusOf(fake).mean());

/**
 * The game as first posed: the discriminator's −log D(real) − log(1 − D(fake)), with D = σ(score), and the generator's
 * log(1 − D(fake)), whose gradient vanishes while fakes are bad.
 *
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014, equation 1.
 *
 * @example
 * losses.minimax.generator(tensor([0])).item(); // -0.6931
 */
export const minimax: AdversarialLoss = {
  discriminator: crossEntropies,
  generator: (fake) => softplusOf(fake).mean().neg(),
};

/**
 * `minimax` with −log D(fake) for the generator, whose gradient is large while fakes are bad.
 *
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014, section 3.
 *
 * @example
 * losses.nonSaturating.generator(tensor([0])).item(); // 0.6931
 */
export const nonSaturating: AdversarialLoss = {
  discriminator: crossEntropies,
  generator: (fake) => softplusOf(fake.neg()).mean(),
};

/**
 * ½ (real − 1)² + ½ fake² for the discriminator, ½ (fake − 1)² for the generator, of plain scores.
 *
 * Source: Mao et al., "Least Squares Generative Adversarial Networks", 2016, equation 9.
 *
 * @example
 * losses.leastSquares.discriminator(tensor([0.5]), tensor([0.5])).item(); // 0.25
 */
export const leastSquares: AdversarialLoss = {
  discriminator: (real, fake) => real.sub(1).pow(2).mean().add(fake.pow(2).mean()).mul(0.5),
  generator: (fake) => fake.sub(1).pow(2).mean().mul(0.5),
};

/**
 * fake − real for the critic and −fake for the generator, of plain scores: an estimate of the distance between the two
 * distributions, if the critic is kept smooth, as by `gradientPenalty`.
 *
 * Source: Arjovsky, Chintala, Bottou, "Wasserstein GAN", 2017, equation 2.
 *
 * @example
 * losses.wasserstein.discriminator(tensor([2, 4]), tensor([1])).item(); // -2
 */
export const wasserstein: AdversarialLoss = {
  discriminator: (real, fake) => fake.mean().sub(real.mean()),
  generator: (fake) => fake.mean().neg(),
};
