/** Worker threads of Node that look into shared memory for runs: what the pools of all CPU targets share. */

import { availableParallelism } from "node:os";
import type { Worker } from "node:worker_threads";
import { control } from "./control-block.ts";
import { announceRun } from "./run-protocol.ts";

/** Whether threads outnumber the cores: they must give way soon to those they wait for. */
export function isOversubscribed(threads: number): boolean {
  return threads > availableParallelism();
}

/** How often a worker looks for the next run before it sleeps. */
export function looksOf(threads: number): number {
  return isOversubscribed(threads) ? 16 : 10_000;
}

/** Workers, started at the first run that can use them; none keeps the process alive. */
export class WorkerTeam {
  private readonly threads: number;
  private readonly words: Int32Array;
  private readonly startWorker: () => Worker;
  private readonly workers: Worker[] = [];
  private ended = 0;
  private closed = false;
  /** Set once a worker has ended on its own: the others would wait for it for ever. */
  private lost = false;

  /** @param threads The calling one included. */
  constructor(threads: number, words: Int32Array, startWorker: () => Worker) {
    this.threads = threads;
    this.words = words;
    this.startWorker = startWorker;
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

  /** Tells the workers below `threads` that a run of a program begins. */
  announce(program: number, frame: number, threads: number): void {
    this.ended = (this.ended + threads - 1) | 0;
    announceRun(this.words, program, frame, threads);
  }

  /** Waits until all workers have left the runs that were announced. */
  settle(): void {
    if (this.lost || this.closed) return;
    const done = control.done >> 2;
    for (let ended = Atomics.load(this.words, done); ended !== this.ended; ) {
      Atomics.wait(this.words, done, ended, 1);
      ended = Atomics.load(this.words, done);
    }
  }

  /** Ends the workers. */
  close(): void {
    this.closed = true;
    for (const worker of this.workers.splice(0)) void worker.terminate();
  }

  private start(): void {
    if (this.closed || this.lost || this.workers.length > 0) return;
    for (let i = 1; i < this.threads; i++) {
      let worker: Worker;
      try {
        worker = this.startWorker();
      } catch (error) {
        // In a bundle of CommonJS, no module knows where its worker lies.
        this.lose(error);
        return;
      }
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
