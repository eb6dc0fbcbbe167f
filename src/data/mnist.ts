import { decodeIdx } from "../io/idx.ts";
import { type FetchFileOptions, fetchFile } from "./fetch-file.ts";
import { ImageDataset } from "./image-dataset.ts";
import type { ImageSplits } from "./image-splits.ts";
import { digitNames, mnistLicence } from "./mnist-10k.ts";

/** The four files of MNIST and the SHA-256 of their unpacked contents. */
const files = {
  "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
  "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
  "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
  "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
} as const;

const home = "https://ossci-datasets.s3.amazonaws.com/mnist/";

/**
 * All of MNIST: 60,000 digits to train with and 10,000 to test on, 28×28 in grey. The files are taken from
 * `$TENSORLOOM_DATA/mnist`, else from the user's cache, else downloaded into it if `download` says so, and are
 * checked by the SHA-256 of their unpacked contents.
 *
 * Throws: Error saying what to do where the files are nowhere to be had; RangeError where one is damaged.
 */
export async function loadMnist(options: FetchFileOptions = {}): Promise<ImageSplits> {
  const found = new Map<string, { shape: readonly number[]; data: Uint8Array }>();
  const checksums: Record<string, string> = {};
  let origin = "";
  for (const [name, sha256] of Object.entries(files)) {
    const file = await fetchFile(
      { dataset: "mnist", name: `${name}.gz`, url: `${home}${name}.gz`, sha256 },
      options,
    );
    found.set(name, decodeIdx(file.contents));
    checksums[name] = sha256;
    origin = file.origin;
  }
  const split = (part: "train" | "t10k"): ImageDataset => {
    const images = found.get(`${part}-images-idx3-ubyte`)!;
    const labels = found.get(`${part}-labels-idx1-ubyte`)!.data;
    const [, height, width] = images.shape as [number, number, number];
    return new ImageDataset({ pixels: images.data, labels, channels: 1, height, width, classes: digitNames });
  };
  return {
    name: "mnist",
    train: split("train"),
    test: split("t10k"),
    origin,
    checksums,
    licence: mnistLicence,
  };
}
