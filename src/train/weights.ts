import { createHash } from "node:crypto";
import { encodeSafetensors, type StoredTensor, type StoredTensors, type TensorToStore } from "../io/index.ts";
import type { Module, StateDict } from "../nn/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";

/** A model's weights as the bytes of a safetensors file, and their SHA-256. */
export interface SavedWeights {
  readonly bytes: Uint8Array;
  /** In hexadecimal; equal for equal weights, as the bytes depend on names and values only. */
  readonly sha256: string;
}

/** Reads a model's parameters and buffers and encodes them as safetensors. */
export async function saveWeights(model: Module): Promise<SavedWeights> {
  const bytes = encodeSafetensors(await storedTensors(model.stateDict()), { format: "tensorloom" });
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Gives a model the weights of a safetensors file.
 *
 * Throws: RangeError if a name, shape or type differs from the model's, or a type is not one that models hold.
 */
export function loadWeights(model: Module, stored: StoredTensors): void {
  model.loadStateDict(tensorsOf(stored.tensors));
}

/** Tensors as they are stored, read all at once. */
export async function storedTensors(state: StateDict): Promise<[string, TensorToStore][]> {
  return Promise.all(
    Object.entries(state).map(
      async ([name, value]): Promise<[string, TensorToStore]> => [
        name,
        { shape: value.shape, data: await value.data(), ...(value.dtype === "bool" && { type: "BOOL" }) },
      ],
    ),
  );
}

/** Stored tensors as tensors. Throws: RangeError for a type that models do not hold. */
export function tensorsOf(stored: ReadonlyMap<string, StoredTensor>): StateDict {
  const values: Record<string, Tensor> = {};
  for (const [name, { shape, type, data }] of stored) {
    if (data instanceof Float32Array || data instanceof Int32Array) values[name] = tensor(data, { shape });
    else if (type === "BOOL" && data instanceof Uint8Array)
      values[name] = tensor(data, { shape, dtype: "bool" });
    else throw new RangeError(`Cannot load "${name}" of type ${type}: expected F32, F16, BF16, I32 or BOOL.`);
  }
  return values;
}
