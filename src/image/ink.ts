import type { Picture } from "./picture.ts";
import type { Plane } from "./resize-plane.ts";

/**
 * How much ink each pixel has, 0 for paper to 1: how far its colour is from that of the paper, which is the median colour
 * of the border. Dark on light, light on dark and one colour on another are alike.
 *
 * Source: Otsu, "A threshold selection method from gray-level histograms", 1979, for the levels of paper and ink.
 */
export function inkOf(picture: Picture): Plane {
  const { width, height, rgba } = picture;
  const paper = paperColor(picture);
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) {
    let sum = 0;
    for (let c = 0; c < 3; c++) sum += (onWhite(rgba, i, c) - paper[c]!) ** 2;
    data[i] = Math.sqrt(sum / 3);
  }
  const { paperLevel, inkLevel } = levels(data);
  for (let i = 0; i < data.length; i++) {
    data[i] =
      inkLevel > paperLevel ? Math.max(0, Math.min(1, (data[i]! - paperLevel) / (inkLevel - paperLevel))) : 0;
  }
  return { width, height, data };
}

function onWhite(rgba: Uint8Array, pixel: number, channel: number): number {
  const opacity = rgba[4 * pixel + 3]! / 255;
  return 255 + (rgba[4 * pixel + channel]! - 255) * opacity;
}

/** The median colour of the outermost pixels. */
function paperColor({ width, height, rgba }: Picture): number[] {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y++) border.push(y * width, y * width + width - 1);
  return [0, 1, 2].map((channel) => {
    const values = border.map((pixel) => onWhite(rgba, pixel, channel)).sort((a, b) => a - b);
    return values[values.length >> 1]!;
  });
}

/** The mean level of paper and of ink, as Otsu's threshold parts them: the cut with the greatest variance between. */
function levels(values: Float32Array): { paperLevel: number; inkLevel: number } {
  const bins = 256;
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  const counts = new Float64Array(bins);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value / highest) * bins))]!++;
  const total = values.length;
  const mass = counts.reduce((sum, count, i) => sum + count * i, 0);
  let best = { paperLevel: 0, inkLevel: 0, between: 0 };
  let below = 0;
  let massBelow = 0;
  for (let i = 0; i < bins - 1; i++) {
    below += counts[i]!;
    massBelow += counts[i]! * i;
    if (below === 0 || below === total) continue;
    const [low, high] = [massBelow / below, (mass - massBelow) / (total - below)];
    const between = below * (total - below) * (high - low) ** 2;
    if (between > best.between)
      best = { paperLevel: (low * highest) / bins, inkLevel: (high * highest) / bins, between };
  }
  return best;
}
