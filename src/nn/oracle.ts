/** Test support: what PyTorch computed, stored by the scripts in tools/fixtures, and how close is close. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { registerDevice, setDevice, type Tensor, tensor } from "../tensor/index.ts";

/** A tensor in a fixture file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** The cases in test/fixtures/<name>.json; tests run in the root of the repository. */
export function fixtures<Case>(name: string): readonly Case[] {
  return JSON.parse(readFileSync(`test/fixtures/${name}.json`, "utf8"));
}

/** The stored tensor, float32 unless told. */
export function restore(
  stored: StoredTensor,
  options: { dtype?: "int32"; requiresGrad?: boolean } = {},
): Tensor {
  return tensor([...stored.data], {
    shape: [...stored.shape],
    dtype: options.dtype ?? "float32",
    requiresGrad: options.requiresGrad ?? false,
  });
}

/** Each stored tensor under its name. */
export function restoreAll(stored: Readonly<Record<string, StoredTensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, restore(value)]));
}

/**
 * Fails unless shapes are equal and each |actual − expected| ≤ tolerance · max(1, max |expected|).
 *
 * The expected values are exact to nine digits. A float32 sum of k terms of size s is off by at most
 * k · 2⁻²⁴ · Σ|s|, which for the fixtures' up to hundred terms of size 1 is well below the default 1e-5.
 */
export async function assertClose(
  actual: Tensor | undefined,
  expected: StoredTensor,
  what: string,
  tolerance = 1e-5,
): Promise<void> {
  assert.ok(actual !== undefined, `${what} is missing`);
  assert.deepEqual([...actual.shape], [...expected.shape], `the shape of ${what}`);
  const values = await actual.data();
  const scale = expected.data.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 1);
  for (const [i, value] of expected.data.entries()) {
    // Written so that NaN fails.
    if (Math.abs(values[i]! - value) <= tolerance * scale) continue;
    assert.fail(`${what} at ${i}: got ${values[i]}, expected ${value} within ${tolerance * scale}`);
  }
}

/** Selects the device that TENSORLOOM_DEVICE names, else the reference. */
export async function useTestDevice(): Promise<void> {
  const name = process.env.TENSORLOOM_DEVICE ?? "reference";
  if (name === "reference") registerDevice(name, createReferenceDevice);
  // The package's door registers every device; this folder does not know which there are.
  else await import(new URL("../index.js", import.meta.url).href);
  await setDevice(name);
}
