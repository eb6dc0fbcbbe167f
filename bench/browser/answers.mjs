// What a contestant in a page is asked: it makes workloads itself, by name, and tells samples of results.
import { timeRuns } from "../../dist/cli/bench/workload.js";
import { workloads } from "../workloads.mjs";
import "../../dist/browser.js";

const sampled = 10_000;

/** Answers requests with what `prepare` can do. */
export function answers(prepare) {
  let prepared;
  return async ({ ask, workload, repeats }) => {
    switch (ask) {
      case "prepare":
        prepared = await prepare(await workloads.get(workload)());
        return prepared !== undefined;
      case "result": {
        await prepared.run();
        const result = await prepared.result();
        const step = Math.ceil(result.length / sampled);
        return Array.from({ length: Math.ceil(result.length / step) }, (_, i) => result[i * step]);
      }
      case "time":
        return timeRuns(prepared, repeats);
      case "close":
        prepared.close();
    }
  };
}
