/** The entry of a worker thread: waits in shared memory for a run, takes part in it, waits again. */

import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { control } from "./control-block.ts";
import { abortRun, type WorkerFailure, type WorkerMessage, type WorkerSetup } from "./pool.ts";
import type { ShareDriver } from "./thread-pool.ts";

function serve({ memory, port, looks }: WorkerSetup): never {
  const words = new Int32Array(memory.buffer, 0, control.bytes / 4);
  const drivers = new Map<number, ShareDriver>();
  const command = control.command >> 2;
  // Read before this thread counts as ready: a run that counts on it comes later and is seen.
  let seen = Atomics.load(words, command);
  const thread = Atomics.add(words, control.ready >> 2, 1) + 1;
  Atomics.notify(words, control.ready >> 2);
  for (;;) {
    seen = nextCommand(words, seen, looks);
    const threads = seen & 0xff;
    // The run may be over already for a thread without a part in it: it must look at nothing else.
    if (thread >= threads) continue;
    try {
      const id = words[control.program >> 2]!;
      const share = drivers.get(id) ?? receiveDriver(id, port, drivers, memory);
      share(words[control.frame >> 2]!, thread, threads);
    } catch (error) {
      port.postMessage({ thread, error } satisfies WorkerFailure);
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

function receiveDriver(
  id: number,
  port: MessagePort,
  drivers: Map<number, ShareDriver>,
  memory: WebAssembly.Memory,
): ShareDriver {
  for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
    const message = got.message as WorkerMessage;
    if (message.kind === "release") drivers.delete(message.id);
    else {
      const instance = new WebAssembly.Instance(message.module, { env: { memory } });
      drivers.set(message.id, instance.exports.share as ShareDriver);
    }
  }
  const share = drivers.get(id);
  if (share === undefined) throw new Error(`Cannot run program ${id}: it never reached this thread.`);
  return share;
}

serve(workerData as WorkerSetup);
