import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const folder = await mkdtemp(join(tmpdir(), "loom-"));
after(() => rm(folder, { recursive: true }));

test("an interrupt stops after the step and saves; the last line of JSON is the result", async () => {
  const out = join(folder, "run");
  const loom = fileURLToPath(new URL("loom.js", import.meta.url));
  const words = ["train", "mlp-digits", "--epochs", "100", "--threads", "1", "--json", "--out", out];
  const child = spawn(process.execPath, [loom, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stderr.on("data", (part) => {
    errors += part;
  });
  child.stdout.on("data", (part) => {
    if (!output.includes('"step"') && String(part).includes('"step"')) child.kill("SIGINT");
    output += part;
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(code, 130, errors);
  assert.match(errors, /^Stopping after this step and saving the run/);
  const events = output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const result = events.at(-1);
  assert.deepEqual([result.event, result.stopped], ["result", true]);
  assert.ok(result.epochs < 100);
  assert.equal(events[0].event, "start");
  assert.ok(result.steps >= 1 && result.metrics.accuracy > 0.05);
  const record = JSON.parse(await readFile(join(out, "run.json"), "utf8"));
  assert.deepEqual(record.result, result);

  const evaluate = spawn(process.execPath, [loom, "evaluate", out, "--json", "--threads", "1"]);
  let line = "";
  evaluate.stdout.on("data", (part) => {
    line += part;
  });
  assert.equal(await new Promise((resolve) => evaluate.on("close", resolve)), 0);
  const { accuracy, loss } = result.metrics;
  assert.deepEqual(JSON.parse(line).metrics, { accuracy, loss });
});
