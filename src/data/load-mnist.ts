import type { LoadOptions } from "./dataset-entry.ts";
import type { ImageSplits } from "./image-splits.ts";
import { imageSets } from "./sets/images.ts";

/**
 * All of MNIST: 60,000 digits to train with and 10,000 to test on, 28×28 in grey. The files are taken from
 * `$TENSORLOOM_DATA/mnist`, else from the user's cache, else downloaded into it if `download` says so, and are
 * checked by the SHA-256 of their unpacked contents.
 *
 * Throws: Error saying what to do where the files are nowhere to be had; RangeError where one is damaged.
 */
export async function loadMnist(options: LoadOptions = {}): Promise<ImageSplits> {
  return imageSets.mnist.load(options);
}
