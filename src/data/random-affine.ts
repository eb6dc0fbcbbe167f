import { setModuleCall } from "../base/module-call.ts";
import type { Random } from "../base/random.ts";
import { sineAndCosine } from "../base/sine-and-cosine.ts";
import type { Transform } from "./transform.ts";

/** How far images are moved; each number is the largest change either way, drawn evenly per image. */
export interface RandomAffineOptions {
  /** Degrees, up to 180. Default 0. */
  readonly rotation?: number;
  /** A fraction: 0.1 makes images 0.9 to 1.1 times as large. Under 1. Default 0. */
  readonly scale?: number;
  /** Pixels, along both axes. Default 0. */
  readonly shift?: number;
  /** How many pixels a row moves sideways for each row away from the centre. Default 0. */
  readonly shear?: number;
}

/**
 * A transform that rotates, scales, shears and shifts each image of a batch about its centre by random amounts,
 * with bilinear interpolation; outside an image everything is 0. The first column of the batch is the images,
 * [batch, channels, height, width]; it is replaced, the others pass through.
 *
 * Throws: RangeError if an option is negative or too large, or the first column is no float32 of rank 4.
 */
export function randomAffine(options: RandomAffineOptions = {}): Transform {
  const { rotation = 0, scale = 0, shift = 0, shear = 0 } = options;
  const limits = { rotation: 180, scale: 0.99, shift: Infinity, shear: Infinity };
  for (const [name, value] of Object.entries({ rotation, scale, shift, shear })) {
    if (!(value >= 0 && value <= limits[name as keyof typeof limits])) {
      throw new RangeError(
        `Cannot move images with ${name} ${value}: expected 0 to ${limits[name as keyof typeof limits]}. Leave out what is not to change.`,
      );
    }
  }
  const transform: Transform = ([images, ...others], random) => {
    if (images === undefined || images.shape.length !== 4 || !(images.data instanceof Float32Array)) {
      throw new RangeError(
        `Cannot move images of shape [${images?.shape.join(", ")}]: expected a first column of float32 ` +
          `[batch, channels, height, width]. Pass the images as they go into the model.`,
      );
    }
    const [batch, channels, height, width] = images.shape as [number, number, number, number];
    const moved = new Float32Array(images.data.length);
    const frame = new Float32Array((height + 3) * (width + 3));
    for (let image = 0; image < batch; image++) {
      const matrix = randomMatrix({ rotation, scale, shift, shear }, random);
      for (let channel = 0; channel < channels; channel++) {
        const start = (image * channels + channel) * height * width;
        const plane = images.data.subarray(start, start + height * width);
        resample(plane, moved.subarray(start, start + height * width), { height, width, matrix, frame });
      }
    }
    return [{ shape: images.shape, data: moved }, ...others];
  };
  setModuleCall(transform, () => ({ module: import.meta.url, name: "randomAffine", args: [options] }));
  return transform;
}

/** From a place in the new image to one in the old, both from the centre: x = a·u + b·v + c, y = d·u + e·v + f. */
type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The inverse of: shear, then rotate and scale, then shift. */
function randomMatrix(options: Required<RandomAffineOptions>, random: Random): Matrix {
  const [sine, cosine] = sineAndCosine((random.uniform(-1, 1) * options.rotation * Math.PI) / 180);
  const scale = 1 + random.uniform(-1, 1) * options.scale;
  const shear = random.uniform(-1, 1) * options.shear;
  const right = random.uniform(-1, 1) * options.shift;
  const down = random.uniform(-1, 1) * options.shift;
  const d = -sine / scale;
  const e = cosine / scale;
  const a = cosine / scale - shear * d;
  const b = sine / scale - shear * e;
  return [a, b, -a * right - b * down, d, e, -d * right - e * down];
}

interface Resampling {
  readonly height: number;
  readonly width: number;
  readonly matrix: Matrix;
  /** Room for the image with a border of zeros: one before it, two after it on each axis. */
  readonly frame: Float32Array;
}

function resample(from: Float32Array, to: Float32Array, { height, width, matrix, frame }: Resampling): void {
  const stride = width + 3;
  // The border makes every corner of every sample readable, so the inner loop has no cases.
  for (let y = 0; y < height; y++) {
    frame.set(from.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  const [a, b, c, d, e, f] = matrix;
  const middleX = (width - 1) / 2;
  const middleY = (height - 1) / 2;
  for (let v = 0; v < height; v++) {
    const startX = b * (v - middleY) + c + middleX + 1;
    const startY = e * (v - middleY) + f + middleY + 1;
    for (let u = 0; u < width; u++) {
      const sourceX = a * (u - middleX) + startX;
      const sourceY = d * (u - middleX) + startY;
      // Beyond the border there are only zeros: stay on it.
      const x = Math.max(0, Math.min(sourceX, width + 1));
      const y = Math.max(0, Math.min(sourceY, height + 1));
      const left = x | 0;
      const top = y | 0;
      const corner = top * stride + left;
      const upper = frame[corner]! + (x - left) * (frame[corner + 1]! - frame[corner]!);
      const below = corner + stride;
      const lower = frame[below]! + (x - left) * (frame[below + 1]! - frame[below]!);
      to[v * width + u] = upper + (y - top) * (lower - upper);
    }
  }
}
