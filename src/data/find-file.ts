import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { checkedContents, type DataFile } from "./data-file.ts";
import type { DatasetFacts, LoadOptions } from "./dataset-entry.ts";
import { datasetTerms } from "./dataset-terms.ts";
import { downloadFile } from "./download-file.ts";

/** A file's unpacked contents, and where it was found. */
export interface FoundFile {
  readonly contents: Uint8Array;
  readonly origin: string;
}

/**
 * A file of a data set from `$TENSORLOOM_DATA/<folder>`, else from the cache, else downloaded into the cache if that is
 * asked for. On this computer it may be packed or not, whatever its name says.
 *
 * Throws: RangeError if the contents are not those that are expected; Error saying what to do if the file is nowhere or
 * cannot be downloaded.
 */
export async function findFile(
  facts: DatasetFacts,
  file: DataFile,
  options: LoadOptions = {},
): Promise<FoundFile> {
  const { download = false, onProgress, onTerms = console.error, environment = process.env } = options;
  const mirror = environment.TENSORLOOM_DATA;
  const cache = join(cacheFolder(environment), facts.folder);
  const folders = mirror ? [join(mirror, facts.folder), cache] : [cache];
  for (const folder of folders) {
    for (const name of spellings(file.name)) {
      const found = await readIfThere(join(folder, name));
      if (found === undefined) continue;
      return { contents: checkedContents(found, file, join(folder, name)), origin: folder };
    }
  }
  const { url } = file;
  const byHand = (from: string): string =>
    `put ${file.name} from ${from} into ${cache}, or name a folder that holds ${facts.folder}/${file.name} ` +
    `in the environment variable TENSORLOOM_DATA`;
  const nowhere = `Cannot load ${facts.name}: ${file.name} was not found in ${folders.join(" or ")}.`;
  if (url === undefined) {
    const why =
      facts.subsetOf === undefined
        ? "cannot be downloaded file by file"
        : `is a part of ${facts.subsetOf} that is never downloaded`;
    throw new Error(`${nowhere} It ${why}: ${byHand(facts.home)}.`);
  }
  if (!download) {
    throw new Error(`${nowhere} Allow the download (--download, or { download: true }), or ${byHand(url)}.`);
  }
  onTerms(datasetTerms(facts));
  try {
    return { contents: await downloadFile({ ...file, url }, cache, onProgress), origin: url };
  } catch (error) {
    if (error instanceof RangeError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EACCES" || code === "EROFS" || code === "ENOSPC" || code === "ENOTDIR") {
      throw new Error(
        `Cannot keep ${file.name} in ${cache}: expected a folder with room that can be written to, got ${code}. ` +
          `Name another one in the environment variable XDG_CACHE_HOME.`,
        { cause: error },
      );
    }
    throw new Error(`Cannot download ${url}: ${reasonOf(error)}. Check the connection, or ${byHand(url)}.`, {
      cause: error,
    });
  }
}

/** All files of a data set: contents by name without ".gz", where the first was found, and their checksums. */
export async function findFiles(
  facts: DatasetFacts,
  options: LoadOptions = {},
): Promise<{ contents: ReadonlyMap<string, Uint8Array>; origin: string; checksums: Record<string, string> }> {
  const contents = new Map<string, Uint8Array>();
  const checksums: Record<string, string> = {};
  let told = false;
  const onTerms = (terms: string): void => {
    if (!told) (options.onTerms ?? console.error)(terms);
    told = true;
  };
  let origin = "";
  for (const file of facts.files) {
    const found = await findFile(facts, file, { ...options, onTerms });
    const name = basename(file.name, ".gz");
    contents.set(name, found.contents);
    checksums[name] = file.sha256;
    origin ||= found.origin;
  }
  return { contents, origin, checksums };
}

function spellings(name: string): string[] {
  return name.endsWith(".gz") ? [name, name.slice(0, -".gz".length)] : [name, `${name}.gz`];
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message || String((cause as NodeJS.ErrnoException).code ?? error.message);
}
