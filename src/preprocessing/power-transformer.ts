import { ColumnwiseTransformer } from "./columnwise-transformer.ts";
import { minimizeAlongLine } from "./minimize-along-line.ts";

/** What a `PowerTransformer` does. */
export interface PowerTransformerOptions {
  /** For any numbers, or for positive ones. Default "yeo-johnson". */
  readonly method?: "yeo-johnson" | "box-cox";
  /** Whether columns are brought to mean 0 and deviation 1 afterwards. Default true. */
  readonly standardize?: boolean;
}

interface Power {
  readonly lambda: number;
  readonly mean: number;
  readonly scale: number;
}

/**
 * Makes each column as much like a normal distribution as a power can: Box–Cox (xᵏ − 1) / k, or Yeo–Johnson
 * ((x + 1)ᵏ − 1) / k for x ≥ 0 and −((1 − x)²⁻ᵏ − 1) / (2 − k) below, with the k of greatest likelihood. A column that is
 * always the same keeps k = 1.
 *
 * Throws: RangeError if "box-cox" meets a number that is not positive, or a column holds texts, infinite numbers or none.
 * Source: Box and Cox, "An analysis of transformations", 1964; Yeo and Johnson, "A new family of power transformations to
 * improve normality or symmetry", 2000; scikit-learn, `PowerTransformer`.
 *
 * @example
 * const power = new PowerTransformer().fit([[1], [2], [4], [8], [50]]);
 * power.inverseTransform(power.transform([[3]])).toArray().data; // Float32Array [3]
 */
export class PowerTransformer extends ColumnwiseTransformer<Power> {
  readonly transformer = "PowerTransformer";
  protected readonly options: PowerTransformerOptions;

  constructor(options: PowerTransformerOptions = {}) {
    super();
    this.options = options;
  }

  protected learnColumn(values: Float64Array, name: string): Power {
    const { method = "yeo-johnson", standardize = true } = this.options;
    const lowest = values.reduce((least, value) => Math.min(least, value));
    if (method === "box-cox" && lowest <= 0) {
      throw new RangeError(
        `Cannot use box-cox on the column "${name}": expected positive numbers, got ${lowest}. Use the method "yeo-johnson".`,
      );
    }
    const constant = values.every((value) => value === values[0]);
    const lambda = constant ? 1 : this.bestPower(values);
    const { mean, variance } = moments(values.map((value) => this.raise(value, lambda)));
    if (!standardize) return { lambda, mean: 0, scale: 1 };
    return { lambda, mean, scale: constant ? 1 : Math.sqrt(variance) || 1 };
  }

  protected applyTo(value: number, { lambda, mean, scale }: Power): number {
    if (this.options.method === "box-cox" && value <= 0) {
      throw new RangeError(
        `Cannot use box-cox on ${value}: expected positive numbers. Use the method "yeo-johnson".`,
      );
    }
    return (this.raise(value, lambda) - mean) / scale;
  }

  protected invertFrom(value: number, { lambda, mean, scale }: Power): number {
    const raised = value * scale + mean;
    if (this.options.method === "box-cox") return unraise(raised, lambda);
    return raised >= 0 ? unraise(raised, lambda) - 1 : 1 - unraise(-raised, 2 - lambda);
  }

  private raise(value: number, lambda: number): number {
    if (this.options.method === "box-cox") return raise(Math.log(value), lambda);
    return value >= 0 ? raise(Math.log1p(value), lambda) : -raise(Math.log1p(-value), 2 - lambda);
  }

  private bestPower(values: Float64Array): number {
    const boxCox = this.options.method === "box-cox";
    const logarithms = values.reduce(
      (sum, x) => sum + (boxCox ? Math.log(x) : Math.sign(x) * Math.log1p(Math.abs(x))),
      0,
    );
    const unlikelihood = (lambda: number): number => {
      const { variance } = moments(values.map((value) => this.raise(value, lambda)));
      if (!(variance > 2 ** -1022)) return Number.POSITIVE_INFINITY;
      return (values.length / 2) * Math.log(variance) - (lambda - 1) * logarithms;
    };
    return this.sharpened(minimizeAlongLine(unlikelihood, [-2, 2]), values, logarithms);
  }

  /**
   * The root of the slope of the unlikelihood, by secants. Near its least the unlikelihood f itself tells powers apart by
   * √(2 · 2⁻⁵² |f| / f″) only, some 1e-7; its slope tells them apart to the last digits.
   */
  private sharpened(near: number, values: Float64Array, logarithms: number): number {
    const slope = (lambda: number): number => {
      const raised = values.map((value) => this.raise(value, lambda));
      const { mean, variance } = moments(raised);
      const covariance = values.reduce(
        (sum, value, i) => sum + (raised[i]! - mean) * this.raiseSlope(value, lambda),
        0,
      );
      return covariance / variance - logarithms;
    };
    let [before, now] = [near + 1e-4, near];
    let [slopeBefore, slopeNow] = [slope(before), slope(now)];
    for (let turn = 0; turn < 8 && slopeNow !== slopeBefore; turn++) {
      const next = now - (slopeNow * (now - before)) / (slopeNow - slopeBefore);
      // Where there is no root close by, as for a likelihood that grows for ever, the search's own answer stays.
      if (!(Math.abs(next - near) < 1e-4)) return near;
      [before, slopeBefore] = [now, slopeNow];
      [now, slopeNow] = [next, slope(next)];
    }
    return now;
  }

  /** The derivative of `raise` by lambda. */
  private raiseSlope(value: number, lambda: number): number {
    if (this.options.method === "box-cox") return raiseSlope(Math.log(value), lambda);
    return value >= 0 ? raiseSlope(Math.log1p(value), lambda) : raiseSlope(Math.log1p(-value), 2 - lambda);
  }
}

/** (eᵏˡ − 1) / k of l = log x. */
function raise(logarithm: number, power: number): number {
  return power === 0 ? logarithm : Math.expm1(power * logarithm) / power;
}

/** The derivative by k of (eᵏˡ − 1) / k: l² Σ (kl)ⁿ / (n! (n + 2)), a series where the quotient would cancel out. */
function raiseSlope(logarithm: number, power: number): number {
  const x = power * logarithm;
  if (Math.abs(x) > 0.5) return (logarithm * Math.exp(x) - Math.expm1(x) / power) / power;
  let [sum, term] = [0, 1];
  for (let n = 0; n < 20; n++) {
    sum += term / (n + 2);
    term *= x / (n + 1);
  }
  return logarithm * logarithm * sum;
}

/** x of y = (xᵏ − 1) / k. */
function unraise(y: number, power: number): number {
  return Math.exp(power === 0 ? y : Math.log1p(power * y) / power);
}

function moments(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
}
