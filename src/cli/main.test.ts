import assert from "node:assert/strict";
import { before, test } from "node:test";
import { recipes } from "../recipes/index.ts";
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
    [...recipes.keys()],
  );
  assert.ok(listed.devices.includes("reference"));
});

test("colours are for terminals, and NO_COLOR turns them off", async () => {
  assert.ok(!(await loom("list")).out.includes("\x1b["));
  assert.ok((await loom("list", { FORCE_COLOR: "1" })).out.includes("\x1b[1m"));
  assert.ok(!(await loom("list", { FORCE_COLOR: "1", NO_COLOR: "1" })).out.includes("\x1b["));
});
