import { datasets } from "../data/index.ts";
import { readRunRecord, runExists } from "../train/index.ts";
import { UsageError } from "./usage-error.ts";

/** The options of `loom train` that decide a run's weights. */
export interface RunChoices {
  readonly data?: string;
  readonly fast: boolean;
  readonly set?: readonly string[];
  /** Those of the run that goes on. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly epochs?: number;
  readonly batch?: number;
  readonly seed: number;
  readonly device?: string;
  readonly out?: string;
}

/**
 * The options of a run that goes on: what is not said now is as it was when the run in `out` was begun.
 *
 * Throws: UsageError without `out`; Error if the run's record cannot be read.
 */
export async function resumedOptions<T extends RunChoices>(
  options: T,
  wasSaid: (option: keyof RunChoices) => boolean,
): Promise<T> {
  if (options.out === undefined) {
    throw new UsageError(
      "Cannot use --resume without --out: expected the folder of the run to go on with, such as --out runs/mnist-1.",
    );
  }
  if (!(await runExists(options.out))) return options;
  const record = await readRunRecord(options.out);
  const { data, settings, fast, seed, device } = record as {
    data?: { name?: unknown };
    settings?: unknown;
    fast?: unknown;
    seed?: unknown;
    device?: unknown;
  };
  const name = datasets.has(String(data?.name)) ? data?.name : undefined;
  const begun = { data: name, settings, fast, seed, device };
  const unsaid = Object.entries(begun).filter(
    ([name, value]) => value !== undefined && !wasSaid(name as keyof RunChoices),
  );
  return { ...options, ...Object.fromEntries(unsaid) };
}
