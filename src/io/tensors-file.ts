import { requireKind } from "../base/argument-kinds.ts";
import type { Tensor } from "../tensor/index.ts";
import { readSafetensors, writeSafetensors } from "./safetensors-file.ts";
import { storedTensors, tensorsOf } from "./tensors.ts";

/**
 * Writes tensors by name, such as a model's `stateDict()`, to a safetensors file, whole or not at all; texts by name go
 * with them, and come back as `metadata` of `readSafetensors`.
 *
 * @example sketch
 * await io.saveTensors("model.safetensors", model.stateDict());
 * model.loadStateDict(await io.loadTensors("model.safetensors"));
 */
export async function saveTensors(
  path: string,
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  requireKind("text", "call saveTensors", { path });
  requireKind("object", "call saveTensors", { tensors });
  await writeSafetensors(path, await storedTensors(tensors), metadata);
}

/**
 * The tensors of a safetensors file by name.
 *
 * Throws: RangeError naming the file and what is wrong with it; what the file system throws.
 */
export async function loadTensors(path: string): Promise<Record<string, Tensor>> {
  requireKind("text", "call loadTensors", { path });
  const { tensors } = await readSafetensors(path);
  return tensorsOf(tensors);
}
