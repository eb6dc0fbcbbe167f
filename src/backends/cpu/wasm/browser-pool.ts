/** The thread pool of browsers: Web Workers that sleep in shared memory between runs. */

import { control } from "../control-block.ts";
import { abortRun, announceRun, clearAbortedRun, controlWords, wasAborted } from "../run-protocol.ts";
import type { LinearMemory } from "./memory.ts";
import {
  maximumThreads,
  oneThread,
  type ShareDriver,
  type SharedProgram,
  type ThreadPlatform,
  type ThreadPool,
} from "./thread-pool.ts";

/** What a worker is started with. */
export interface BrowserWorkerSetup {
  readonly memory: WebAssembly.Memory;
  /** How often it looks for the next run before it sleeps. */
  readonly looks: number;
}

/**
 * A browser's threads, where the page is cross-origin isolated, which it is when it was served with the headers
 * `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`. Elsewhere memory cannot
 * be shared, and there is the calling thread only. A Web Worker sleeps while it waits, and uses all cores unless told;
 * the main thread of a page, which must not sleep, waits by looking, and leaves a core to the browser.
 */
export function browserPlatform(): ThreadPlatform {
  if (globalThis.crossOriginIsolated !== true || typeof Worker === "undefined") return oneThread;
  const waiting = maySleep() ? "asleep" : "looking";
  const cores = navigator.hardwareConcurrency;
  return {
    waiting,
    // A thread that looks never gives way: on a busy core it would hold up those that it waits for.
    defaultThreads: Math.max(1, Math.min(waiting === "looking" ? cores - 1 : cores, maximumThreads)),
    createPool: (memory, threads) => new BrowserThreadPool(memory, threads),
  };
}

/** Whether this thread may block: `Atomics.wait` throws on the main thread of a page. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Web Workers, started at the first run that can use them; they come to life while the page is idle, and until then
 * runs go on without them.
 *
 * A worker that sleeps gets no messages, and the main thread cannot wait for any. So both go through memory: workers
 * compile the module of a run from the bytes that lie there, and leave the message of a failure there.
 */
class BrowserThreadPool implements ThreadPool {
  private readonly memory: LinearMemory;
  private readonly words: Int32Array;
  private readonly threads: number;
  private readonly workers: Worker[] = [];
  /** Programs that have run here: where the bytes of their modules lie. */
  private readonly known = new Map<number, number>();
  private ended = 0;
  private closed = false;
  /** Set once a worker could not be started or has failed: others may wait for it for ever. */
  private lost = false;

  constructor(memory: LinearMemory, threads: number) {
    this.memory = memory;
    this.words = controlWords(memory.memory);
    this.threads = threads;
    this.words[control.spin >> 2] = this.oversubscribed ? 64 : 20_000;
  }

  available(): number {
    this.start();
    if (this.lost || this.closed) return 1;
    return 1 + Math.min(this.workers.length, Atomics.load(this.words, control.ready >> 2));
  }

  waitUntilReady(): number {
    // Workers may need this thread to start: to block it would be to wait for ever.
    return this.available();
  }

  run(program: SharedProgram, share: ShareDriver, frame: number, threads: number): void {
    const { words } = this;
    let address = this.known.get(program.id);
    if (address === undefined) {
      address = this.memory.allocate(program.bytes.length, false);
      new Uint8Array(this.memory.memory.buffer, address, program.bytes.length).set(program.bytes);
      this.known.set(program.id, address);
    }
    words[control.moduleAddress >> 2] = address;
    words[control.moduleBytes >> 2] = program.bytes.length;
    this.ended = (this.ended + threads - 1) | 0;
    announceRun(words, program.id, frame, threads);
    let failure: { readonly error: unknown } | undefined;
    try {
      share(frame, 0, threads);
    } catch (error) {
      abortRun(words);
      failure = { error };
    }
    if (wasAborted(words)) this.recover(failure);
  }

  release(program: SharedProgram): void {
    const address = this.known.get(program.id);
    if (address === undefined) return;
    this.known.delete(program.id);
    this.memory.release(address);
  }

  close(): void {
    this.closed = true;
    for (const worker of this.workers.splice(0)) worker.terminate();
  }

  private get oversubscribed(): boolean {
    return this.threads > navigator.hardwareConcurrency;
  }

  private start(): void {
    if (this.closed || this.lost || this.workers.length > 0) return;
    for (let i = 1; i < this.threads; i++) {
      let worker: Worker;
      try {
        worker = new Worker(new URL("./browser-worker.js", import.meta.url), { type: "module" });
      } catch (error) {
        // A page may not start workers from scripts of another origin.
        this.lose(error instanceof Error ? error.message : `${error}`);
        return;
      }
      worker.onerror = (event) => this.lose(event.message || "its script did not load");
      const looks = this.oversubscribed ? 16 : 10_000;
      worker.postMessage({ memory: this.memory.memory, looks } satisfies BrowserWorkerSetup);
      this.workers.push(worker);
    }
  }

  private lose(reason: string): void {
    if (this.closed || this.lost) return;
    this.lost = true;
    console.warn(`A worker thread was lost (${reason}): programs run on one thread from now on.`);
  }

  /** Waits until every thread of a failed run has left it, clears the way for the next run and throws. */
  private recover(own: { readonly error: unknown } | undefined): never {
    const { words } = this;
    while (Atomics.load(words, control.done >> 2) !== this.ended) {
      // Others are on their way to the barrier.
    }
    const length = words[control.failure >> 2]! - 1;
    words[control.failure >> 2] = 0;
    clearAbortedRun(words);
    if (own !== undefined) throw own.error;
    // TextDecoder takes no shared memory.
    const bytes = new Uint8Array(this.memory.memory.buffer, control.failureText, Math.max(0, length)).slice();
    throw new Error(length >= 0 ? new TextDecoder().decode(bytes) : "A thread left a run without a reason.");
  }
}
