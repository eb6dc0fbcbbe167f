// The fuzzer finds a fault, says how to repeat it, and survives what it tries.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const spellings = new URL("../dist/backends/cpu/spellings.js", import.meta.url).href;

/** Runs the fuzzer, where `fault` is how a backend spells every function of one argument. */
function fuzz(words, fault) {
  const plant = `import { spellings } from "${spellings}";
    for (const name of ["neg", "abs", "exp", "log", "sqrt", "tanh", "sin", "cos", "floor", "ceil", "round", "sign"])
      spellings[name] = ${fault};`;
  const url = `data:text/javascript,${encodeURIComponent(plant)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["tools/fuzz.mjs", ...words], {
    encoding: "utf8",
    env: { ...process.env, ...(fault === undefined ? {} : { NODE_OPTIONS: `--import ${url}` }) },
  });
  return { status, stdout, stderr };
}

test("a planted fault is found, and its command fails with the fault and passes without", () => {
  const fault = "(_, [x]) => x";
  const { status, stdout, stderr } = fuzz(["--minutes", "1", "--seed", "3"], fault);
  assert.equal(status, 1, stderr);
  assert.match(stdout, /^Fuzzing for 1 min from --seed 3\n/);
  const [, words] = stderr.match(/Repeat it with: npm run fuzz -- (--case op:\w+:\d+:\d+)\n/) ?? [];
  assert.ok(words, stderr);
  const again = fuzz(words.split(" "), fault);
  assert.equal(again.status, 1);
  assert.match(
    again.stderr,
    /Element \d+ of output 0 of a use of \w+ on wasm is .*, expected .* by reference/,
  );
  assert.deepEqual(fuzz(words.split(" ")), {
    status: 0,
    stdout: `${words.split(" ")[1]} is well\n`,
    stderr: "",
  });
});

test("a case that ends the process is named", () => {
  const { status, stderr } = fuzz(
    ["--minutes", "1", "--seed", "3"],
    '() => process.kill(process.pid, "SIGSEGV")',
  );
  assert.equal(status, 1);
  assert.match(stderr, /^Ended by SIGSEGV\nFailed: op:\w+:\d+\. Repeat it with: npm run fuzz -- --case op:/);
});

test("wrong options are refused in one sentence", () => {
  for (const words of [
    ["--minutes", "x"],
    ["--minutes"],
    ["--sed", "1"],
    ["--seed", "-1"],
    ["--case", "op:x:1"],
  ]) {
    const { status, stdout, stderr } = fuzz(words);
    assert.equal(status, 2, words.join(" "));
    assert.match(stderr, /^Cannot .*: expected .*\.\n$/);
    assert.equal(stdout, "");
  }
});
