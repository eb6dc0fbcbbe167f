import { nonSaturating } from "../losses/index.ts";
import { GAN } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { randn } from "../tensor/index.ts";
import { digitGan } from "./digit-gan.ts";

const noise = 100;

/**
 * Dense networks against each other on handwritten digits.
 *
 * Must reach: all ten digits among 1,000 samples, as a classifier of real digits sees them, and a Fréchet distance of its
 * features to those of held-out digits of at most 250, where untrained networks begin at about 1,300 and as many real digits are
 * at 3. Figures of our own: the paper's Parzen-window likelihoods of MNIST are no longer used.
 *
 * Source: Goodfellow et al., "Generative Adversarial Nets", 2014, algorithm 1 with one step of the discriminator, and the loss
 * of section 3 that gives the generator gradients from the start. Adam in place of momentum, as has been usual since DCGAN.
 */
export const gan = digitGan({
  name: "gan",
  description: "Dense networks learn to make handwritten digits against each other.",
  settings: {
    ...{ epochs: 20, batchSize: 32, generatorRate: 1e-3, discriminatorRate: 3e-4, beta1: 0.5 },
    ...{ generatorUnits: 256, discriminatorUnits: 128 },
  },
  targets: [
    { metric: "digits", atLeast: 10 },
    { metric: "frechetDistance", atMost: 250 },
  ],
  fast: {
    settings: {
      epochs: 2,
      batchSize: 16,
      generatorRate: 2e-3,
      discriminatorRate: 6e-4,
      discriminatorUnits: 64,
    },
    targets: [
      { metric: "digits", atLeast: 6 },
      { metric: "frechetDistance", atMost: 700 },
    ],
  },
  noise,
  model: ({ generatorUnits, discriminatorUnits }) => new GAN({ noise, generatorUnits, discriminatorUnits }),
  generate: ({ generator }, z) => generator.forward(z),
  learn: ({ generator, discriminator }, { generatorRate, discriminatorRate, beta1 }) => {
    const betas = [beta1, 0.999] as const;
    const ofGenerator = new Adam(generator.parameters(), { lr: generatorRate, betas });
    const ofDiscriminator = new Adam(discriminator.parameters(), { lr: discriminatorRate, betas });
    return {
      optimizers: [ofDiscriminator, ofGenerator],
      step: (digits) => {
        const made = generator.forward(randn([digits.shape[0]!, noise]));

        ofDiscriminator.zeroGrad();
        const told = nonSaturating.discriminator(
          discriminator.forward(digits),
          discriminator.forward(made.detach()),
        );
        told.backward();
        ofDiscriminator.step();

        ofGenerator.zeroGrad();
        const fooled = nonSaturating.generator(discriminator.forward(made));
        fooled.backward();
        ofGenerator.step();
        return { discriminator: told, generator: fooled };
      },
    };
  },
});
