import type { FetchFileOptions } from "./fetch-file.ts";
import type { ImageSplits } from "./image-splits.ts";
import { loadMnist } from "./mnist.ts";
import { loadMnist10k, mnistLicence } from "./mnist-10k.ts";

/** A data set that can be named on the command line. */
export interface DatasetEntry {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  /** Bytes to download, 0 for one that comes with the package. */
  readonly downloadBytes: number;
  readonly load: (options?: FetchFileOptions) => Promise<ImageSplits>;
}

/** All data sets by name. */
export const datasets: ReadonlyMap<string, DatasetEntry> = new Map(
  [
    {
      name: "mnist-10k",
      description:
        "10,000 handwritten digits, 28×28 grey: 8,000 to train with, 2,000 held out; in the package",
      licence: mnistLicence,
      downloadBytes: 0,
      load: loadMnist10k,
    },
    {
      name: "mnist",
      description: "70,000 handwritten digits, 28×28 grey: 60,000 to train with, 10,000 to test on",
      licence: mnistLicence,
      downloadBytes: 11_594_722,
      load: loadMnist,
    },
  ].map((entry) => [entry.name, entry]),
);
