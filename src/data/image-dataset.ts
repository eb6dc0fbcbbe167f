import { requireKind } from "../base/argument-kinds.ts";
import { setModuleCall } from "../base/module-call.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { sharedArray } from "./shared-array.ts";

/** What an image classification data set is made of. */
export interface ImageArrays {
  /** One byte a pixel: examples × channels × height × width. */
  readonly pixels: Uint8Array;
  /** One class number an example. */
  readonly labels: Uint8Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** The name of each class. */
  readonly classes: readonly string[];
}

/**
 * Images and their classes. A batch is two columns: float32 images [batch, channels, height, width] from 0 to 1,
 * and int32 labels [batch].
 *
 * Throws: RangeError if there are not as many pixels as the labels and the size ask for, or a label names no
 * class.
 */
export class ImageDataset implements Dataset {
  readonly length: number;
  arrays: ImageArrays;

  constructor(arrays: ImageArrays) {
    requireKind("options", "make an ImageDataset", { arrays });
    requireKind("list", "make an ImageDataset", { pixels: arrays.pixels, labels: arrays.labels });
    const { pixels, labels, channels, height, width, classes } = arrays;
    const expected = labels.length * channels * height * width;
    if (pixels.length !== expected) {
      throw new RangeError(
        `Cannot make a data set of ${labels.length} images of ${channels}×${height}×${width}: ` +
          `expected ${expected} pixels, got ${pixels.length}. Pass image after image, each of its channels in turn.`,
      );
    }
    const wrong = labels.find((label) => label >= classes.length);
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot make a data set with the label ${wrong}: expected 0 to ${classes.length - 1}, one of its classes. Pass a name for each class.`,
      );
    }
    this.arrays = arrays;
    this.length = labels.length;
    setModuleCall(this, () => {
      const { pixels, labels } = this.arrays;
      this.arrays = { ...this.arrays, pixels: sharedArray(pixels), labels: sharedArray(labels) };
      return { module: import.meta.url, name: "imageDataset", args: [this.arrays] };
    });
  }

  batch(indices: Int32Array): HostTensor[] {
    const { pixels, labels, channels, height, width } = this.arrays;
    const size = channels * height * width;
    const images = new Float32Array(indices.length * size);
    const classes = new Int32Array(indices.length);
    for (let row = 0; row < indices.length; row++) {
      const from = indices[row]! * size;
      const to = row * size;
      for (let i = 0; i < size; i++) images[to + i] = pixels[from + i]! / 255;
      classes[row] = labels[indices[row]!]!;
    }
    return [
      { shape: [indices.length, channels, height, width], data: images },
      { shape: [indices.length], data: classes },
    ];
  }

  /** The bytes of one image, channels × height × width. */
  image(index: number): Uint8Array {
    const size = this.arrays.pixels.length / this.length;
    return this.arrays.pixels.subarray(index * size, (index + 1) * size);
  }
}

/** An `ImageDataset` of these arrays: what a worker calls. */
export function imageDataset(arrays: ImageArrays): ImageDataset {
  return new ImageDataset(arrays);
}
