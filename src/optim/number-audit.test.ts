import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures } from "../nn/oracle.ts";
import * as optim from "./index.ts";

/** What has no fixtures of its name, and where its numbers are compared. */
const elsewhere: Readonly<Record<string, string>> = {
  Optimizer: "is extended",
  Schedule: "is extended",
  LBFGS: "lbfgs.json: two functions, five settings",
  ReduceLROnPlateau: "plateaus.json: four settings",
  clipGradNorm: "clipping.json: two limits",
  clipGradValue: "averages.test.ts: its formula",
  Lookahead: "averages.test.ts: the paper's algorithm, by hand",
  WeightAverage: "averages.test.ts: both formulas, by hand",
  l1Penalty: "penalties.test.ts: its formula, with its gradient",
  l2Penalty: "penalties.test.ts: its formula, with its gradient, and as a weight decay",
  elasticNetPenalty: "penalties.test.ts: its formula",
  constrainMaxNorm: "penalties.test.ts: its formula",
};

interface Case {
  readonly optimizer?: string;
  readonly schedule?: string;
  readonly options: object;
  readonly after?: readonly unknown[];
}

test("each optimizer and schedule is compared with PyTorch or its formula in two settings or more", () => {
  const settings = new Map<string, Set<string>>();
  const cases = [...fixtures<Case>("optimizers"), ...fixtures<Case>("schedules")];
  for (const { optimizer, schedule, options, after } of cases) {
    const name = optimizer ?? schedule!;
    settings.set(name, (settings.get(name) ?? new Set()).add(JSON.stringify(options)));
    if (after !== undefined) assert.ok(after.length >= 10, `${name}: ${after.length} steps`);
  }
  const exported = Object.entries(optim)
    .filter(([, value]) => typeof value === "function")
    .map(([name]) => name);
  assert.deepEqual(
    exported.filter((name) => (settings.get(name)?.size ?? 0) < 2 && !Object.hasOwn(elsewhere, name)),
    [],
    "add cases to tools/fixtures/optimizers.py or schedules.py",
  );
  assert.deepEqual(
    Object.keys(elsewhere).filter((name) => !exported.includes(name) || settings.has(name)),
    [],
    "names of what is not there, or has fixtures",
  );
});
