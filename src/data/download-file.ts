import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { checkedContents, type DataFile } from "./data-file.ts";

/** Called as a download goes on; `total` is 0 where the server does not say. */
export type DownloadProgress = (file: DataFile, received: number, total: number) => void;

let downloads = 0;
/** The parts that this thread writes to. */
const active = new Set<string>();

/**
 * Downloads a file into a folder, where it appears whole and checked or not at all, and returns its unpacked contents.
 * What a broken or killed download left is gone on with; two processes that download at once do not disturb each other.
 *
 * Throws: Error saying why the server or the network did not give it; RangeError if its contents are not those that are
 * expected; what the file system throws.
 */
export async function downloadFile(
  file: DataFile & { readonly url: string },
  folder: string,
  onProgress?: DownloadProgress,
): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true });
  // The name tells who writes: a part is taken over only from a process that is no more.
  const base = `${file.name}.${file.sha256.slice(0, 12)}.${hostname()}.`;
  const name = `${base}${process.pid}-${threadId}-${downloads++}.partial`;
  active.add(name);
  try {
    return await downloadInto(join(folder, name), file, folder, base, onProgress);
  } finally {
    active.delete(name);
  }
}

async function downloadInto(
  part: string,
  file: DataFile & { readonly url: string },
  folder: string,
  base: string,
  onProgress?: DownloadProgress,
): Promise<Uint8Array> {
  await takeOver(folder, base, part);
  let resumed = (await sizeOf(part)) > 0;
  for (;;) {
    await receiveAll(file, part, onProgress);
    try {
      const contents = checkedContents(await readFile(part), file, file.url);
      await rename(part, join(folder, file.name));
      return contents;
    } catch (error) {
      await rm(part, { force: true });
      if (!(error instanceof RangeError) || !resumed) throw error;
      // The file may have changed on the server since its first part came: once more, from the start.
      resumed = false;
    }
  }
}

/** Receives until all is there; a connection that breaks is made again as long as each brings something. */
async function receiveAll(file: DataFile & { url: string }, part: string, onProgress?: DownloadProgress) {
  for (;;) {
    const before = await sizeOf(part);
    try {
      return await receive(file, part, onProgress);
    } catch (error) {
      if (error instanceof Refusal || (await sizeOf(part)) <= before) throw error;
    }
  }
}

/** The server's answer is no. */
class Refusal extends Error {}

async function receive(
  file: DataFile & { url: string },
  part: string,
  onProgress?: DownloadProgress,
): Promise<void> {
  const have = await sizeOf(part);
  const response = await fetch(file.url, {
    // Packed as it is: another encoding on the way would have other lengths.
    headers: { "accept-encoding": "identity", ...(have > 0 && { range: `bytes=${have}-` }) },
  });
  if (response.status === 416) return; // nothing is left to send
  if (!response.ok || response.body === null) throw new Refusal(`the server answered ${response.status}`);
  const goesOn = response.status === 206;
  let received = goesOn ? have : 0;
  const length = Number(response.headers.get("content-length") ?? 0);
  const output = await open(part, goesOn ? "a" : "w");
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      await output.write(chunk);
      received += chunk.length;
      onProgress?.(file, received, length > 0 ? length + (goesOn ? have : 0) : 0);
    }
    await output.sync();
  } finally {
    await output.close();
  }
}

/** Goes on with the largest part whose process is no more; others of such processes are removed. */
async function takeOver(folder: string, base: string, part: string): Promise<void> {
  const abandoned = (await readdir(folder))
    .filter((name) => name.startsWith(base) && name.endsWith(".partial"))
    .filter((name) => !isWritten(name, base));
  for (const name of abandoned) {
    const path = join(folder, name);
    try {
      if ((await sizeOf(path)) > (await sizeOf(part))) await rename(path, part);
      else await rm(path, { force: true });
    } catch (error) {
      // Another process was quicker.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** Whether somebody may still be writing to a part. */
function isWritten(name: string, base: string): boolean {
  const [pid, thread] = name.slice(base.length).split(/[-.]/).map(Number) as [number, number];
  if (pid === process.pid && thread === threadId) return active.has(name);
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
