import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  arange,
  einsum,
  gradients,
  ones,
  registerDevice,
  setDevice,
  type Tensor,
  tensor,
  zeros,
} from "./index.ts";

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface Case {
  readonly equation: string;
  readonly inputs: readonly Stored[];
  readonly result: Stored;
}

registerDevice("reference", createReferenceDevice);
registerDevice("wasm", () => createWasmDevice({ platform: nodePlatform, threads: 1 }));

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/einsum.json", "utf8"));
const list = (x: Tensor) => Array.from(x.dataSync(), (element) => element + 0);

for (const device of ["reference", "wasm"]) {
  test(`sums of products are NumPy's, on ${device}`, () => {
    setDevice(device);
    assert.ok(cases.length >= 300);
    for (const { equation, inputs, result } of cases) {
      const what = `${equation} of ${inputs.map(({ shape }) => `[${shape.join()}]`).join(", ")}`;
      const tensors = inputs.map(({ shape, data }) => tensor([...data], { shape: [...shape] }));
      const computed = einsum(equation, ...tensors);
      assert.deepEqual(computed.shape, result.shape, what);
      assert.deepEqual(list(computed), result.data, what);
    }
  });
}

test("gradients are sums of products of the other factors", () => {
  const count = (...shape: number[]) =>
    tensor(arange(shape.reduce((a, b) => a * b)).dataSync(), { shape }).cast("float32");
  const [x, y] = [count(2, 3, 4), count(2, 4, 5)];
  for (const factor of [x, y]) factor.requiresGrad = true;
  const weights = count(5, 2, 3);
  const loss = einsum("bij,bjk->kbi", x, y).mul(weights).sum();
  const [byX, byY] = gradients(loss, [x, y]);
  assert.deepEqual(list(byX!), list(einsum("kbi,bjk->bij", weights, y)));
  assert.deepEqual(list(byY!), list(einsum("kbi,bij->bjk", weights, x)));
  const square = count(3, 3);
  square.requiresGrad = true;
  const [byTrace] = gradients(einsum("ii->", square).mul(5), [square]);
  assert.deepEqual(list(byTrace!), [5, 0, 0, 0, 5, 0, 0, 0, 5]);
});

test("integers stay integers where nothing is contracted", () => {
  assert.equal(einsum("i,j->ij", arange(2), arange(3)).dtype, "int32");
  assert.deepEqual(list(einsum("ij->i", arange(4).reshape([2, 2]))), [1, 5]);
  assert.throws(() => einsum("i,i->", arange(2), arange(2)), TypeError);
});

test("errors name the axis", () => {
  const x = ones([2, 3]);
  assert.throws(() => einsum("ij,jk->ik", x, x), /expected j to be 3 in operand 2 too, got 2/);
  assert.throws(() => einsum("i j, k j -> l", x, x), /operands with an axis l, got none/);
  assert.throws(() => einsum("ij->ii", x), /i once in the result/);
  assert.throws(() => einsum("ii->i", x), /expected i to be 2 in operand 1 too, got 3/);
  assert.throws(() => einsum("ij", x), /around one "->"/);
  assert.throws(() => einsum("ij->i", x, x), /expected 1 tensors, got 2/);
  assert.throws(() => einsum("batch->", x), /each letter is an axis/);
  assert.throws(() => einsum("i j k -> i", x), /3 names/);
  assert.throws(() => einsum("i.j->", x), /got "\."/);
  assert.throws(() => einsum("...i...->", x), /expected/);
  assert.throws(() => einsum("...,...->...", zeros([2]), zeros([3])), /expected \.\.\.0 to be 2/);
});
