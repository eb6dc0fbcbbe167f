/** What the engine asks of the platform it runs on: a pool of threads. */

import type { LinearMemory } from "./memory.ts";

/** The function that each thread of a run calls: see `emitShareDriver`. */
export type ShareDriver = (frame: number, thread: number, threads: number) => void;

/** A loaded program as threads know it. */
export interface SharedProgram {
  /** Different for each program of an engine. */
  readonly id: number;
  readonly module: WebAssembly.Module;
  /** What `module` was made from. */
  readonly bytes: Uint8Array;
}

/** Threads that run programs together with the calling thread. */
export interface ThreadPool {
  /** Threads that can take part in a run now, the calling one included. Starts workers the first time. */
  available(): number;
  /**
   * Blocks until all workers have started or the time is over; returns what `available` returns. Where the calling
   * thread must not block it returns at once.
   */
  waitUntilReady(milliseconds: number): number;
  /** Runs a program on `threads` threads, the calling one being number 0. Throws the error of a thread that fails. */
  run(program: SharedProgram, share: ShareDriver, frame: number, threads: number): void;
  /** Forgets a program. */
  release(program: SharedProgram): void;
  /** Ends the workers. */
  close(): void;
}

/**
 * How the calling thread waits for the other threads of a run: `"never"`, because there are none and memory is not
 * shared; asleep after a while; or by looking again and again, where it may not sleep: on the main thread of a page.
 */
export type Waiting = "never" | "asleep" | "looking";

/** What a platform gives an engine. */
export interface ThreadPlatform {
  readonly waiting: Waiting;
  /** Threads of an engine unless it is told. */
  readonly defaultThreads: number;
  /** A pool of `threads` threads, the calling one included. */
  createPool(memory: LinearMemory, threads: number): ThreadPool;
}

/** The largest number of threads of a pool: what the lower 8 bits of a command hold. */
export const maximumThreads = 255;

/** The platform that has the calling thread only: it is everywhere. */
export const oneThread: ThreadPlatform = {
  waiting: "never",
  defaultThreads: 1,
  createPool: () => ({
    available: () => 1,
    waitUntilReady: () => 1,
    run: (_, share, frame) => share(frame, 0, 1),
    release: () => {},
    close: () => {},
  }),
};
