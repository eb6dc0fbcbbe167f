import { availableParallelism, cpus } from "node:os";
import { packageVersion } from "../../recipes/index.ts";

/** What figures are worth nothing without. */
export interface Machine {
  readonly tensorloom: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  /** The day, as "2026-01-31". */
  readonly date: string;
}

/** The machine and the versions that run here. */
export function machine(): Machine {
  return {
    tensorloom: packageVersion(),
    node: process.version,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    date: new Date().toISOString().slice(0, 10),
  };
}
