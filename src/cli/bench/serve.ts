/** The far side of `contestant-thread.ts`: prepares and times workloads in a thread of its own. */

import { parentPort } from "node:worker_threads";
import { type Prepare, type Prepared, timeRuns, type Workload } from "./workload.ts";

/** What a contestant's thread is asked. */
export type Request =
  | { readonly ask: "prepare"; readonly workload: Workload }
  | { readonly ask: "result" }
  | { readonly ask: "time"; readonly repeats: number }
  | { readonly ask: "close" };

/** What it answers. */
export type Answer = { readonly value: unknown } | { readonly error: string };

/** Answers what this worker thread is asked, one after the other, with the workloads that `prepare` can do. */
export function serve(prepare: Prepare): void {
  let prepared: Prepared | undefined;
  const answer = async (request: Request): Promise<unknown> => {
    switch (request.ask) {
      case "prepare":
        prepared = await prepare(request.workload);
        return prepared !== undefined;
      case "result":
        await prepared!.run();
        return prepared!.result();
      case "time":
        return timeRuns(prepared!, request.repeats);
      case "close":
        prepared!.close();
        return undefined;
    }
  };
  parentPort!.on("message", (request: Request) => {
    answer(request).then(
      (value) => parentPort!.postMessage({ value } satisfies Answer),
      (error: Error) => parentPort!.postMessage({ error: error.message } satisfies Answer),
    );
  });
}
