import { gradientPenalty, wasserstein } from "../losses/index.ts";
import { WGANGP } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { randn, type Tensor } from "../tensor/index.ts";
import { digitGan } from "./digit-gan.ts";

const noise = 128;

/**
 * A generator of handwritten digits against a critic that is kept smooth by a penalty on the length of its gradient, which
 * training differentiates again.
 *
 * Must reach: all ten digits among 1,000 samples, as a classifier of real digits sees them, and a Fréchet distance of its
 * features to those of held-out digits of at most 200, where untrained networks begin at about 1,300 and as many real digits are
 * at 3. Figures of our own.
 *
 * Source: Gulrajani et al., "Improved Training of Wasserstein GANs", 2017, algorithm 1: λ 10, five steps of the critic to one of
 * the generator, Adam with β (0.5, 0.9).
 */
export const wganGp = digitGan({
  name: "wgan-gp",
  description: "A generator of handwritten digits learns from a smooth critic.",
  settings: { epochs: 20, batchSize: 160, learningRate: 1e-3, channels: 12, criticSteps: 5 },
  targets: [
    { metric: "digits", atLeast: 10 },
    { metric: "frechetDistance", atMost: 200 },
  ],
  fast: {
    settings: { epochs: 3, channels: 8, learningRate: 2e-3 },
    targets: [
      { metric: "digits", atLeast: 8 },
      { metric: "frechetDistance", atMost: 450 },
    ],
  },
  noise,
  model: ({ channels }) => new WGANGP({ noise, channels }),
  generate: ({ generator }, z) => generator.forward(z),
  learn: ({ generator, critic }, { learningRate, criticSteps }) => {
    const options = { lr: learningRate, betas: [0.5, 0.9] as const };
    const ofGenerator = new Adam(generator.parameters(), options);
    const ofCritic = new Adam(critic.parameters(), options);
    return {
      optimizers: [ofCritic, ofGenerator],
      step: (digits) => {
        const each = Math.floor(digits.shape[0]! / criticSteps);
        const distances: Tensor[] = [];
        for (let i = 0; i < criticSteps; i++) {
          const real = digits.at(`${i * each}:${(i + 1) * each}`);
          const made = generator.forward(randn([each, noise])).detach();
          ofCritic.zeroGrad();
          const distance = wasserstein.discriminator(critic.forward(real), critic.forward(made));
          distance.add(gradientPenalty((x) => critic.forward(x), real, made)).backward();
          ofCritic.step();
          distances.push(distance.neg());
        }

        ofGenerator.zeroGrad();
        const fooled = wasserstein.generator(critic.forward(generator.forward(randn([each, noise]))));
        fooled.backward();
        ofGenerator.step();
        return { distance: distances.reduce((sum, one) => sum.add(one)).div(criticSteps), generator: fooled };
      },
    };
  },
});
