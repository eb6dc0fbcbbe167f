import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipIfNeeded } from "../io/idx.ts";
import { ImageDataset } from "./image-dataset.ts";
import type { ImageSplits } from "./image-splits.ts";

/** The names of the ten digits. */
export const digitNames: readonly string[] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Who holds the rights in MNIST. */
export const mnistLicence =
  "MNIST, by Yann LeCun, Corinna Cortes and Christopher J. C. Burges, from NIST's Special Databases 1 and 3; " +
  "commonly offered under CC BY-SA 3.0.";

/**
 * The 10,000 digits that come with the package: the first 10,000 training digits of MNIST, 8,000 to train with
 * and 2,000 held out. The split is the file's own and the same for all seeds; each class is held out by a fifth.
 *
 * Throws: RangeError if the file is damaged; what the file system throws.
 */
export async function loadMnist10k(): Promise<ImageSplits> {
  const path = fileURLToPath(new URL("../../assets/mnist-10k.bin", import.meta.url));
  const bytes = gunzipIfNeeded(await readFile(path));
  return {
    name: "mnist-10k",
    ...decodeDigits(bytes),
    origin: "the package (assets/mnist-10k.bin)",
    checksums: { "mnist-10k.bin": createHash("sha256").update(bytes).digest("hex") },
    licence: mnistLicence,
  };
}

/**
 * The digits in the unpacked bytes of a file that `tools/make-digits.mjs` made: "TLDIGIT1"; little-endian uint32
 * counts of training digits, held-out digits, rows and columns; a byte a label; a byte a pixel.
 *
 * Throws: RangeError if the header or the length is wrong.
 */
export function decodeDigits(bytes: Uint8Array): { train: ImageDataset; test: ImageDataset } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 8));
  if (magic !== "TLDIGIT1" || bytes.length < 24) {
    throw new RangeError(
      `Cannot read digits: expected a file that starts with "TLDIGIT1", got "${magic}". Install the package anew.`,
    );
  }
  const [training, heldOut, height, width] = [8, 12, 16, 20].map((at) => view.getUint32(at, true)) as [
    number,
    number,
    number,
    number,
  ];
  const count = training + heldOut;
  const size = height * width;
  if (bytes.length !== 24 + count * (1 + size)) {
    throw new RangeError(
      `Cannot read digits: expected ${24 + count * (1 + size)} bytes for ${count} digits of ${height}×${width}, ` +
        `got ${bytes.length}. Install the package anew.`,
    );
  }
  const labels = bytes.subarray(24, 24 + count);
  const pixels = bytes.subarray(24 + count);
  const part = (from: number, to: number): ImageDataset =>
    new ImageDataset({
      pixels: pixels.subarray(from * size, to * size),
      labels: labels.subarray(from, to),
      channels: 1,
      height,
      width,
      classes: digitNames,
    });
  return { train: part(0, training), test: part(training, count) };
}
