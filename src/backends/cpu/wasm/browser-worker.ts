/** The entry of Web Workers. */

import { control } from "../control-block.ts";
import { controlWords, serveRuns } from "../run-protocol.ts";
import type { BrowserWorkerSetup } from "./browser-pool.ts";
import type { ShareDriver } from "./thread-pool.ts";

/** Programs that a worker keeps at the ready; of others it compiles the module again. */
const keptPrograms = 256;

function compileDriver(words: Int32Array, memory: WebAssembly.Memory): ShareDriver {
  const address = words[control.moduleAddress >> 2]! >>> 0;
  const length = words[control.moduleBytes >> 2]!;
  // Another thread may have grown memory: growing it by nothing brings this thread's buffer up to date.
  if (memory.buffer.byteLength < address + length) memory.grow(0);
  const bytes = new Uint8Array(memory.buffer, address, length).slice();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return instance.exports.share as ShareDriver;
}

/** Leaves the message of the first thread that fails where the calling thread looks for it. */
function reportFailure(words: Int32Array, error: unknown): void {
  if (Atomics.compareExchange(words, control.failure >> 2, 0, -1) !== 0) return;
  const text = error instanceof Error ? error.message : `${error}`;
  const room = new Uint8Array(words.buffer, control.failureText, control.bytes - control.failureText);
  const bytes = new TextEncoder().encode(text).subarray(0, room.length);
  room.set(bytes);
  Atomics.store(words, control.failure >> 2, bytes.length + 1);
}

addEventListener(
  "message",
  (event: MessageEvent<BrowserWorkerSetup>) => {
    const { memory, looks } = event.data;
    const words = controlWords(memory);
    const drivers = new Map<number, ShareDriver>();
    const driverOf = (program: number): ShareDriver => {
      const known = drivers.get(program);
      if (known !== undefined) return known;
      const share = compileDriver(words, memory);
      if (drivers.size === keptPrograms) drivers.delete(drivers.keys().next().value!);
      drivers.set(program, share);
      return share;
    };
    serveRuns(words, looks, driverOf, (_, error) => reportFailure(words, error));
  },
  { once: true },
);
