import { nonSaturating } from "../losses/index.ts";
import { DCGAN } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { randn } from "../tensor/index.ts";
import { digitGan } from "./digit-gan.ts";

const noise = 100;

/**
 * Convolutional networks against each other on handwritten digits.
 *
 * Must reach: all ten digits among 1,000 samples, as a classifier of real digits sees them, and a Fréchet distance of its
 * features to those of held-out digits of at most 100, where untrained networks begin at about 1,300 and as many real digits
 * are at 3. Figures of our own.
 *
 * Source: Radford, Metz, Chintala, "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial
 * Networks", 2016, section 4: Adam with rate 0.0002 and β₁ 0.5, weights from N(0, 0.02²).
 */
export const dcgan = digitGan({
  name: "dcgan",
  description: "Convolutional networks learn to make handwritten digits against each other.",
  settings: { epochs: 10, batchSize: 32, learningRate: 5e-4, beta1: 0.5, channels: 16 },
  targets: [
    { metric: "digits", atLeast: 10 },
    { metric: "frechetDistance", atMost: 100 },
  ],
  fast: {
    settings: { epochs: 1, batchSize: 16, channels: 12 },
    targets: [{ metric: "frechetDistance", atMost: 400 }],
  },
  noise,
  model: ({ channels }) => new DCGAN({ noise, channels }),
  generate: ({ generator }, z) => generator.forward(z).add(1).div(2),
  learn: ({ generator, discriminator }, { learningRate, beta1 }) => {
    const options = { lr: learningRate, betas: [beta1, 0.999] as const };
    const ofGenerator = new Adam(generator.parameters(), options);
    const ofDiscriminator = new Adam(discriminator.parameters(), options);
    return {
      optimizers: [ofDiscriminator, ofGenerator],
      step: (digits) => {
        const real = digits.mul(2).sub(1); // from −1 to 1, as tanh
        const made = generator.forward(randn([digits.shape[0]!, noise]));

        ofDiscriminator.zeroGrad();
        const told = nonSaturating.discriminator(
          discriminator.forward(real),
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
