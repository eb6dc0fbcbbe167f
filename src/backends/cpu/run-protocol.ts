/** How the calling thread and its workers agree on a run, through the words of the control block. */

import { control } from "./control-block.ts";

/** The control block of a memory, in words. */
export function controlWords(memory: WebAssembly.Memory): Int32Array {
  return new Int32Array(memory.buffer, 0, control.bytes / 4);
}

/** Starts a run: workers with numbers below `threads` take part in it. */
export function announceRun(words: Int32Array, program: number, frame: number, threads: number): void {
  words[control.program >> 2] = program;
  words[control.frame >> 2] = frame;
  const command = control.command >> 2;
  Atomics.store(words, command, (((words[command]! >>> 8) + 1) << 8) | threads | 0);
  Atomics.notify(words, command);
}

/** Tells the other threads of a run to leave at the next barrier. */
export function abortRun(words: Int32Array): void {
  Atomics.store(words, control.abort >> 2, 1);
  Atomics.add(words, control.generation >> 2, 1);
  Atomics.notify(words, control.generation >> 2);
}

/** Whether a thread gave up the run. */
export function wasAborted(words: Int32Array): boolean {
  return Atomics.load(words, control.abort >> 2) !== 0;
}

/** Clears the way for the next run, once every thread has left one that was given up. */
export function clearAbortedRun(words: Int32Array): void {
  for (const word of [control.chunk, control.arrivals, control.sleepers, control.abort]) {
    Atomics.store(words, word >> 2, 0);
  }
}

/**
 * The life of a worker: waits for a run, takes part in it, waits again. It looks for the next run `looks` times
 * before it sleeps.
 *
 * @param driverOf The driver of the program with that number.
 * @param fail Reports the error of a run that failed.
 */
export function serveRuns(
  words: Int32Array,
  looks: number,
  driverOf: (program: number) => (frame: number, thread: number, threads: number) => void,
  fail: (thread: number, error: unknown) => void,
): never {
  // Read before this thread counts as ready: a run that counts on it comes later and is seen.
  let seen = Atomics.load(words, control.command >> 2);
  const thread = Atomics.add(words, control.ready >> 2, 1) + 1;
  Atomics.notify(words, control.ready >> 2);
  for (;;) {
    seen = nextCommand(words, seen, looks);
    const threads = seen & 0xff;
    // The run may be over already for a thread without a part in it: it must look at nothing else.
    if (thread >= threads) continue;
    try {
      const share = driverOf(words[control.program >> 2]!);
      share(words[control.frame >> 2]!, thread, threads);
    } catch (error) {
      fail(thread, error);
      abortRun(words);
    }
    Atomics.add(words, control.done >> 2, 1);
  }
}

function nextCommand(words: Int32Array, seen: number, looks: number): number {
  const command = control.command >> 2;
  for (let i = 0; i < looks; i++) {
    const word = Atomics.load(words, command);
    if (word !== seen) return word;
  }
  for (;;) {
    Atomics.wait(words, command, seen);
    const word = Atomics.load(words, command);
    if (word !== seen) return word;
  }
}
