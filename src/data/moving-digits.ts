import { Random } from "../base/random.ts";
import type { Dataset, HostTensor } from "./dataset.ts";
import { deriveSeed } from "./derive-seed.ts";
import { ImageDataset } from "./image-dataset.ts";

/** Where digits move to, clockwise: the names of the classes of directions. */
export const directionNames = [
  "up",
  "up right",
  "right",
  "down right",
  "down",
  "down left",
  "left",
  "up left",
] as const;

const steps = [
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
  [-1, -1],
] as const;

/** The options of `MovingDigits`. */
export interface MovingDigitsOptions {
  /** Frames of a clip. Default: 8. */
  readonly frames?: number;
  /** Height and width of a frame. Default: 32. */
  readonly side?: number;
  /** Clips of each digit, each moving otherwise. Default: 1. */
  readonly clipsPerDigit?: number;
  /** Where digits begin, and how they move. Default: 0. */
  readonly seed?: number;
}

/** The fastest that a digit moves, in pixels a frame. */
const fastest = 2;

/**
 * Clips in which a digit, made half as large, moves straight in one of eight directions by one or two pixels a frame, and stays
 * inside. Clips are always the same for a seed. A batch is two columns: float32 clips [batch, 1, frames, side, side] from 0 to 1,
 * and int32 labels [batch, 2], the digit and its direction.
 *
 * Source: after Srivastava, Mansimov, Salakhutdinov, "Unsupervised Learning of Video Representations using LSTMs", 2015, section
 * 4.1, whose digits bounce.
 *
 * Throws: RangeError unless the options are positive integers, and a digit stays inside at two pixels a frame.
 *
 * @example
 * const digits = await data.loadMnist10k();
 * const [clips] = new data.MovingDigits(digits.test).batch(Int32Array.of(0, 1));
 * clips!.shape; // [2, 1, 8, 32, 32]
 */
export class MovingDigits implements Dataset {
  readonly length: number;
  private readonly digits: ImageDataset;
  private readonly frames: number;
  private readonly side: number;
  private readonly clipsPerDigit: number;
  private readonly seed: number;

  constructor(digits: ImageDataset, options: MovingDigitsOptions = {}) {
    if (!(digits instanceof ImageDataset)) {
      throw new TypeError(
        `Cannot move digits: expected an ImageDataset, got ${typeof digits}. See loadDataset.`,
      );
    }
    const { frames = 8, side = 32, clipsPerDigit = 1, seed = 0 } = options;
    const least = Math.floor(digits.arrays.width / 2) + fastest * (frames - 1);
    if (![frames, side, clipsPerDigit].every((n) => Number.isInteger(n) && n > 0) || side < least) {
      throw new RangeError(
        `Cannot move digits through ${frames} frames of ${side} × ${side}, ${clipsPerDigit} clips each: expected positive ` +
          `integers and a side of at least ${least}, so that digits stay inside. Take fewer or larger frames.`,
      );
    }
    this.length = digits.length * clipsPerDigit;
    this.digits = digits;
    this.frames = frames;
    this.side = side;
    this.clipsPerDigit = clipsPerDigit;
    this.seed = seed;
  }

  batch(indices: Int32Array): HostTensor[] {
    const { frames, side } = this;
    const size = frames * side * side;
    const clips = new Float32Array(indices.length * size);
    const labels = new Int32Array(indices.length * 2);
    for (const [row, index] of indices.entries()) {
      const digit = Math.floor(index / this.clipsPerDigit);
      const direction = this.draw(clips.subarray(row * size, (row + 1) * size), digit, index);
      labels.set([this.digits.arrays.labels[digit]!, direction], 2 * row);
    }
    return [
      { shape: [indices.length, 1, frames, side, side], data: clips },
      { shape: [indices.length, 2], data: labels },
    ];
  }

  /** Draws a clip, and says which direction it was. */
  private draw(clip: Float32Array, digit: number, index: number): number {
    const { frames, side } = this;
    const small = halved(this.digits, digit);
    const room = side - small.width;
    const random = new Random(deriveSeed(this.seed, "example", index));
    const direction = Math.floor(random.uniform(0, steps.length));
    const speed = 1 + Math.floor(random.uniform(0, fastest));
    const [dx, dy] = steps[direction]!;
    const [x, y] = [dx, dy].map((d) => {
      const span = Math.abs(d) * speed * (frames - 1);
      return Math.floor(random.uniform(0, room - span + 1)) + (d < 0 ? span : 0);
    }) as [number, number];
    for (let frame = 0; frame < frames; frame++) {
      const at = frame * side * side + (y + dy * speed * frame) * side + x + dx * speed * frame;
      for (let row = 0; row < small.width; row++)
        clip.set(small.pixels.subarray(row * small.width, (row + 1) * small.width), at + row * side);
    }
    return direction;
  }
}

/** A picture at half its size, from 0 to 1: means of four pixels. */
function halved(digits: ImageDataset, index: number): { width: number; pixels: Float32Array } {
  const { pixels, width: full } = digits.arrays;
  const width = Math.floor(full / 2);
  const from = index * full * full;
  return {
    width,
    pixels: Float32Array.from({ length: width * width }, (_, i) => {
      const at = from + 2 * Math.floor(i / width) * full + 2 * (i % width);
      return (pixels[at]! + pixels[at + 1]! + pixels[at + full]! + pixels[at + full + 1]!) / (4 * 255);
    }),
  };
}
