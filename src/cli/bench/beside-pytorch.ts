/** Where ours stands beside PyTorch and the machine, in a few numbers. */

import type { Comparison } from "./compare.ts";

/** The networks whose training steps make up the mean. */
const measured = ["mlp", "cnn", "resnet", "lstm", "gpt"];

/** What is told in front of all figures. */
export interface Standing {
  /** How many times as fast as PyTorch ours is, by workload: the median over rounds, at our better number of threads. */
  readonly ratios: Readonly<Record<string, number>>;
  /** The geometric mean over the training steps of networks that were timed. */
  readonly geomean: number | undefined;
  /** What one core multiplies and adds at best, in 10⁹ operations a second. */
  readonly peak: number | undefined;
  /** The same of a 1024³ product, by number of threads: `threads1`, `threads2`. */
  readonly gemm1024: Readonly<Record<string, number>>;
}

/** Takes the standing of one device, whose contestants are given by name with their threads, out of results by workload. */
export function besidePyTorch(
  results: Readonly<Record<string, Comparison>>,
  own: ReadonlyMap<string, number>,
): Standing {
  const ratios: Record<string, number> = {};
  for (const [name, { outcomes }] of Object.entries(results)) {
    const medians = outcomes
      .filter((outcome) => own.has(outcome.name))
      .flatMap(({ timesAsFastAs }) =>
        Object.entries(timesAsFastAs).flatMap(([other, { median }]) =>
          other.startsWith("PyTorch") ? median : [],
        ),
      );
    if (medians.length > 0) ratios[name] = Math.max(...medians);
  }
  const values = measured.flatMap((name) => ratios[name] ?? []);
  const { product } = results;
  const products = (product?.outcomes ?? []).filter(({ name }) => own.has(name));
  return {
    ratios,
    geomean: values.length > 0 ? values.reduce((a, b) => a * b) ** (1 / values.length) : undefined,
    peak: product?.limits.peak?.median,
    gemm1024: Object.fromEntries(
      products.map(({ name, milliseconds }) => [
        `threads${own.get(name)}`,
        (2 * 1024 ** 3) / (milliseconds.median * 1e6),
      ]),
    ),
  };
}
