import { filledVariable, full, noGrad, type Parameter, realize, type Tensor } from "../tensor/index.ts";
import { requireState } from "./require-state.ts";
import { requireFraction, tensorsOf } from "./requirements.ts";

/** The options of `WeightAverage`. */
export interface WeightAverageOptions {
  /**
   * How much of the average is kept at each update, in [0, 1): an exponential moving average (EMA). Without it all
   * updates count alike: stochastic weight averaging (SWA).
   */
  readonly decay?: number;
}

/**
 * Running averages of parameters, to evaluate with: often better than the last weights.
 *
 *     EMA: a ← decay · a + (1 − decay) · θ        SWA: a ← a + (θ − a) / (n + 1)
 *
 * The first update copies θ. `swap` exchanges the averages with the weights, so that the model computes with them, and
 * a second `swap` puts the weights back. Batch norms' running statistics are not averaged: for SWA, pass some batches
 * through the model in training mode before evaluating.
 *
 * Source: Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; Izmailov and others,
 * "Averaging Weights Leads to Wider Optima and Better Generalization", 2018, algorithm 1.
 *
 * @example
 * const average = new optim.WeightAverage(model.parameters(), { decay: 0.999 });
 * average.update(); // after each optimizer.step()
 */
export class WeightAverage {
  readonly parameters: readonly Parameter[];
  readonly decay: number | undefined;
  private readonly averages: readonly Tensor[];
  /** How many updates were taken in. */
  private readonly count = filledVariable([], 0);

  /** Throws: RangeError if there are no parameters or `decay` is not in [0, 1). */
  constructor(parameters: Iterable<Parameter>, options: WeightAverageOptions = {}) {
    this.parameters = tensorsOf("WeightAverage", "parameters", parameters) as Parameter[];
    if (this.parameters.length === 0) {
      throw new RangeError(
        "Cannot average no parameters: expected at least one. Pass model.parameters() to WeightAverage.",
      );
    }
    this.decay = options.decay;
    if (this.decay !== undefined) requireFraction("WeightAverage", "decay", this.decay);
    this.averages = this.parameters.map(({ shape }) => filledVariable(shape, 0));
  }

  /** Takes in the parameters as they are now. */
  update(): void {
    noGrad(() => {
      const share = this.shareOfNew();
      this.parameters.forEach((parameter, i) => {
        const average = this.averages[i]!;
        average.assign(average.add(parameter.sub(average).mul(share)));
      });
      this.count.assign(this.count.add(1));
    });
    realize();
  }

  /** Exchanges the averages with the parameters. */
  swap(): void {
    noGrad(() => {
      this.parameters.forEach((parameter, i) => {
        const average = this.averages[i]!.mul(1);
        this.averages[i]!.assign(parameter);
        parameter.assign(average);
      });
    });
    realize();
  }

  /** The averages and how many updates they hold, to save with a checkpoint. */
  stateDict(): Record<string, Tensor> {
    const averages = this.averages.map((average, i) => [`average.${i}`, average.detach()] as const);
    return { ...Object.fromEntries(averages), count: this.count.detach() };
  }

  /** Goes on from a saved state. Throws: RangeError if a name or a shape differs; then nothing is changed. */
  loadStateDict(values: Readonly<Record<string, Tensor>>): void {
    requireState("WeightAverage", new Map(Object.entries(this.stateDict())), values);
    noGrad(() => {
      this.averages.forEach((average, i) => average.assign(values[`average.${i}`]!));
      this.count.assign(values.count!);
    });
    realize();
  }

  /** 1 at the first update, then 1 − decay or 1 / (n + 1). */
  private shareOfNew(): Tensor {
    if (this.decay === undefined) return full([], 1).div(this.count.add(1));
    return this.count.le(0).where(1, 1 - this.decay);
  }
}
