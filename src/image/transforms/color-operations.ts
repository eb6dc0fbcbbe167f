/** Changes of colours, in the image itself: a picture of 32×32 pixels takes as long to allocate as to change. */

import type { Image } from "../image.ts";

/** Red, green and blue in grey, as torchvision weighs them. */
const [red, green, blue] = [0.2989, 0.587, 0.114];

/** The grey of each pixel: itself where there is one channel. Throws: RangeError for neither one channel nor three. */
export function greyOf(image: Image): Float32Array {
  const { data } = image;
  if (channelsOf(image) === 1) return data;
  const size = data.length / 3;
  const grey = new Float32Array(size);
  for (let i = 0; i < size; i++)
    grey[i] = red * data[i]! + green * data[size + i]! + blue * data[2 * size + i]!;
  return grey;
}

/** factor · image: brightness. */
export function adjustBrightness({ data }: Image, factor: number): void {
  for (let i = 0; i < data.length; i++) data[i] = unit(data[i]! * factor);
}

/** The image away from its mean grey: factor · image + (1 − factor) · mean. */
export function adjustContrast(image: Image, factor: number): void {
  const { data } = image;
  const channels = channelsOf(image);
  const size = data.length / channels;
  const sum = (start: number): number => {
    let total = 0;
    for (let i = start; i < start + size; i++) total += data[i]!;
    return total;
  };
  const grey = channels === 1 ? sum(0) : red * sum(0) + green * sum(size) + blue * sum(2 * size);
  const rest = ((1 - factor) * grey) / size;
  for (let i = 0; i < data.length; i++) data[i] = unit(factor * data[i]! + rest);
}

/** Each pixel away from its own grey: factor · image + (1 − factor) · grey. */
export function adjustSaturation(image: Image, factor: number): void {
  const { data } = image;
  if (channelsOf(image) === 1) return;
  const size = data.length / 3;
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [data[i]!, data[size + i]!, data[2 * size + i]!];
    const rest = (1 - factor) * (red * r + green * g + blue * b);
    data[i] = unit(factor * r + rest);
    data[size + i] = unit(factor * g + rest);
    data[2 * size + i] = unit(factor * b + rest);
  }
}

/** The image away from itself blurred over 3×3 pixels; its border stays. */
export function adjustSharpness(image: Image, factor: number): void {
  const [, height, width] = image.shape;
  if (height <= 2 || width <= 2) return;
  const { data: changed } = image;
  const data = changed.slice();
  for (let start = 0; start < data.length; start += height * width) {
    for (let y = 1; y < height - 1; y++) {
      for (let i = start + y * width + 1; i < start + (y + 1) * width - 1; i++) {
        let sum = 4 * data[i]!;
        for (let row = i - width; row <= i + width; row += width) {
          sum += data[row - 1]! + data[row]! + data[row + 1]!;
        }
        changed[i] = unit(factor * data[i]! + ((1 - factor) * sum) / 13);
      }
    }
  }
}

/**
 * The image with its hues turned, −0.5 to 0.5 of the whole circle.
 *
 * Source: Smith, "Color Gamut Transform Pairs", 1978: hue, saturation and value.
 */
export function adjustHue(image: Image, turn: number): void {
  const { data } = image;
  if (channelsOf(image) === 1) return;
  const size = data.length / 3;
  for (let i = 0; i < size; i++) {
    const [r, g, b] = [data[i]!, data[size + i]!, data[2 * size + i]!];
    const value = Math.max(r, g, b);
    const chroma = value - Math.min(r, g, b);
    let hue = 0;
    if (chroma > 0) {
      if (value === r) hue = (g - b) / chroma;
      else hue = value === g ? 2 + (b - r) / chroma : 4 + (r - g) / chroma;
    }
    hue += 6 * turn;
    // A channel is least where its place is from 1 to 3: red 5/6 on from the hue, green 3/6, blue 1/6.
    data[i] = unit(value - chroma * lessening(hue + 5));
    data[size + i] = unit(value - chroma * lessening(hue + 3));
    data[2 * size + i] = unit(value - chroma * lessening(hue + 1));
  }
}

/** How far below the strongest channel one is, at a place on the circle of six sixths. */
function lessening(sixths: number): number {
  const place = sixths - 6 * Math.floor(sixths / 6);
  return unit(place < 2 ? place : 4 - place);
}

/** Pixels of at least `threshold` inverted. */
export function solarize({ data }: Image, threshold: number): void {
  for (let i = 0; i < data.length; i++) if (data[i]! >= threshold) data[i] = 1 - data[i]!;
}

/** Pixels with so many of the 8 bits that they have in a file. */
export function posterize({ data }: Image, bits: number): void {
  const kept = 256 - 2 ** (8 - bits);
  for (let i = 0; i < data.length; i++) data[i] = (levelOf(data[i]!) & kept) / 255;
}

/** Each channel stretched to 0 to 1. */
export function autoContrast(image: Image): void {
  for (const channel of channelsIn(image)) {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of channel) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most === least) continue;
    for (let i = 0; i < channel.length; i++) channel[i] = (channel[i]! - least) / (most - least);
  }
}

/** Each channel's 256 levels spread so that all are about as frequent. */
export function equalize(image: Image): void {
  for (const channel of channelsIn(image)) {
    const counts = new Int32Array(256);
    for (const value of channel) counts[levelOf(value)]!++;
    const last = counts.findLast((count) => count > 0) ?? 0;
    const step = Math.floor((channel.length - last) / 255);
    if (step === 0) continue;
    const levels = new Float32Array(256);
    let below = Math.floor(step / 2);
    for (const [level, count] of counts.entries()) {
      levels[level] = Math.min(255, Math.floor(below / step)) / 255;
      below += count;
    }
    for (let i = 0; i < channel.length; i++) channel[i] = levels[levelOf(channel[i]!)]!;
  }
}

/** 0 to 1 as the byte that it is in a file. */
function levelOf(value: number): number {
  return Math.max(0, Math.min(255, Math.round(255 * value)));
}

/** Between 0 and 1. */
function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

function channelsOf({ shape: [channels] }: Image): 1 | 3 {
  if (channels === 1 || channels === 3) return channels;
  throw new RangeError(
    `Cannot change the colours of an image of ${channels} channels: expected 1 or 3. Do it before channels are added.`,
  );
}

function* channelsIn({ shape, data }: Image): Generator<Float32Array> {
  const size = shape[1] * shape[2];
  for (let start = 0; start < data.length; start += size) yield data.subarray(start, start + size);
}
