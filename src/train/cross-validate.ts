import { requireKind } from "../base/argument-kinds.ts";
import { type Dataset, type Fold, Subset } from "../data/index.ts";

/** What a model reached on each fold, and on average. */
export interface CrossValidation {
  /** Fold by fold. */
  readonly folds: readonly Readonly<Record<string, number>>[];
  readonly mean: Readonly<Record<string, number>>;
  /** Of the folds, as a sample: with n − 1. */
  readonly deviation: Readonly<Record<string, number>>;
}

/**
 * Trains a new model on each fold and tells its numbers on the examples held out, their means and their deviations. The
 * function makes the model, trains it on the first data set and returns numbers by name for the second, such as the
 * `metrics` of `fit`.
 *
 * Throws: what the function throws.
 * Source: Stone, "Cross-validatory choice and assessment of statistical predictions", 1974.
 *
 * @example sketch
 * const { mean, deviation } = await crossValidate(data, stratifiedKFold(labels), async (training, validation) => {
 *   const model = new nn.Linear(16, 2);
 *   const optimizer = new optim.Adam(model.parameters());
 *   return (await fit(model, training, { epochs: 5, optimizer, loss: losses.crossEntropy, validation })).metrics;
 * });
 */
export async function crossValidate(
  data: Dataset,
  folds: readonly Fold[],
  run: (training: Dataset, validation: Dataset, fold: number) => Promise<Readonly<Record<string, number>>>,
): Promise<CrossValidation> {
  requireKind("object", "call crossValidate", { data });
  requireKind("array", "call crossValidate", { folds });
  requireKind("function", "call crossValidate", { run });
  const reached: Readonly<Record<string, number>>[] = [];
  for (const [i, { training, validation }] of folds.entries()) {
    reached.push(await run(new Subset(data, training), new Subset(data, validation), i));
  }
  const names = Object.keys(reached[0] ?? {});
  const over = (of: (values: number[]) => number) =>
    Object.fromEntries(names.map((name) => [name, of(reached.map((numbers) => numbers[name]!))]));
  const mean = over(meanOf);
  const deviation = over((values) =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - meanOf(values)) ** 2, 0) / (values.length - 1)),
  );
  return { folds: reached, mean, deviation };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
