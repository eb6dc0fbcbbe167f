import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { requireKind } from "../base/argument-kinds.ts";
import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../base/module-call.ts";
import type { Random } from "../base/random.ts";
import { decodePicture, type Image, type ImageTransform, type Picture, toImage } from "../image/index.ts";
import { resizeImage } from "../image/resize-image.ts";
import { windowMovement } from "../image/transforms/window.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { stackExamples } from "./example.ts";
import { exampleRandom } from "./example-random.ts";

/** How the pictures of a folder are brought to one form: by a size, a transform, or both. */
export interface ImageFolderOptions {
  /**
   * Pixels of both sides, or [height, width]: a picture is scaled to cover them, and what sticks out is cut off. Without
   * it a transform must bring all pictures to one size.
   */
  readonly size?: number | readonly [height: number, width: number];
  /** 3 for red, green and blue, 1 for grey. Default 3. */
  readonly channels?: 1 | 3;
  /** Changes each picture when it is read, with random numbers of its own in each epoch of a loader. */
  readonly transform?: ImageTransform;
}

/** Everything a worker needs to read the pictures itself. */
interface FolderContents {
  readonly files: readonly string[];
  readonly labels: Int32Array;
  readonly classes: readonly string[];
  readonly size: readonly [height: number, width: number] | undefined;
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
  private readonly transform: ImageTransform | undefined;

  constructor(contents: FolderContents, transform?: ImageTransform) {
    requireKind("options", "make an ImageFolder", { contents });
    requireKind("list", "make an ImageFolder", { files: contents.files, labels: contents.labels });
    this.contents = contents;
    this.transform = transform;
    this.files = contents.files;
    this.labels = contents.labels;
    this.classes = contents.classes;
    this.length = contents.files.length;
    setModuleCall(this, () => {
      const call = transform && moduleCallOf(transform, "transform");
      return { module: import.meta.url, name: "openImageFolder", args: [contents, call] };
    });
  }

  async batch(indices: Int32Array, random?: Random): Promise<HostTensor[]> {
    const examples: [Image, number][] = [];
    for (const [row, index] of indices.entries()) {
      const path = this.files[index]!;
      // A picture of a few kilobytes is there sooner than a promise of it.
      const image = imageOf(decodePicture(readFileSync(path), path), this.contents);
      const changed = this.transform?.({ image }, exampleRandom(random, row)).image ?? image;
      examples.push([changed, this.labels[index]!]);
    }
    return stackExamples(examples);
  }
}

/**
 * The pictures of a folder that has one folder a class: `cats/1.jpg`, `dogs/2.png`, … Classes are in alphabetical
 * order, and so are the pictures of each. What is neither PNG nor JPEG by its name is passed over.
 *
 * Throws: RangeError if there are no such folders or no pictures in one, the size is no positive integer, or there is
 * neither a size nor a transform; what the file system throws.
 *
 * @example sketch
 * const augment = image.compose([image.randomResizedCrop(64), image.randomHorizontalFlip()]);
 * const pets = await data.imageFolder("pets/train", { transform: augment });
 * const loader = new data.DataLoader(pets, { batchSize: 32, shuffle: true, workers: 2 });
 */
export async function imageFolder(path: string, options: ImageFolderOptions): Promise<ImageFolder> {
  requireKind("text", "call imageFolder", { path });
  requireKind("options", "call imageFolder", { options });
  const { channels = 3, transform } = options;
  const size = typeof options.size === "number" ? ([options.size, options.size] as const) : options.size;
  if (size === undefined && transform === undefined) {
    throw new RangeError(
      `Cannot read pictures from ${path} as they are: expected a size, or a transform that brings them to one. Give size: 64, say.`,
    );
  }
  if (size?.every((side) => Number.isInteger(side) && side > 0) === false) {
    throw new RangeError(
      `Cannot read pictures as ${size.join("×")}: expected positive integers. Pass { size: 64 } or { size: [height, width] }.`,
    );
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
      throw new RangeError(
        `Cannot read pictures from ${folder}: expected PNGs or JPEGs, got none. Remove the folder if it is no class.`,
      );
    }
    files.push(...pictures.map((file) => join(folder, file)));
    labels.push(...pictures.map(() => label));
  }
  return new ImageFolder({ files, labels: Int32Array.from(labels), classes, size, channels }, transform);
}

/** An `ImageFolder` of these contents, with what a call makes for a transform: what a worker calls. */
export async function openImageFolder(
  contents: FolderContents,
  transform?: ModuleCall,
): Promise<ImageFolder> {
  return new ImageFolder(contents, transform && (await callModule<ImageTransform>(transform)));
}

/** The picture, scaled to cover the size and cut to it in its middle. */
function imageOf(picture: Picture, { size, channels }: FolderContents): Image {
  const image = toImage(picture, { channels });
  if (size === undefined) return image;
  const [height, width] = size;
  const scale = Math.max(height / picture.height, width / picture.width);
  const scaled = {
    height: Math.max(height, Math.round(picture.height * scale)),
    width: Math.max(width, Math.round(picture.width * scale)),
  };
  const [top, left] = [(scaled.height - height) >> 1, (scaled.width - width) >> 1];
  const resized = resizeImage(image, { ...scaled, interpolation: "bilinear", antialias: true });
  if (scaled.height === height && scaled.width === width) return resized;
  return windowMovement({ top, left, height, width }).image(resized);
}
