/** What is timed and who runs it. */

import type { HostArray } from "../../runtime/device.ts";

/** Row-major elements with their shape. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: HostArray;
}

/** A piece of work that contestants can be asked for. It is plain data: contestants live in other threads. */
export interface Workload {
  readonly name: string;
  /** What is to be done, as contestants know it: "product", "softmax", "mlp", … */
  readonly kind: string;
  /** Sizes and variants of the kind. */
  readonly options: Readonly<Record<string, number | boolean>>;
  /** Operands, or a network's batch and its first parameters. */
  readonly tensors: Readonly<Record<string, HostTensor>>;
  /** Multiplications and additions of one run, where these are the limit. */
  readonly flops?: number;
  /** Bytes that one run must read and write at least, where these are the limit. */
  readonly bytes?: number;
  /** How many runs' results are compared before anything is timed: steps of training differ from one another. */
  readonly checkedRuns: number;
  /** How far results may lie apart, relative to the largest of them; 0 where arithmetic is exact. */
  readonly tolerance: number;
}

/** A workload laid out in a library's own memory. */
export interface Prepared {
  /** Does the work once; the result stays where it is. */
  run(): unknown;
  /** The result of the last run; undefined where a library goes another way to the same end. */
  result(): HostArray | undefined | Promise<HostArray | undefined>;
  close(): void;
}

/** How a library prepares workloads: undefined for what it cannot do. */
export type Prepare = (workload: Workload) => Prepared | undefined | Promise<Prepared | undefined>;

/** A prepared workload as whoever times it sees it, wherever it runs. */
export interface Entry {
  readonly name: string;
  /** Runs once and gives the result; undefined if it is not to be compared. */
  result(): Promise<HostArray | undefined>;
  /** Runs some times; gives the milliseconds of one. */
  time(repeats: number): Promise<number>;
  close(): Promise<void>;
}

/** One who takes part: a library with its settings. */
export interface Contestant {
  readonly name: string;
  /** How many threads work on a workload. */
  readonly threads: number;
  /** Undefined for a workload it cannot do. */
  prepare(workload: Workload): Promise<Entry | undefined>;
  /** Ends its threads or processes. */
  close(): Promise<unknown>;
}

/**
 * A turn shorter than this is repeated, so that the clock and the change of contestant weigh little, and the scheduler has
 * given each thread a core of its own.
 */
export const turnMilliseconds = 30;

/** The milliseconds of one of `repeats` runs. The first after another contestant's turn is not counted. */
export async function timeRuns({ run }: Pick<Prepared, "run">, repeats: number): Promise<number> {
  if (repeats > 1) await run();
  const begun = performance.now();
  for (let i = 0; i < repeats; i++) {
    const running = run();
    if (running instanceof Promise) await running;
  }
  return (performance.now() - begun) / repeats;
}

/** A contestant in this thread, which works on it alone. */
export function inThisThread(name: string, prepare: Prepare): Contestant {
  return {
    name,
    threads: 1,
    async prepare(workload) {
      const prepared = await prepare(workload);
      return (
        prepared && {
          name,
          async result() {
            await prepared.run();
            return prepared.result();
          },
          time: (repeats) => timeRuns(prepared, repeats),
          close: async () => prepared.close(),
        }
      );
    },
    close: async () => {},
  };
}
