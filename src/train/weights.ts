import { createHash } from "node:crypto";
import { requireKind } from "../base/argument-kinds.ts";
import { encodeTensors, type StoredTensors, tensorsOf } from "../io/index.ts";
import { Module } from "../nn/index.ts";

/** A model's weights as the bytes of a safetensors file, and their SHA-256. */
export interface SavedWeights {
  readonly bytes: Uint8Array;
  /** In hexadecimal; equal for equal weights, as the bytes depend on names and values only. */
  readonly sha256: string;
}

/** Reads a model's parameters and buffers and encodes them as safetensors. */
export async function saveWeights(model: Module): Promise<SavedWeights> {
  requireModule("save the weights", model);
  const bytes = await encodeTensors(model.stateDict(), { format: "tensorloom" });
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/**
 * Gives a model the weights of a safetensors file.
 *
 * Throws: RangeError if a name, shape or type differs from the model's, or a type is not one that models hold.
 */
export function loadWeights(model: Module, stored: StoredTensors): void {
  requireModule("load weights", model);
  requireKind("object", "load weights", { stored });
  requireKind("object", "load weights", { tensors: stored.tensors });
  model.loadStateDict(tensorsOf(stored.tensors));
}

/** Throws: TypeError unless this is a model. */
export function requireModule(what: string, model: unknown): void {
  if (model instanceof Module) return;
  throw new TypeError(
    `Cannot ${what} of a ${typeof model}: expected a model, got ${typeof model}. Pass what extends nn.Module.`,
  );
}
