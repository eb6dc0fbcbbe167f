/** Worker threads of Node that take part in native runs. */

import { Worker } from "node:worker_threads";
import { control } from "../control-block.ts";
import { isOversubscribed, looksOf, WorkerTeam } from "../worker-team.ts";
import { openGate } from "./loading-gate.ts";

/** C's declaration of a driver, and of the function that jumps into the driver the control block names. */
export const entryPrototype = "void (int64_t control, int64_t thread, int64_t threads)";

/** What a worker is started with. */
export interface NativeWorkerSetup {
  /** The control block, from its first word on. */
  readonly words: Int32Array;
  readonly controlAddress: number;
  /** The address of the function that jumps into the run's driver. */
  readonly enter: bigint;
  /** How often it looks for the next run before it sleeps. */
  readonly looks: number;
}

/** A team of workers that enter machine code. `threads` includes the calling one. */
export function nativeTeam(threads: number, setup: Omit<NativeWorkerSetup, "looks">): WorkerTeam {
  setup.words[control.spin >> 2] = isOversubscribed(threads) ? 16 : 2_000;
  const workerData: NativeWorkerSetup = { ...setup, looks: looksOf(threads) };
  openGate(setup.words);
  return new WorkerTeam(
    threads,
    setup.words,
    // Flags of the process, such as --input-type, may be wrong for a worker.
    () => new Worker(new URL("./worker.js", import.meta.url), { workerData, execArgv: [] }),
  );
}
