import type { Image } from "../image.ts";

/** Red, green and blue in grey, as torchvision weighs them. */
export const greyShares = [0.2989, 0.587, 0.114] as const;

/** The grey of each pixel: itself where there is one channel. Throws: RangeError for neither one channel nor three. */
export function greyOf({ shape: [channels, height, width], data }: Image): Float32Array {
  if (channels === 1) return data;
  if (channels !== 3) {
    throw new RangeError(
      `Cannot change the colours of an image of ${channels} channels: expected 1 or 3. Do it before channels are added.`,
    );
  }
  const size = height * width;
  const grey = new Float32Array(size);
  const [red, green, blue] = greyShares;
  for (let i = 0; i < size; i++)
    grey[i] = red * data[i]! + green * data[size + i]! + blue * data[2 * size + i]!;
  return grey;
}

/** factor · image: brightness. */
export function adjustBrightness(image: Image, factor: number): Image {
  return mapped(image, (value) => value * factor);
}

/** The image away from its mean grey: factor · image + (1 − factor) · mean. */
export function adjustContrast(image: Image, factor: number): Image {
  const grey = greyOf(image);
  let sum = 0;
  for (const value of grey) sum += value;
  const rest = ((1 - factor) * sum) / grey.length;
  return mapped(image, (value) => factor * value + rest);
}

/** Each pixel away from its own grey: factor · image + (1 − factor) · grey. */
export function adjustSaturation(image: Image, factor: number): Image {
  const grey = greyOf(image);
  return image.shape[0] === 1 ? image : blended(image, (i) => grey[i % grey.length]!, factor);
}

/** The image away from itself blurred over 3×3 pixels; its border stays. */
export function adjustSharpness(image: Image, factor: number): Image {
  const [, height, width] = image.shape;
  const { data } = image;
  if (height <= 2 || width <= 2) return image;
  const isBorder = (i: number): boolean => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  const blurred = (i: number): number => {
    if (isBorder(i)) return data[i]!;
    let sum = 4 * data[i]!;
    for (let row = i - width; row <= i + width; row += width)
      sum += data[row - 1]! + data[row]! + data[row + 1]!;
    return sum / 13;
  };
  return blended(image, blurred, factor);
}

/**
 * The image with its hues turned, −0.5 to 0.5 of the whole circle.
 *
 * Source: Smith, "Color Gamut Transform Pairs", 1978: hue, saturation and value.
 */
export function adjustHue(image: Image, turn: number): Image {
  const [channels, height, width] = image.shape;
  greyOf(image);
  if (channels === 1) return image;
  const size = height * width;
  const { data } = image;
  const turned = new Float32Array(data.length);
  for (let i = 0; i < size; i++) {
    const [red, green, blue] = [data[i]!, data[size + i]!, data[2 * size + i]!];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    let sixths = 0;
    if (chroma > 0) {
      if (value === red) sixths = (green - blue) / chroma;
      else if (value === green) sixths = 2 + (blue - red) / chroma;
      else sixths = 4 + (red - green) / chroma;
    }
    sixths = (((sixths / 6 + turn) % 1) + 1) % 1;
    for (let channel = 0; channel < 3; channel++) {
      // Red falls off 2/6 away from 0, green from 2/6, blue from 4/6.
      const place = (((6 * sixths + shifts[channel]!) % 6) + 6) % 6;
      const share = Math.max(0, Math.min(1, Math.min(place, 4 - place)));
      turned[channel * size + i] = Math.max(0, Math.min(1, value - chroma * share));
    }
  }
  return { shape: image.shape, data: turned };
}

/** So that a channel is least where its place is from 1 to 3. */
const shifts = [5, 3, 1] as const;

/** 1 − image. */
export function invert(image: Image): Image {
  return mapped(image, (value) => 1 - value);
}

/** Pixels of at least `threshold` inverted. */
export function solarize(image: Image, threshold: number): Image {
  return mapped(image, (value) => (value >= threshold ? 1 - value : value));
}

/** Pixels with so many of the 8 bits that they have in a file. */
export function posterize(image: Image, bits: number): Image {
  const kept = 256 - 2 ** (8 - bits);
  return mapped(image, (value) => (levelOf(value) & kept) / 255);
}

/** Each channel stretched to 0 to 1. */
export function autoContrast(image: Image): Image {
  return perChannel(image, (from, to) => {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of from) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    for (const [i, value] of from.entries()) to[i] = most > least ? (value - least) / (most - least) : value;
  });
}

/** Each channel's 256 levels spread so that all are about as frequent. */
export function equalize(image: Image): Image {
  return perChannel(image, (from, to) => {
    const counts = new Int32Array(256);
    for (const value of from) counts[levelOf(value)]!++;
    const last = counts.findLast((count) => count > 0) ?? 0;
    const step = Math.floor((from.length - last) / 255);
    if (step === 0) {
      to.set(from);
      return;
    }
    const levels = new Float32Array(256);
    let below = Math.floor(step / 2);
    for (const [level, count] of counts.entries()) {
      levels[level] = Math.min(255, Math.floor(below / step)) / 255;
      below += count;
    }
    for (const [i, value] of from.entries()) to[i] = levels[levelOf(value)]!;
  });
}

/** 0 to 1 as the byte that it is in a file. */
function levelOf(value: number): number {
  return Math.max(0, Math.min(255, Math.round(255 * value)));
}

function mapped({ shape, data }: Image, change: (value: number) => number): Image {
  const changed = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) changed[i] = Math.max(0, Math.min(1, change(data[i]!)));
  return { shape, data: changed };
}

function blended({ shape, data }: Image, other: (i: number) => number, factor: number): Image {
  const changed = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    changed[i] = Math.max(0, Math.min(1, factor * data[i]! + (1 - factor) * other(i)));
  }
  return { shape, data: changed };
}

function perChannel({ shape, data }: Image, change: (from: Float32Array, to: Float32Array) => void): Image {
  const changed = new Float32Array(data.length);
  const size = shape[1] * shape[2];
  for (let start = 0; start < data.length; start += size) {
    change(data.subarray(start, start + size), changed.subarray(start, start + size));
  }
  return { shape, data: changed };
}
