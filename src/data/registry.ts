import type { DatasetEntry, LoadOptions } from "./dataset-entry.ts";
import { fileSets } from "./sets/files.ts";
import { imageSets } from "./sets/images.ts";
import { tableSets } from "./sets/tables.ts";
import { labelledTextSets, textSets } from "./sets/texts.ts";

const all = { ...imageSets, ...tableSets, ...labelledTextSets, ...textSets, ...fileSets };

/** The name of a data set that is known. */
export type DatasetName = keyof typeof all;

/** What a data set of a name is once it is loaded. */
export type LoadedDataset<Name extends DatasetName> = Awaited<ReturnType<(typeof all)[Name]["load"]>>;

/** All data sets by name. */
export const datasets: ReadonlyMap<string, DatasetEntry> = new Map(Object.entries(all));

/**
 * Loads a data set by name: from `$TENSORLOOM_DATA`, else from the user's cache, else by a download into it if
 * `download` allows one. Its files are checked by the SHA-256 of their unpacked contents.
 *
 * Throws: RangeError if there is none of that name, or a file is damaged; Error saying what to do where its files are
 * nowhere to be had.
 *
 * @example
 * const { train, test } = await loadDataset("mnist-10k");
 * train.length; // 8000
 */
export async function loadDataset<Name extends DatasetName>(
  name: Name,
  options: LoadOptions = {},
): Promise<LoadedDataset<Name>> {
  const entry = datasets.get(name);
  if (entry === undefined) {
    throw new RangeError(
      `Cannot load a data set "${name}": expected one of ${[...datasets.keys()].join(", ")}. See datasetTerms for what each is.`,
    );
  }
  return (await entry.load(options)) as LoadedDataset<Name>;
}
