import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice, setDevice, type Tensor, tensor } from "./index.ts";

/** A number, or the word for one that JSON lacks. */
type Stored = number | string;

interface Case {
  readonly name: string;
  readonly method: keyof typeof methods;
  readonly inputs: readonly (readonly Stored[])[];
  readonly output: readonly Stored[];
  readonly gradients: readonly (readonly Stored[])[];
}

const methods = {
  pow: (x: Tensor, y: Tensor) => x.pow(y),
  round: (x: Tensor) => x.round(),
  floor: (x: Tensor) => x.floor(),
  ceil: (x: Tensor) => x.ceil(),
  trunc: (x: Tensor) => x.trunc(),
  sign: (x: Tensor) => x.sign(),
  clamp: (x: Tensor) => x.clamp({ min: -1, max: 2 }),
  "clamp inverted": (x: Tensor) => x.clamp({ min: 2, max: -1 }),
  "clamp above": (x: Tensor) => x.clamp({ max: 2 }),
  erf: (x: Tensor) => x.erf(),
  gelu: (x: Tensor) => x.gelu(),
  sin: (x: Tensor) => x.sin(),
  cos: (x: Tensor) => x.cos(),
  expm1: (x: Tensor) => x.expm1(),
  log1p: (x: Tensor) => x.log1p(),
};

registerDevice("reference", createReferenceDevice);
registerDevice("wasm", () => createWasmDevice({ platform: nodePlatform, threads: 1 }));

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/elementwise.json", "utf8"));

function check(got: ArrayLike<number>, stored: readonly Stored[], at: Case, what: string): void {
  assert.equal(got.length, stored.length);
  for (const [i, word] of stored.entries()) {
    const expected = Number(word);
    const close = Math.abs(got[i]! - expected) <= 2e-6 * Math.max(1, Math.abs(expected));
    // The sign of a zero counts in results, not in gradients.
    const equal = Object.is(got[i], expected) || (what !== "output" && got[i] === expected);
    if (equal || (close && expected !== 0)) continue;
    const inputs = at.inputs.map((each) => each[i]).join(", ");
    assert.ok(close && what !== "output", `${what} for ${inputs}: got ${got[i]}, expected ${expected}`);
  }
}

for (const device of ["reference", "wasm"]) {
  for (const stored of cases) {
    test(`${stored.method} on ${device} is PyTorch's: ${stored.name}`, async () => {
      await setDevice(device);
      const inputs = stored.inputs.map((each) => tensor(each.map(Number), { requiresGrad: true }));
      const method: (...inputs: Tensor[]) => Tensor = methods[stored.method] as never;
      const output = method(...inputs);
      output.sum().backward();
      check(await output.data(), stored.output, stored, "output");
      for (const [i, input] of inputs.entries()) {
        check(await input.grad!.data(), stored.gradients[i]!, stored, `gradient ${i}`);
      }
    });
  }
}
