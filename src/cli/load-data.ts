import { datasets, type ImageSplits } from "../data/index.ts";
import { unknownName } from "./nearest-name.ts";
import { ProgressLine } from "./progress.ts";
import { paintFor, type Terminal } from "./terminal.ts";

/**
 * Loads a data set by name, with a bar on stderr while files are downloaded.
 *
 * Throws: UsageError if there is none of that name; Error saying what to do if its files are not to be had.
 */
export async function loadData(
  name: string,
  options: { readonly download: boolean; readonly terminal: Terminal },
): Promise<ImageSplits> {
  const entry = datasets.get(name);
  if (entry?.kind !== "images") {
    const images = [...datasets.values()].filter(({ kind }) => kind === "images");
    throw unknownName(
      "--data",
      name,
      images.map((one) => one.name),
    );
  }
  const { stderr, environment } = options.terminal;
  const progress = new ProgressLine(stderr, paintFor(stderr, environment));
  const splits = await entry.load({
    download: options.download,
    environment,
    onTerms: (terms) => progress.print(`Downloading ${terms}`),
    onProgress: (file, received, total) => {
      const megabytes = `${(received / 1e6).toFixed(1)} MB`;
      progress.update({ fraction: total > 0 ? received / total : 0, label: file.name, details: [megabytes] });
    },
  });
  progress.clear();
  return splits;
}
