/** Contestants in threads of their own: neither one's garbage nor V8's opinion of its code is another's. */

import { Worker } from "node:worker_threads";
import type { HostArray } from "../../runtime/device.ts";
import type { Answer, Request } from "./serve.ts";
import type { Contestant, Entry } from "./workload.ts";

/**
 * Starts a module, which must call `serve`, in a worker thread, and gives what it can do as a contestant. `settings`
 * are its `workerData`, and say on how many threads it works.
 *
 * Throws: Error, when it is asked for something, if the module cannot be loaded.
 */
export function contestantThread<Settings extends { readonly threads: number }>(
  name: string,
  module: URL,
  settings: Settings,
): Contestant {
  const worker = new Worker(module, { workerData: settings });
  let settle: { resolve(answer: Answer): void; reject(error: Error): void } | undefined;
  let failure: Error | undefined;
  worker.on("message", (answer: Answer) => settle?.resolve(answer));
  worker.on("error", (error: Error) => {
    failure = new Error(`${name} cannot go on: ${error.message}`);
    settle?.reject(failure);
  });
  // The process may end while it waits.
  worker.unref();
  const ask = async (request: Request): Promise<unknown> => {
    if (failure !== undefined) throw failure;
    worker.ref();
    const answer = await new Promise<Answer>((resolve, reject) => {
      settle = { resolve, reject };
      worker.postMessage(request);
    });
    worker.unref();
    if ("error" in answer) throw new Error(`${name} cannot go on: ${answer.error}`);
    return answer.value;
  };
  const entry: Entry = {
    name,
    result: async () => (await ask({ ask: "result" })) as HostArray | undefined,
    time: async (repeats) => (await ask({ ask: "time", repeats })) as number,
    close: async () => void (await ask({ ask: "close" })),
  };
  return {
    name,
    threads: settings.threads,
    prepare: async (workload) => ((await ask({ ask: "prepare", workload })) === true ? entry : undefined),
    close: () => worker.terminate(),
  };
}
