import assert from "node:assert/strict";
import { before, test } from "node:test";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

before(registerDevices);

async function loom(line: string, environment: Record<string, string> = {}) {
  let out = "";
  let err = "";
  const code = await main(line === "" ? [] : line.split(" "), {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment,
  });
  return { code, out, err };
}

const mistaken: [line: string, message: RegExp][] = [
  ["trian", /^Cannot run "loom trian": expected one of train, .*\. Did you mean "train"\?$/],
  ["train", /^Missing required argument 'recipe'\.$/],
  ["train mnits", /^Cannot train "mnits": expected one of mnist, .*\. Did you mean "mnist"\?$/],
  ["train zebra", /^Cannot train "zebra": expected one of mnist, mlp-digits\.$/],
  ["train mnist more", /^Too many arguments for 'train'\./],
  ["train mnist --epohcs 3", /^Unknown option '--epohcs'\. Did you mean --epochs\?$/],
  ["train mnist --epochs", /^Option '--epochs <n>' argument missing\.$/],
  ["train mnist --epochs 0", /^Cannot use --epochs 0: expected a positive integer\.$/],
  ["train mnist --epochs 1.5", /^Cannot use --epochs 1\.5: expected a positive integer\.$/],
  ["train mnist --threads two", /^Cannot use --threads two: expected a positive integer\.$/],
  ["train mnist --seed -1", /^(Cannot use --seed -1|Option '--seed <n>' argument missing)/],
  [
    "train mnist --seed 9007199254740992",
    /^Cannot use --seed 9007199254740992: expected an integer from 0 to 9007/,
  ],
  ["train mnist --device referense", /^Cannot use --device referense: .* Did you mean "reference"\?$/],
  ["train mnist --device reference --data minst", /^Cannot use --data minst: .* Did you mean "mnist"\?$/],
  [
    "train mnist --device reference --batch 8001",
    /^Cannot use --batch 8001: expected at most 8000, as many examples as mnist-10k has\.$/,
  ],
];
for (const [line, message] of mistaken) {
  test(`"loom ${line}" is refused with one sentence and exit code 2`, async () => {
    const { code, out, err } = await loom(line);
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /^[^\n]+\n$/);
    assert.match(err.trimEnd(), message);
  });
}

test("what fails exits with 1, and with its stack only if that is asked for", async () => {
  const { code, err } = await loom("evaluate nowhere");
  assert.equal(code, 1);
  assert.match(err, /^Cannot find a run in nowhere: [^\n]*\n$/);
  const debug = await loom("evaluate nowhere", { TENSORLOOM_DEBUG: "1" });
  assert.equal(debug.code, 1);
  assert.match(debug.err, /\n {4}at /);
});

test("data that is not there says how to get it", async () => {
  const environment = { XDG_CACHE_HOME: "/nonexistent" };
  const { code, err } = await loom("train mnist --device reference --data mnist", environment);
  assert.equal(code, 1);
  assert.match(err, /^Cannot load mnist: .*--download.*TENSORLOOM_DATA[^\n]*\n$/);
});

test("help and version are no errors", async () => {
  for (const line of ["", "--help", "train --help"]) {
    const { code, out, err } = await loom(line);
    assert.deepEqual([code, err], [0, ""], line);
    assert.match(out, /^Usage: loom /);
  }
  const { code, out } = await loom("--version");
  assert.equal(code, 0);
  assert.match(out, /^\d+\.\d+\.\d+\n$/);
});

test("list names recipes, data sets with their licences, and devices", async () => {
  const { code, out } = await loom("list");
  assert.equal(code, 0);
  for (const part of ["mnist", "mlp-digits", "mnist-10k", "CC BY-SA 3.0", "reference"])
    assert.ok(out.includes(part), part);
  const listed = JSON.parse((await loom("list --json")).out);
  assert.deepEqual(
    listed.recipes.map((recipe: { name: string }) => recipe.name),
    ["mnist", "mlp-digits"],
  );
  assert.ok(listed.devices.includes("reference"));
});

test("colours are for terminals, and NO_COLOR turns them off", async () => {
  assert.ok(!(await loom("list")).out.includes("\x1b["));
  assert.ok((await loom("list", { FORCE_COLOR: "1" })).out.includes("\x1b[1m"));
  assert.ok(!(await loom("list", { FORCE_COLOR: "1", NO_COLOR: "1" })).out.includes("\x1b["));
});
