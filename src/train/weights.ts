import { createHash } from "node:crypto";
import { encodeSafetensors, type StoredTensors, type TensorToStore } from "../io/index.ts";
import type { Module } from "../nn/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";

/** A model's weights as the bytes of a safetensors file, and their SHA-256. */
export interface SavedWeights {
  readonly bytes: Uint8Array;
  /** In hexadecimal; equal for equal weights, as the bytes depend on names and values only. */
  readonly sha256: string;
}

/** Reads a model's parameters and buffers and encodes them as safetensors. */
export async function saveWeights(model: Module): Promise<SavedWeights> {
  const entries: [string, TensorToStore][] = [];
  for (const [name, value] of Object.entries(model.stateDict())) {
    const data = await value.data();
    entries.push([name, { shape: value.shape, data, ...(value.dtype === "bool" && { type: "BOOL" }) }]);
  }
  const bytes = encodeSafetensors(entries, { format: "tensorloom" });
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Gives a model the weights of a safetensors file.
 *
 * Throws: RangeError if a name, shape or type differs from the model's, or a type is not one that models hold.
 */
export function loadWeights(model: Module, stored: StoredTensors): void {
  const values: Record<string, Tensor> = {};
  for (const [name, { shape, type, data }] of stored.tensors) {
    if (data instanceof Float32Array || data instanceof Int32Array) values[name] = tensor(data, { shape });
    else if (type === "BOOL" && data instanceof Uint8Array)
      values[name] = tensor(data, { shape, dtype: "bool" });
    else throw new RangeError(`Cannot load "${name}" of type ${type}: expected F32, F16, BF16, I32 or BOOL.`);
  }
  model.loadStateDict(values);
}
