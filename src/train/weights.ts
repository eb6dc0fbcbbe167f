import { createHash } from "node:crypto";
import { encodeTensors, type StoredTensors, tensorsOf } from "../io/index.ts";
import type { Module } from "../nn/index.ts";

/** A model's weights as the bytes of a safetensors file, and their SHA-256. */
export interface SavedWeights {
  readonly bytes: Uint8Array;
  /** In hexadecimal; equal for equal weights, as the bytes depend on names and values only. */
  readonly sha256: string;
}

/** Reads a model's parameters and buffers and encodes them as safetensors. */
export async function saveWeights(model: Module): Promise<SavedWeights> {
  const bytes = await encodeTensors(model.stateDict(), { format: "tensorloom" });
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
