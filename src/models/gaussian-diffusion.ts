import { mse } from "../losses/index.ts";
import { embedding } from "../nn/index.ts";
import { compile, noGrad, randint, randn, scalarCell, type Tensor, tensor, zeros } from "../tensor/index.ts";

/** The options of `GaussianDiffusion`. */
export interface GaussianDiffusionOptions {
  /** Steps from a picture to noise. Default: 1000. */
  readonly numSteps?: number;
  /** The variance that the first step adds. Default: 0.0001. */
  readonly firstBeta?: number;
  /** The variance that the last step adds. Default: 0.02. */
  readonly lastBeta?: number;
  /**
   * What the model tells: the noise, or the velocity √ᾱ_t noise − √(1 − ᾱ_t) x_0, whose error is that of the noise divided by ᾱ_t, so that
   * what pictures are as a whole, which much noise leaves, counts for more. Default: "noise".
   */
  readonly prediction?: "noise" | "velocity";
}

/** What tells the noise or the velocity in x at steps [n] int32: the model that is trained. */
export type NoisePredictor = (x: Tensor, steps: Tensor) => Tensor;

/** How pictures are drawn. */
export interface DiffusionSampleOptions {
  /** Of how many of the steps the noise is taken back, from the last on, evenly spaced. Default: all. */
  readonly samplingSteps?: number;
  /** How much of the noise is drawn anew: 1 as in DDPM, 0 as in DDIM, where pictures depend on the first noise alone. Default: 1. */
  readonly eta?: number;
  /** Called with the pictures after each step, and with how many steps are left. */
  readonly onStep?: (x: Float32Array, left: number) => void;
}

/**
 * Noise that is added to pictures step by step, and taken back by a network that has learned to tell it:
 *
 *     q(x_t | x_0) = N(√ᾱ_t x_0, 1 − ᾱ_t),  ᾱ_t = ∏ (1 − β_s),  β from `firstBeta` to `lastBeta` in equal steps
 *
 * Source: Ho, Jain, Abbeel, "Denoising Diffusion Probabilistic Models", 2020, section 2 and algorithms 1 and 2; fewer steps and
 * `eta`: Song, Meng, Ermon, "Denoising Diffusion Implicit Models", 2020, equation 12; velocity: Salimans, Ho, "Progressive
 * Distillation for Fast Sampling of Diffusion Models", 2022, section 4 and appendix D.
 *
 * @example
 * const diffusion = new GaussianDiffusion({ numSteps: 100 });
 * const network = new DenoisingUNet({ channels: 8 });
 * diffusion.loss((x, steps) => network.forward(x, steps), zeros([2, 1, 28, 28])).shape; // []
 */
export class GaussianDiffusion {
  readonly numSteps: number;
  /** ᾱ of each step. */
  readonly alphaBars: Float64Array;
  readonly prediction: "noise" | "velocity";

  /** Throws: RangeError unless `numSteps` is a positive integer, and 0 < `firstBeta` ≤ `lastBeta` < 1. */
  constructor(options: GaussianDiffusionOptions = {}) {
    const { numSteps = 1000, firstBeta = 1e-4, lastBeta = 0.02 } = options;
    if (
      !(Number.isInteger(numSteps) && numSteps > 0 && firstBeta > 0 && firstBeta <= lastBeta && lastBeta < 1)
    ) {
      throw new RangeError(
        `Cannot make a GaussianDiffusion of ${numSteps} steps with β from ${firstBeta} to ${lastBeta}: expected a positive ` +
          "integer and 0 < firstBeta ≤ lastBeta < 1. Leave an option out for its default.",
      );
    }
    this.numSteps = numSteps;
    this.prediction = options.prediction ?? "noise";
    let product = 1;
    this.alphaBars = Float64Array.from({ length: numSteps }, (_, t) => {
      product *= 1 - (firstBeta + ((lastBeta - firstBeta) * t) / Math.max(1, numSteps - 1));
      return product;
    });
  }

  /** √ᾱ_t x_0 + √(1 − ᾱ_t) noise. Shapes: x and noise [n, …], steps [n] int32 → [n, …]. */
  noised(x: Tensor, steps: Tensor, noise: Tensor): Tensor {
    const [kept, added] = this.#shares(x, steps);
    return kept.mul(x).add(added.mul(noise));
  }

