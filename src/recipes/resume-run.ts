import {
  type ReopenedRun,
  RunFolder,
  readRunRecord,
  removeAbandonedStart,
  runExists,
} from "../train/index.ts";
import type { RunResult } from "./run-events.ts";

/** What of a run's record decides its weights: a run goes on only where all of it is the same. */
export interface RunIdentity {
  readonly recipe: string;
  readonly data: { readonly name: string; readonly sha256: unknown };
  readonly settings: object;
  readonly seed: number;
  readonly device: string;
  readonly versions: { readonly tensorloom: string };
}

/**
 * A run that was begun before: its result if it has ended, else what to go on with; undefined if there is none.
 *
 * Throws: RangeError naming what differs from the run that is wanted; then nothing is changed.
 */
export async function resumeRun(
  path: string,
  wanted: RunIdentity,
): Promise<RunResult | ReopenedRun | undefined> {
  if (!(await runExists(path))) {
    await removeAbandonedStart(path);
    return undefined;
  }
  const record = await readRunRecord(path);
  requireSameRun(path, record, wanted);
  const result = record.result as RunResult | undefined;
  return result?.stopped === false ? result : RunFolder.reopen(path);
}

function requireSameRun(path: string, record: object, wanted: RunIdentity): void {
  const begun = flat(parts(record as RunIdentity));
  for (const [name, value] of Object.entries(flat(parts(wanted)))) {
    const before = begun[name];
    if (before === value) continue;
    throw new RangeError(
      `Cannot go on with the run in ${path}: expected ${name} ${before}, with which it was begun, got ${value}. ` +
        `Leave the option out, or begin a new run with another --out.`,
    );
  }
}

function parts({ recipe, data, settings, seed, device, versions }: RunIdentity): object {
  return {
    recipe,
    data: data?.name,
    ...(data?.sha256 as object),
    ...settings,
    seed,
    device,
    tensorloom: versions?.tensorloom,
  };
}

/** One text a name; an object's fields one by one. */
function flat(value: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]): [string, string][] =>
      typeof field === "object" && field !== null
        ? Object.entries(flat(field)).map(([inner, text]) => [`${name}.${inner}`, text])
        : [[name, String(field)]],
    ),
  );
}
