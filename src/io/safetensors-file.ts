import { readFile } from "node:fs/promises";
import { requireKind } from "../base/argument-kinds.ts";
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensors,
  type TensorToStore,
} from "./safetensors.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/**
 * Reads a safetensors file.
 *
 * Throws: RangeError naming the file and what is wrong with it; what the file system throws.
 */
export async function readSafetensors(path: string): Promise<StoredTensors> {
  requireKind("text", "call readSafetensors", { path });
  const bytes = await readFile(path);
  try {
    return decodeSafetensors(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(
      error.message.replace("safetensors", () => path),
      { cause: error },
    );
  }
}

/** Writes a safetensors file, whole or not at all, and returns the bytes written. */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, TensorToStore]>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  requireKind("text", "call writeSafetensors", { path });
  requireKind("iterable", "call writeSafetensors", { tensors });
  const bytes = encodeSafetensors(tensors, metadata);
  await writeFileWhole(path, bytes);
  return bytes;
}
