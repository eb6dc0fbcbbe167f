import assert from "node:assert/strict";
import { test } from "node:test";
import { compareOn } from "./compare.ts";
import type { Contestant, Entry, Workload } from "./workload.ts";

const workload: Workload = {
  name: "counting",
  kind: "count",
  options: {},
  tensors: {},
  flops: 6e6,
  checkedRuns: 2,
  tolerance: 0.01,
};
const seconds = 0.001;

/** A contestant that says how long it took, and keeps what it was asked. */
function told(
  name: string,
  milliseconds: number,
  { threads = 1, results = [1, 2], log = [] as string[] } = {},
): Contestant {
  return {
    name,
    threads,
    async prepare() {
      let runs = 0;
      const entry: Entry = {
        name,
        result: async () => Float32Array.of(results[runs++]!),
        async time(repeats) {
          log.push(`${name}:${repeats}`);
          return milliseconds;
        },
        close: async () => void log.push(`${name} closed`),
      };
      return entry;
    },
    close: async () => {},
  };
}

test("ratios are taken within rounds, and shares of the limit on as many threads", async () => {
  const contestants = [told("ours", 2), told("ours ×2", 1, { threads: 2 }), told("theirs", 8)];
  const limits = [told("peak", 1), told("peak ×2", 0.5, { threads: 2 })];
  const { outcomes, rounds, ...rest } = await compareOn(workload, contestants, limits, { seconds });
  assert.ok(rounds >= 5);
  const flat = (value: number) => ({ low: value, median: value, high: value });
  const flatAll = (record: Record<string, number>) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, flat(value)]));
  const outcome = (name: string, time: number, ratios: Record<string, number>, share: number) => ({
    name,
    milliseconds: flat(time),
    best: time,
    timesAsFastAs: flatAll(ratios),
    share: flat(share),
  });
  assert.deepEqual(outcomes, [
    outcome("ours", 2, { "ours ×2": 0.5, theirs: 4 }, 0.5),
    outcome("ours ×2", 1, { ours: 2, theirs: 8 }, 0.5),
    outcome("theirs", 8, { ours: 0.25, "ours ×2": 0.125 }, 0.125),
  ]);
  assert.deepEqual(rest, { name: "counting", limits: { peak: flat(6), "peak ×2": flat(12) } });
});

test("each round begins with another one, short turns are repeated, and all are closed", async () => {
  const log: string[] = [];
  const contestants = [told("a", 1, { log }), told("b", 40, { log }), told("c", 3, { log })];
  await compareOn(workload, contestants, [], { seconds });
  const turns = log.slice(log.indexOf("a:30"));
  assert.deepEqual(turns.slice(0, 9), ["a:30", "b:1", "c:10", "b:1", "c:10", "a:30", "c:10", "a:30", "b:1"]);
  assert.deepEqual(turns.slice(-3), ["a closed", "b closed", "c closed"]);
});

test("who is very slow takes part in the first rounds only", async () => {
  const log: string[] = [];
  const contestants = [told("ours", 1, { log }), told("slow", 301, { log })];
  const { rounds, outcomes } = await compareOn(workload, contestants, [], { seconds: 0.02 });
  const turns = log.slice(log.indexOf("ours:30"));
  assert.equal(turns.filter((line) => line === "slow:1").length, 5);
  assert.ok(rounds > 5);
  assert.equal(outcomes[0]!.timesAsFastAs.slow!.median, 301);
});

test("results that differ are an error before anything is timed", async () => {
  const log: string[] = [];
  const compare = (results: number[]) =>
    compareOn(workload, [told("ours", 1, { log }), told("theirs", 1, { log, results })], [], { seconds });
  await assert.rejects(
    compare([1, 2.5]),
    /^Error: Cannot compare on counting: theirs gives 2\.5 at 0, not 2 as ours does\.$/,
  );
  await assert.rejects(compare([1, Number.NaN]), /theirs gives NaN at 0/);
  assert.deepEqual(log, ["ours closed", "theirs closed", "ours closed", "theirs closed"]);
  await compare([1, 2.001]);
});

test("who cannot do a workload is left out", async () => {
  const unable: Contestant = { ...told("unable", 1), prepare: async () => undefined };
  const { outcomes } = await compareOn(workload, [told("ours", 1), unable], [unable], { seconds });
  assert.deepEqual(
    outcomes.map(({ name, share }) => [name, share]),
    [["ours", undefined]],
  );
});