  /** The noise that is told in a noisy x. Shapes: x [n, …], steps [n] int32 → [n, …]. */
  noiseIn(predict: NoisePredictor, x: Tensor, steps: Tensor): Tensor {
    const told = predict(x, steps);
    if (this.prediction === "noise") return told;
    const [kept, added] = this.#shares(x, steps);
    return kept.mul(told).add(added.mul(x));
  }

  /**
   * The mean squared error of what is told at random steps: L_simple, equation 14. Shapes: x [n, …] from −1 to 1 → [].
   */
  loss(predict: NoisePredictor, x: Tensor): Tensor {
    const steps = randint([x.shape[0]!], { high: this.numSteps });
    const noise = randn(x.shape);
    const told = predict(this.noised(x, steps, noise), steps);
    if (this.prediction === "noise") return mse(told, noise);
    const [kept, added] = this.#shares(x, steps);
    return mse(told, kept.mul(noise).sub(added.mul(x)));
  }

  /** √ᾱ_t and √(1 − ᾱ_t). Shapes: x [n, …], steps [n] → [n, 1, …] each. */
  #shares(x: Tensor, steps: Tensor): [kept: Tensor, added: Tensor] {
    const table = tensor(this.alphaBars, { shape: [this.numSteps, 1] });
    const alphaBar = embedding(table, steps).reshape([-1, ...x.shape.slice(1).map(() => 1)]);
    return [alphaBar.sqrt(), alphaBar.neg().add(1).sqrt()];
  }

  /**
   * Pictures made of noise, whose range is cut off at −1 and 1 in each step. Shapes: → `shape`, [n, …].
   *
   * Throws: RangeError unless `samplingSteps` is an integer from 1 to the number of steps.
   */
  async sample(
    predict: NoisePredictor,
    shape: readonly number[],
    options: DiffusionSampleOptions = {},
  ): Promise<Float32Array> {
    const { samplingSteps = this.numSteps, eta = 1, onStep } = options;
    if (!(Number.isInteger(samplingSteps) && samplingSteps > 0 && samplingSteps <= this.numSteps)) {
      throw new RangeError(
        `Cannot sample in ${samplingSteps} steps: expected an integer from 1 to ${this.numSteps}, the steps of the diffusion.`,
      );
    }
    const [step, root, rest, nextRoot, direction, sigma] = [0, 0, 0, 0, 0, 0].map((value) =>
      scalarCell(value),
    ) as Six;
    const program = compile((x: Tensor) =>
      noGrad(() => {
        const steps = zeros([shape[0]!]).add(step).cast("int32");
        const noise = this.noiseIn(predict, x, steps);
        const first = x.sub(noise.mul(rest)).div(root).clamp({ min: -1, max: 1 });
        const told = x.sub(first.mul(root)).div(rest); // the noise, once the range is cut off
        const next = first.mul(nextRoot).add(told.mul(direction));
        return eta === 0 ? next : next.add(randn(shape).mul(sigma));
      }),
    );
    let x = randn(shape);
    for (let i = samplingSteps; i > 0; i--) {
      const [t, next] = [i, i - 1].map((left) => Math.round((left * this.numSteps) / samplingSteps) - 1);
      const [now, then] = [this.alphaBars[t!]!, next === -1 ? 1 : this.alphaBars[next!]!];
      const drawn = eta * Math.sqrt(((1 - then) / (1 - now)) * (1 - now / then));
      [step.value, root.value, rest.value] = [t!, Math.sqrt(now), Math.sqrt(1 - now)];
      [nextRoot.value, sigma.value] = [Math.sqrt(then), drawn];
      direction.value = Math.sqrt(Math.max(0, 1 - then - drawn ** 2));
      x = program(x);
      onStep?.((await x.data()) as Float32Array, i - 1);
    }
    return (await x.data()) as Float32Array;
  }
}

type Cell = ReturnType<typeof scalarCell>;
type Six = [Cell, Cell, Cell, Cell, Cell, Cell];
