import { nonSaturating } from "../losses/index.ts";
import { ConditionalGAN } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { randn } from "../tensor/index.ts";
import { digitGan } from "./digit-gan.ts";

const noise = 100;

/**
 * Convolutional networks against each other on handwritten digits, both told which digit it is to be.
 *
 * Must reach: a classifier of real digits takes 90 % of 1,000 samples for the digit that was asked for, and sees all ten; what
 * it sees of one class varies at least 30 % as much as with real digits, since a generator that makes one picture of each digit would be
 * recognised, too; a
 * Fréchet distance of its features to those of held-out digits of at most 100, where untrained networks begin at about 1,300
 * and as many real digits are at 3. Figures of our own: the paper reports Parzen-window likelihoods, which are no longer used.
 *
 * Source: Mirza, Osindero, "Conditional Generative Adversarial Nets", 2014; Adam with β₁ 0.5 as in Radford et al., 2016.
 */
export const conditionalGan = digitGan({
  name: "conditional-gan",
  description: "Networks learn to make the handwritten digit that is asked for.",
  settings: { epochs: 10, batchSize: 16, learningRate: 5e-4, beta1: 0.5, channels: 16 },
  targets: [
    { metric: "recognisedShare", atLeast: 0.9 },
    { metric: "digits", atLeast: 10 },
    { metric: "varietyShare", atLeast: 0.3 },
    { metric: "frechetDistance", atMost: 100 },
  ],
  fast: {
    settings: { epochs: 2, channels: 12 },
    targets: [
      { metric: "recognisedShare", atLeast: 0.3 },
      { metric: "varietyShare", atLeast: 0.3 },
    ],
  },
  noise,
  conditional: true,
  model: ({ channels }) => new ConditionalGAN({ noise, channels }),
  generate: ({ generator }, z, labels) => generator.forward(z, labels).add(1).div(2),
  learn: ({ generator, discriminator }, { learningRate, beta1 }) => {
    const options = { lr: learningRate, betas: [beta1, 0.999] as const };
    const ofGenerator = new Adam(generator.parameters(), options);
    const ofDiscriminator = new Adam(discriminator.parameters(), options);
    return {
      optimizers: [ofDiscriminator, ofGenerator],
      step: (digits, labels) => {
        const real = digits.mul(2).sub(1); // from −1 to 1, as tanh
        const made = generator.forward(randn([digits.shape[0]!, noise]), labels);

        ofDiscriminator.zeroGrad();
        const told = nonSaturating.discriminator(
          discriminator.forward(real, labels),
          discriminator.forward(made.detach(), labels),
        );
        told.backward();
        ofDiscriminator.step();

        ofGenerator.zeroGrad();
        const fooled = nonSaturating.generator(discriminator.forward(made, labels));
        fooled.backward();
        ofGenerator.step();
        return { discriminator: told, generator: fooled };
      },
    };
  },
});
