import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { requireKind } from "../base/argument-kinds.ts";
import { writeError } from "./write-error.ts";

/**
 * Writes a file so that a reader sees the old contents or the new ones, never a part: into a new file beside it,
 * flushed to disk, then renamed over it. When writing fails, the old file stays and the new one is removed.
 *
 * Throws: Error with one sentence saying why the disk did not take it.
 */
export async function writeFileWhole(path: string, contents: string | Uint8Array): Promise<void> {
  requireKind("text", "call writeFileWhole", { path });
  if (typeof contents !== "string") requireKind("bytes", "call writeFileWhole", { contents });
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    const file = await open(partial, "wx");
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw writeError(path, error);
  }
}
