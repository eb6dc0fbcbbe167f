/** The entry of the worker threads. */

import { workerData } from "node:worker_threads";
import { serveRuns } from "../run-protocol.ts";
import { loadKoffi } from "./koffi.ts";
import { loadThroughGate } from "./loading-gate.ts";
import { entryPrototype, type NativeWorkerSetup } from "./pool.ts";

const { words, controlAddress, enter, looks } = workerData as NativeWorkerSetup;
const call = loadThroughGate(words, () => {
  const koffi = loadKoffi();
  return koffi?.decode(enter, koffi.proto(entryPrototype));
});
if (call === undefined) process.exit();
serveRuns(
  words,
  looks,
  () => (_, thread, threads) => {
    call(controlAddress, thread, threads);
  },
  (_, error) => {
    throw error;
  },
);
