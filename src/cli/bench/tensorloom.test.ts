import assert from "node:assert/strict";
import { test } from "node:test";
import { createWasmDevice } from "../../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../../backends/reference/device.ts";
import { useDevice } from "../../runtime/device-registry.ts";
import { prepareTensorloom } from "./tensorloom.ts";
import type { HostTensor, Workload } from "./workload.ts";
import { product } from "./workloads.ts";

const wave = (shape: number[]): HostTensor => {
  const size = shape.reduce((a, b) => a * b);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => Math.sin(i)) };
};
const small = (kind: string, tensors: Workload["tensors"]): Workload => ({
  ...product([1, 1, 1]),
  name: kind,
  kind,
  tensors,
});
const images = { x: wave([2, 4, 5, 5]), w: wave([4, 4, 3, 3]), g: wave([2, 4, 5, 5]) };
const workloads = [
  product([3, 5, 4], { transposeA: true, batch: 2 }),
  product([3, 5, 4], { transposeB: true }),
  small("conv", images),
  small("convInputGradient", images),
  small("convWeightGradient", images),
  small("softmax", { x: wave([3, 7]) }),
  small("gelu", { x: wave([3, 7]) }),
  small("layerNorm", { x: wave([3, 7]), weight: wave([7]), bias: wave([7]) }),
  small("lstmLayer", {
    ...{ x: wave([4, 2, 3]), g: wave([4, 2, 5]), parameter0: wave([20, 3]), parameter1: wave([20, 5]) },
    ...{ parameter2: wave([20]), parameter3: wave([20]) },
  }),
  small("adam", { parameter: wave([9]), gradient: wave([9]) }),
];

test("what is timed on wasm is what reference computes", async () => {
  const results = async (): Promise<number[][]> => {
    const all: number[][] = [];
    for (const workload of workloads) {
      const prepared = (await prepareTensorloom(workload))!;
      prepared.run();
      prepared.run();
      all.push([...(await prepared.result())!]);
    }
    return all;
  };
  useDevice(createReferenceDevice());
  const expected = await results();
  useDevice(createWasmDevice({ platform: nodePlatform, threads: 1 }));
  const actual = await results();
  for (const [i, { name }] of workloads.entries()) {
    assert.equal(actual[i]!.length, expected[i]!.length);
    assert.ok(new Set(actual[i]).size > 1, name);
    actual[i]!.forEach((value, at) => {
      assert.ok(Math.abs(value - expected[i]![at]!) < 1e-5, `${name}: ${value} at ${at}`);
    });
  }
});
