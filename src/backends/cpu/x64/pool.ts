/** Worker threads of Node that take part in native runs. */

import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { control } from "../control-block.ts";
import { announceRun } from "../run-protocol.ts";

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

/** Workers, started at the first run that can use them; none keeps the process alive. */
export class NativeThreadPool {
  private readonly threads: number;
  private readonly words: Int32Array;
  private readonly setup: NativeWorkerSetup;
  private readonly workers: Worker[] = [];
  private ended = 0;
  private closed = false;
  /** Set once a worker has ended on its own: the others would wait for it for ever. */
  private lost = false;

  /** @param threads The calling one included. */
  constructor(threads: number, setup: Omit<NativeWorkerSetup, "looks">) {
    // Threads beyond the cores must give way soon to those they wait for.
    const oversubscribed = threads > availableParallelism();
    this.threads = threads;
    this.words = setup.words;
    this.setup = { ...setup, looks: oversubscribed ? 16 : 10_000 };
    this.words[control.spin >> 2] = oversubscribed ? 16 : 2_000;
  }

  /** Threads that can take part in a run now, the calling one included. */
  available(): number {
    this.start();
    if (this.lost) return 1;
    return 1 + Math.min(this.workers.length, Atomics.load(this.words, control.ready >> 2));
  }

  /** Blocks until all workers have started or the time is over; returns what `available` returns. */
  waitUntilReady(milliseconds: number): number {
    const end = performance.now() + milliseconds;
    for (;;) {
      const available = this.available();
      const left = end - performance.now();
      if (available >= this.threads || this.closed || this.lost || left <= 0) return available;
      Atomics.wait(this.words, control.ready >> 2, available - 1, left);
    }
  }

  /** Tells the workers below `threads` that a run begins, which ends with a barrier that all pass. */
  announce(threads: number): void {
    this.ended = (this.ended + threads - 1) | 0;
    announceRun(this.words, 0, 0, threads);
  }

  /** Waits until no worker is inside machine code any more. */
  settle(): void {
    if (this.lost) return;
    const done = control.done >> 2;
    for (let ended = Atomics.load(this.words, done); ended !== this.ended; ) {
      Atomics.wait(this.words, done, ended, 1);
      ended = Atomics.load(this.words, done);
    }
  }

  close(): void {
    if (!this.closed) this.settle();
    this.closed = true;
    for (const worker of this.workers.splice(0)) void worker.terminate();
  }

  private start(): void {
    if (this.closed || this.workers.length > 0) return;
    for (let i = 1; i < this.threads; i++) {
      const worker = new Worker(new URL("./worker.js", import.meta.url), {
        workerData: this.setup,
        // Flags of the process, such as --input-type, may be wrong for a worker.
        execArgv: [],
      });
      worker.on("error", (error) => this.lose(error));
      worker.on("exit", () => this.lose());
      worker.unref();
      this.workers.push(worker);
    }
  }

  private lose(error?: unknown): void {
    if (this.closed || this.lost) return;
    this.lost = true;
    const reason = error instanceof Error ? error.message : "it ended on its own";
    process.emitWarning(`A worker thread was lost (${reason}): programs run on one thread from now on.`);
  }
}
