/** Test support: layers against what PyTorch computed, forwards and backwards. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, type Tensor, tensor } from "../tensor/index.ts";
import { makeLayer } from "./layer-makers.testing.ts";
import { assertClose, fixtures, restore, restoreAll, type StoredTensor } from "./oracle.ts";

/** One use of a layer: how it is made and called, and what came of it. */
export interface LayerCase {
  readonly name: string;
  readonly layer: string;
  readonly arguments: readonly unknown[];
  /** Parameters and buffers under their names, PyTorch's state. */
  readonly state: Readonly<Record<string, StoredTensor>>;
  readonly inputs: readonly StoredInput[];
  readonly options?: unknown;
  readonly output: StoredTensor;
  readonly inputGradients: readonly (StoredTensor | null)[];
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}

/** A tensor of a case: float32 unless it says int32 or bool. */
export interface StoredInput extends StoredTensor {
  readonly dtype?: "int32" | "bool";
}

/** Tests each case of a fixture, in one compiled step. */
export function testLayerCases(fixture: string): void {
  for (const stored of fixtures<LayerCase>(fixture)) {
    test(`${stored.layer} equals PyTorch, forwards and backwards: ${stored.name}`, () =>
      checkLayerCase(stored));
  }
}

async function checkLayerCase(stored: LayerCase): Promise<void> {
  const layer = makeLayer(stored.layer, stored.arguments);
  assert.deepEqual(Object.keys(layer.stateDict()).sort(), Object.keys(stored.state).sort());
  layer.loadStateDict(restoreAll(stored.state));
  const inputs = stored.inputs.map((input, i) => restoreInput(input, stored.inputGradients[i] !== null));
  const step = compile((...inputs: readonly Tensor[]) => {
    layer.zeroGrad();
    const y = layer.forward(
      ...inputs,
      ...(stored.options === undefined ? [] : [restoreOptions(stored.options)]),
    );
    y.mul(cotangent(y.shape)).sum().backward();
    return {
      y,
      byInputs: inputs.map((x) => x.grad),
      gradients: layer.parameters().map((parameter) => parameter.grad),
    };
  });
  const { y, byInputs, gradients } = step(...inputs);
  await assertClose(y, stored.output, "the output");
  for (const [i, expected] of stored.inputGradients.entries()) {
    if (expected !== null) await assertClose(byInputs[i], expected, `the gradient of input ${i}`);
  }
  const names = layer.namedParameters().map(([name]) => name);
  assert.deepEqual([...names].sort(), Object.keys(stored.gradients).sort());
  for (const [i, name] of names.entries()) {
    await assertClose(gradients[i], stored.gradients[name]!, `the gradient of ${name}`);
  }
}

/** What each output is multiplied by before all are added up; tools/fixtures/layer_case.py has the same. */
function cotangent(shape: readonly number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const values = Float32Array.from({ length: size }, (_, i) => (((7 * i) % 13) - 6) / 8);
  return tensor(values).reshape(shape);
}

/** A stored tensor with its dtype. */
export function restoreInput(stored: StoredInput, requiresGrad = false): Tensor {
  if (stored.dtype === "bool") return restore(stored).cast("bool");
  return restore(stored, { requiresGrad, ...(stored.dtype === undefined ? {} : { dtype: stored.dtype }) });
}

/** Options with their stored tensors restored. */
function restoreOptions(options: unknown): unknown {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return options;
  if ("shape" in options && "data" in options) return restoreInput(options as StoredInput);
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, restoreOptions(value)]));
}
