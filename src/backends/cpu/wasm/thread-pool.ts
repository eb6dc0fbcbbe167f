/** What the engine asks of a pool of threads. */

/** The function that each thread of a run calls: see `emitShareDriver`. */
export type ShareDriver = (frame: number, thread: number, threads: number) => void;

/** A loaded program as threads know it. */
export interface SharedProgram {
  /** Different for each program of an engine. */
  readonly id: number;
  readonly module: WebAssembly.Module;
}

/** Threads that run programs together with the calling thread. */
export interface ThreadPool {
  /** Threads that can take part in a run now, the calling one included. Starts workers the first time. */
  available(): number;
  /** Blocks until all workers have started or the time is over; returns what `available` returns. */
  waitUntilReady(milliseconds: number): number;
  /** Runs a program on `threads` threads, the calling one being number 0. Throws the error of a thread that fails. */
  run(program: SharedProgram, share: ShareDriver, frame: number, threads: number): void;
  /** Forgets a program. */
  release(program: SharedProgram): void;
  /** Ends the workers. */
  close(): void;
}
