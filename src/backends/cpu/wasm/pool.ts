/** The thread pool of Node: worker threads that sleep in shared memory between runs. */

import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { control } from "../control-block.ts";
import { abortRun, announceRun, clearAbortedRun, controlWords, wasAborted } from "../run-protocol.ts";
import type { LinearMemory } from "./memory.ts";
import {
  maximumThreads,
  type ShareDriver,
  type SharedProgram,
  type ThreadPlatform,
  type ThreadPool,
} from "./thread-pool.ts";

/** What a worker is started with. */
export interface WorkerSetup {
  readonly memory: WebAssembly.Memory;
  readonly port: MessagePort;
  /** How often it looks for the next run before it sleeps. */
  readonly looks: number;
}

/** What the engine tells a worker. */
export type WorkerMessage =
  | { readonly kind: "load"; readonly id: number; readonly module: WebAssembly.Module }
  | { readonly kind: "release"; readonly id: number };

/** What a worker tells the engine after a run that failed. */
export interface WorkerFailure {
  readonly thread: number;
  readonly error: unknown;
}

/** Node's threads: as many as cores unless told. */
export const nodePlatform: ThreadPlatform = {
  waiting: "asleep",
  defaultThreads: Math.min(availableParallelism(), maximumThreads),
  createPool: (memory, threads) => new NodeThreadPool(memory, threads),
};

/** Worker threads of Node, started at the first run that can use them. */
export class NodeThreadPool implements ThreadPool {
  private readonly memory: WebAssembly.Memory;
  private readonly words: Int32Array;
  private readonly threads: number;
  private readonly workers: { readonly worker: Worker; readonly port: MessagePort }[] = [];
  private readonly known = new Set<number>();
  private ended = 0;
  private closed = false;
  /** Set once a worker has ended on its own: the others would wait for it for ever. */
  private lost = false;

  constructor(memory: LinearMemory, threads: number) {
    this.memory = memory.memory;
    this.words = controlWords(this.memory);
    this.threads = threads;
    // A look costs a few nanoseconds. Threads beyond the cores must give way soon to those they wait for.
    this.words[control.spin >> 2] = this.oversubscribed ? 64 : 20_000;
  }

  available(): number {
    this.start();
    if (this.lost) return 1;
    return 1 + Math.min(this.workers.length, Atomics.load(this.words, control.ready >> 2));
  }

  waitUntilReady(milliseconds: number): number {
    const end = performance.now() + milliseconds;
    for (;;) {
      const available = this.available();
      const left = end - performance.now();
      if (available >= this.threads || this.closed || this.lost || left <= 0) return available;
      Atomics.wait(this.words, control.ready >> 2, available - 1, left);
    }
  }

  run(program: SharedProgram, share: ShareDriver, frame: number, threads: number): void {
    const { words } = this;
    if (!this.known.has(program.id)) {
      this.known.add(program.id);
      this.post({ kind: "load", id: program.id, module: program.module });
    }
    this.ended = (this.ended + threads - 1) | 0;
    announceRun(words, program.id, frame, threads);
    let failure: WorkerFailure | undefined;
    try {
      share(frame, 0, threads);
    } catch (error) {
      abortRun(words);
      failure = { thread: 0, error };
    }
    if (wasAborted(words)) this.recover(failure);
  }

  release(program: SharedProgram): void {
    if (this.known.delete(program.id)) this.post({ kind: "release", id: program.id });
  }

  close(): void {
    this.closed = true;
    for (const { worker, port } of this.workers.splice(0)) {
      port.close();
      void worker.terminate();
    }
  }

  private get oversubscribed(): boolean {
    return this.threads > availableParallelism();
  }

  private start(): void {
    if (this.closed || this.workers.length > 0) return;
    for (let i = 1; i < this.threads; i++) {
      const { port1, port2 } = new MessageChannel();
      const setup: WorkerSetup = {
        memory: this.memory,
        port: port2,
        looks: this.oversubscribed ? 16 : 10_000,
      };
      const worker = new Worker(new URL("./worker.js", import.meta.url), {
        workerData: setup,
        transferList: [port2],
        // Flags of the process, such as --input-type, may be wrong for a worker.
        execArgv: [],
      });
      worker.on("error", (error) => this.lose(error));
      worker.on("exit", () => this.lose());
      // Neither may keep a process alive that has nothing else to do.
      worker.unref();
      port1.unref();
      this.workers.push({ worker, port: port1 });
    }
  }

  private lose(error?: unknown): void {
    if (this.closed || this.lost) return;
    this.lost = true;
    const reason = error instanceof Error ? error.message : "it ended on its own";
    process.emitWarning(`A worker thread was lost (${reason}): programs run on one thread from now on.`);
  }

  private post(message: WorkerMessage): void {
    for (const { port } of this.workers) port.postMessage(message);
  }

  /** Waits until every thread of a failed run has left it, clears the way for the next run and throws. */
  private recover(own: WorkerFailure | undefined): never {
    const { words } = this;
    const done = control.done >> 2;
    for (let ended = Atomics.load(words, done); ended !== this.ended; ended = Atomics.load(words, done)) {
      Atomics.wait(words, done, ended, 10);
    }
    let failure = own;
    for (const { port } of this.workers) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        failure ??= got.message as WorkerFailure;
      }
    }
    clearAbortedRun(words);
    throw failure === undefined ? new Error("A thread left a run without a reason.") : failure.error;
  }
}
