import type { ImageDataset } from "./image-dataset.ts";

/** An image classification data set with its fixed split, and where it came from. */
export interface ImageSplits {
  /** The name it is loaded under. */
  readonly name: string;
  readonly train: ImageDataset;
  /** Held out: never trained on. */
  readonly test: ImageDataset;
  /** Where the files were found. */
  readonly origin: string;
  /** SHA-256 of each file's unpacked contents, by file name. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Who holds the rights and under what terms it may be used, in a sentence. */
  readonly licence: string;
}
