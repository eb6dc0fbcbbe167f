import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setModuleCall } from "../base/module-call.ts";
import { decodePicture, type Picture, resizePlane } from "../image/index.ts";
import type { Dataset, HostTensor } from "./dataset.ts";

/** How the pictures of a folder are brought to one form. */
export interface ImageFolderOptions {
  /** Pixels of both sides, or [height, width]: a picture is scaled to cover them, and what sticks out is cut off. */
  readonly size: number | readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
}

/** Everything a worker needs to read the pictures itself. */
interface FolderContents {
  readonly files: readonly string[];
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
}

/**
 * PNGs and JPEGs on disk with their classes; each is read and decoded when it is asked for. A batch is two columns:
 * float32 images [batch, channels, height, width] from 0 to 1, and int32 labels [batch].
 */
export class ImageFolder implements Dataset {
  readonly length: number;
  /** The name of each class: that of its folder. */
  readonly classes: readonly string[];
  /** The path of each picture. */
  readonly files: readonly string[];
  /** The class number of each picture. */
  readonly labels: Int32Array;
  private readonly contents: FolderContents;

  constructor(contents: FolderContents) {
    this.contents = contents;
    this.files = contents.files;
    this.labels = contents.labels;
    this.classes = contents.classes;
    this.length = contents.files.length;
    setModuleCall(this, () => ({ module: import.meta.url, name: "openImageFolder", args: [contents] }));
  }

  async batch(indices: Int32Array): Promise<HostTensor[]> {
    const { height, width, channels } = this.contents;
    const size = channels * height * width;
    const images = new Float32Array(indices.length * size);
    for (const [row, index] of indices.entries()) {
      const path = this.files[index]!;
      const picture = decodePicture(await readFile(path), path);
      images.set(pixelsOf(picture, this.contents), row * size);
    }
    return [
      { shape: [indices.length, channels, height, width], data: images },
      { shape: [indices.length], data: indices.map((index) => this.labels[index]!) },
    ];
  }
}

/**
 * The pictures of a folder that has one folder a class: `cats/1.jpg`, `dogs/2.png`, … Classes are in alphabetical
 * order, and so are the pictures of each. What is neither PNG nor JPEG by its name is passed over.
 *
 * Throws: RangeError if there are no such folders or no pictures in one, or the size is no positive integer; what the
 * file system throws.
 *
 * @example sketch
 * const pets = await data.imageFolder("pets/train", { size: 64 });
 * const loader = new data.DataLoader(pets, { batchSize: 32, shuffle: true, workers: 2 });
 */
export async function imageFolder(path: string, options: ImageFolderOptions): Promise<ImageFolder> {
  const { size, channels = 3 } = options;
  const [height, width] = typeof size === "number" ? [size, size] : size;
  for (const side of [height, width]) {
    if (Number.isInteger(side) && side > 0) continue;
    throw new RangeError(`Cannot read pictures as ${height}×${width}: expected positive integers.`);
  }
  const classes = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .sort();
  if (classes.length === 0) {
    throw new RangeError(
      `Cannot read pictures from ${path}: expected a folder for each class, named after it, got none. Put pictures of cats into ${join(path, "cats")}, say.`,
    );
  }
  const files: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    const folder = join(path, name);
    const pictures = (await readdir(folder)).filter((file) => /\.(png|jpe?g)$/i.test(file)).sort();
    if (pictures.length === 0) {
      throw new RangeError(`Cannot read pictures from ${folder}: expected PNGs or JPEGs, got none.`);
    }
    files.push(...pictures.map((file) => join(folder, file)));
    labels.push(...pictures.map(() => label));
  }
  return new ImageFolder({ files, labels: Int32Array.from(labels), classes, height, width, channels });
}

/** An `ImageFolder` of these contents: what a worker calls. */
export function openImageFolder(contents: FolderContents): ImageFolder {
  return new ImageFolder(contents);
}

/** Grey as ITU-R BT.601 weighs the colours. */
const grey = [0.299, 0.587, 0.114] as const;

function pixelsOf(picture: Picture, { height, width, channels }: FolderContents): Float32Array {
  const pixels = new Float32Array(channels * height * width);
  const { rgba } = picture;
  const scale = Math.max(height / picture.height, width / picture.width);
  const scaled = {
    height: Math.max(height, Math.round(picture.height * scale)),
    width: Math.max(width, Math.round(picture.width * scale)),
  };
  const [top, left] = [(scaled.height - height) >> 1, (scaled.width - width) >> 1];
  for (let channel = 0; channel < channels; channel++) {
    const data = new Float32Array(picture.width * picture.height);
    for (let i = 0; i < data.length; i++) {
      data[i] =
        channels === 3
          ? rgba[4 * i + channel]! / 255
          : (grey[0] * rgba[4 * i]! + grey[1] * rgba[4 * i + 1]! + grey[2] * rgba[4 * i + 2]!) / 255;
    }
    const plane = { width: picture.width, height: picture.height, data };
    const same = scaled.width === picture.width && scaled.height === picture.height;
    const { data: resized } = same ? plane : resizePlane(plane, scaled);
    for (let y = 0; y < height; y++) {
      const from = (top + y) * scaled.width + left;
      pixels.set(resized.subarray(from, from + width), (channel * height + y) * width);
    }
  }
  return pixels;
}
