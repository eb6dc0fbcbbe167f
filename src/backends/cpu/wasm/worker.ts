/** The entry of Node's worker threads. */

import { type MessagePort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { controlWords, serveRuns } from "../run-protocol.ts";
import type { WorkerFailure, WorkerMessage, WorkerSetup } from "./pool.ts";
import type { ShareDriver } from "./thread-pool.ts";

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

const { memory, port, looks } = workerData as WorkerSetup;
const drivers = new Map<number, ShareDriver>();
serveRuns(
  controlWords(memory),
  looks,
  (id) => drivers.get(id) ?? receiveDriver(id, port, drivers, memory),
  (thread, error) => port.postMessage({ thread, error } satisfies WorkerFailure),
);
