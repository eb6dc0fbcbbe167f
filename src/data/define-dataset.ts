import type {
  DatasetFacts,
  EntryOf,
  LoadedByKind,
  LoadedFiles,
  LoadOptions,
  Provenance,
} from "./dataset-entry.ts";
import { findFiles } from "./find-file.ts";

/** An entry whose files are found, or downloaded, and then read. */
export function defineDataset<Kind extends keyof LoadedByKind>(
  kind: Kind,
  facts: DatasetFacts,
  read: (
    contents: LoadedFiles["contents"],
  ) => Omit<LoadedByKind[Kind], keyof Provenance> | Promise<Omit<LoadedByKind[Kind], keyof Provenance>>,
): EntryOf<Kind> {
  const downloadable = facts.files.every(({ url }) => url !== undefined);
  return {
    ...facts,
    kind,
    downloadBytes: downloadable ? facts.files.reduce((sum, { bytes }) => sum + bytes, 0) : 0,
    load: async (options?: LoadOptions) => {
      const { contents, origin, checksums } = await findFiles(facts, options);
      const { name, licence } = facts;
      return { name, origin, checksums, licence, ...(await read(contents)) } as LoadedByKind[Kind];
    },
  };
}
