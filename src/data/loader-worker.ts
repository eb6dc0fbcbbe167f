/** A worker thread of a data loader: makes batches as they are asked for. */

import { workerData } from "node:worker_threads";
import { callModule } from "../base/module-call.ts";
import { BatchMaker } from "./batch-maker.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import type { IterableDataset } from "./iterable-dataset.ts";
import type { Transform } from "./transform.ts";
import { failureOf, type LoaderAnswer, type LoaderMessage, type LoaderSetup } from "./worker-messages.ts";

const { data, transform, port } = workerData as LoaderSetup;
const ready = (async () =>
  new BatchMaker(
    await callModule<Dataset | IterableDataset>(data),
    transform && (await callModule<Transform>(transform)),
  ))();
// A module that fails fails each request, not the thread.
ready.catch(() => undefined);

port.on("message", async (message: LoaderMessage) => {
  if (!("id" in message)) {
    await ready.then((maker) => maker.end(message.endOfWalk)).catch(() => undefined);
    return;
  }
  const { id, request } = message;
  try {
    const batch = (await (await ready).make(request))?.map(standingAlone);
    post({ id, batch }, buffersOf(batch ?? []));
  } catch (error) {
    try {
      post({ id, failure: failureOf(error) });
    } catch {
      post({ id, failure: failureOf(new Error(error instanceof Error ? error.message : String(error))) });
    }
  }
});

function post(answer: LoaderAnswer, transfer: ArrayBuffer[] = []): void {
  port.postMessage(answer, transfer);
}

/** Buffers are handed over whole, so a column that is a part of something larger is copied first. */
function standingAlone({ shape, data }: HostTensor): HostTensor {
  return { shape, data: data.byteLength === data.buffer.byteLength ? data : data.slice() };
}

function buffersOf(batch: readonly HostTensor[]): ArrayBuffer[] {
  const buffers = new Set(batch.map(({ data }) => data.buffer));
  return [...buffers].filter((buffer) => buffer instanceof ArrayBuffer);
}
