import type { Provenance } from "./dataset-entry.ts";
import type { ImageDataset } from "./image-dataset.ts";

/** An image classification data set with its fixed split, and where it came from. */
export interface ImageSplits extends Provenance {
  readonly train: ImageDataset;
  /** Held out: never trained on. */
  readonly test: ImageDataset;
}
