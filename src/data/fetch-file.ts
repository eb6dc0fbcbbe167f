import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { gunzipIfNeeded } from "../io/idx.ts";
import { writeFileWhole } from "../io/write-file-whole.ts";

/** A file of a data set that does not come with the package. */
export interface RemoteFile {
  /** The folder it lies in. */
  readonly dataset: string;
  readonly name: string;
  readonly url: string;
  /** SHA-256 of its contents, unpacked if they are gzip, in hexadecimal. */
  readonly sha256: string;
}

/** Where files may come from. */
export interface FetchFileOptions {
  /** Whether a file that is not on this computer may be downloaded. Default false. */
  readonly download?: boolean;
  /** Called as a download goes on; `total` is 0 where the server does not say. */
  readonly onProgress?: (file: RemoteFile, received: number, total: number) => void;
  /** Instead of `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A file's unpacked contents, and where it was found. */
export interface FetchedFile {
  readonly contents: Uint8Array;
  readonly origin: string;
}

/** The folder for downloaded data: `$XDG_CACHE_HOME/tensorloom`, or the system's own place for such files. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (XDG_CACHE_HOME) return join(XDG_CACHE_HOME, "tensorloom");
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "tensorloom", "cache");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "tensorloom");
  return join(homedir(), ".cache", "tensorloom");
}

/**
 * A file from `$TENSORLOOM_DATA/<dataset>`, else from the cache, else downloaded into the cache if asked for.
 *
 * Throws: RangeError if the contents are not those that are expected; Error saying what to do if the file is
 * nowhere or cannot be downloaded.
 */
export async function fetchFile(file: RemoteFile, options: FetchFileOptions = {}): Promise<FetchedFile> {
  const { download = false, onProgress, environment = process.env } = options;
  const mirror = environment.TENSORLOOM_DATA;
  const cache = join(cacheFolder(environment), file.dataset);
  const folders = mirror ? [join(mirror, file.dataset), cache] : [cache];
  for (const folder of folders) {
    const found = await readIfThere(join(folder, file.name));
    if (found !== undefined)
      return { contents: checked(found, file, join(folder, file.name)), origin: folder };
  }
  const byHand =
    `put ${file.name} from ${file.url} into ${cache}, or name a folder that holds ${file.dataset}/${file.name} ` +
    `in the environment variable TENSORLOOM_DATA`;
  if (!download) {
    throw new Error(
      `Cannot load ${file.dataset}: ${file.name} was not found in ${folders.join(" or ")}. ` +
        `Allow the download (--download, or { download: true }), or ${byHand}.`,
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = await receive(file, onProgress);
  } catch (error) {
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : error;
    throw new Error(`Cannot download ${file.url}: ${reason}. Check the connection, or ${byHand}.`, {
      cause: error,
    });
  }
  const contents = checked(bytes, file, file.url);
  await mkdir(cache, { recursive: true });
  await writeFileWhole(join(cache, file.name), bytes);
  return { contents, origin: file.url };
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function checked(bytes: Uint8Array, file: RemoteFile, place: string): Uint8Array {
  const contents = gunzipIfNeeded(bytes);
  const sha256 = createHash("sha256").update(contents).digest("hex");
  if (sha256 !== file.sha256) {
    throw new RangeError(
      `Cannot use ${place}: expected contents with the SHA-256 ${file.sha256}, got ${sha256}. Remove the file and load it again.`,
    );
  }
  return contents;
}

async function receive(file: RemoteFile, onProgress: FetchFileOptions["onProgress"]): Promise<Uint8Array> {
  const response = await fetch(file.url);
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const total = Number(response.headers.get("content-length") ?? 0);
  const chunks: Uint8Array[] = [];
  let received = 0;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    received += chunk.length;
    onProgress?.(file, received, total);
  }
  return Buffer.concat(chunks);
}
