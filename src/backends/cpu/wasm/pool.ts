/** The thread pool of Node: worker threads that sleep in shared memory between runs. */

import { availableParallelism } from "node:os";
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { control } from "../control-block.ts";
import { abortRun, clearAbortedRun, controlWords, wasAborted } from "../run-protocol.ts";
import { isOversubscribed, looksOf, WorkerTeam } from "../worker-team.ts";
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

/** Worker threads of Node, which get modules in messages. */
export class NodeThreadPool implements ThreadPool {
  private readonly words: Int32Array;
  private readonly ports: MessagePort[] = [];
  private readonly known = new Set<number>();
  private readonly team: WorkerTeam;

  constructor(memory: LinearMemory, threads: number) {
    this.words = controlWords(memory.memory);
    // A look costs a few nanoseconds.
    this.words[control.spin >> 2] = isOversubscribed(threads) ? 64 : 20_000;
    this.team = new WorkerTeam(threads, this.words, () => this.startWorker(memory.memory, looksOf(threads)));
  }

  available(): number {
    return this.team.available();
  }

  waitUntilReady(milliseconds: number): number {
    return this.team.waitUntilReady(milliseconds);
  }

  run(program: SharedProgram, share: ShareDriver, frame: number, threads: number): void {
    if (!this.known.has(program.id)) {
      this.known.add(program.id);
      this.post({ kind: "load", id: program.id, module: program.module });
    }
    this.team.announce(program.id, frame, threads);
    let failure: WorkerFailure | undefined;
    try {
      share(frame, 0, threads);
    } catch (error) {
      abortRun(this.words);
      failure = { thread: 0, error };
    }
    if (wasAborted(this.words)) this.recover(failure);
  }

  release(program: SharedProgram): void {
    if (this.known.delete(program.id)) this.post({ kind: "release", id: program.id });
  }

  close(): void {
    for (const port of this.ports.splice(0)) port.close();
    this.team.close();
  }

  private startWorker(memory: WebAssembly.Memory, looks: number): Worker {
    const { port1, port2 } = new MessageChannel();
    const workerData: WorkerSetup = { memory, port: port2, looks };
    // It may not keep a process alive that has nothing else to do.
    port1.unref();
    this.ports.push(port1);
    return new Worker(new URL("./worker.js", import.meta.url), {
      workerData,
      transferList: [port2],
      // Flags of the process, such as --input-type, may be wrong for a worker.
      execArgv: [],
    });
  }

  private post(message: WorkerMessage): void {
    for (const port of this.ports) port.postMessage(message);
  }

  /** Waits until every thread of a failed run has left it, clears the way for the next run and throws. */
  private recover(own: WorkerFailure | undefined): never {
    this.team.settle();
    let failure = own;
    for (const port of this.ports) {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
        failure ??= got.message as WorkerFailure;
      }
    }
    clearAbortedRun(this.words);
    throw failure === undefined ? new Error("A thread left a run without a reason.") : failure.error;
  }
}
