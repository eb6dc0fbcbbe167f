/** Where ours stands beside PyTorch and the machine, in a few numbers. */

import type { Comparison, Outcome } from "./compare.ts";

/** The networks whose training steps make up the mean. */
const measured = ["mlp", "cnn", "resnet", "lstm", "gpt"];

/** What is told in front of all figures. */
export interface Standing {
  /**
   * How many times as fast as PyTorch ours is, by workload: the median over rounds, at our better number of threads and with
   * the fastest PyTorch.
   */
  readonly ratios: Readonly<Record<string, number>>;
  /** The geometric mean over the training steps of networks that were timed. */
  readonly geomean: number | undefined;
  /** The same beside PyTorch as it is installed, which does not keep the memory that it frees. */
  readonly asInstalled: Pick<Standing, "ratios" | "geomean">;
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
  const outcomes = Object.entries(results).map(
    ([name, { outcomes }]) => [name, outcomes.filter((outcome) => own.has(outcome.name))] as const,
  );
  const ratiosTo = (name: string): Pick<Standing, "ratios" | "geomean"> => {
    const ratios = Object.fromEntries(
      outcomes.flatMap(([workload, ours]) => {
        const each = ours.map((outcome) => leastRatio(outcome, name));
        const ratio = Math.max(...each);
        return Number.isFinite(ratio) ? [[workload, ratio]] : [];
      }),
    );
    const values = measured.flatMap((workload) => ratios[workload] ?? []);
    const product = values.reduce((a, b) => a * b, 1);
    return { ratios, geomean: values.length > 0 ? product ** (1 / values.length) : undefined };
  };
  const { product } = results;
  const products = (product?.outcomes ?? []).filter(({ name }) => own.has(name));
  return {
    ...ratiosTo("PyTorch"),
    asInstalled: ratiosTo("PyTorch ("),
    peak: product?.limits.peak?.median,
    gemm1024: Object.fromEntries(
      products.map(({ name, milliseconds }) => [
        `threads${own.get(name)}`,
        (2 * 1024 ** 3) / (milliseconds.median * 1e6),
      ]),
    ),
  };
}

/** How many times as fast it was as the fastest whose name begins so; infinite if there was none. */
function leastRatio({ timesAsFastAs }: Outcome, name: string): number {
  const ratios = Object.entries(timesAsFastAs).filter(([other]) => other.startsWith(name));
  return Math.min(...ratios.map(([, { median }]) => median));
}
