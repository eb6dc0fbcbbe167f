import type { Random } from "../../base/random.ts";
import type { Image } from "../image.ts";
import { type ImageTransform, transformOf } from "../image-transform.ts";
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from "./color-operations.ts";
import { aroundZero, type Range, requireRange } from "./option-checks.ts";

/** How much of a picture's colours changes: one number for 1 − it to 1 + it, or a range of factors. Default 0. */
export interface ColorJitterOptions {
  readonly brightness?: number | Range;
  readonly contrast?: number | Range;
  readonly saturation?: number | Range;
  /** Shares of the circle of hues, up to 0.5: one number for either way, or a range. Default 0. */
  readonly hue?: number | Range;
}

/**
 * Changes brightness, contrast, saturation and hue by random amounts, in random order. Images are from 0 to 1.
 *
 * Throws: RangeError if an amount is negative or no range; when called, for neither one channel nor three.
 * Source: torchvision, `transforms.v2.ColorJitter`.
 *
 * @example
 * const twice = colorJitter({ brightness: [2, 2] });
 * twice({ image: { shape: [1, 1, 3], data: Float32Array.of(0, 0.25, 0.75) } }, new Random(0)).image.data; // [0, 0.5, 1]
 */
export function colorJitter(options: ColorJitterOptions = {}): ImageTransform {
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = options;
  const changes: { change: (image: Image, amount: number) => void; range: Range; same: number }[] = [
    { change: adjustBrightness, range: aroundOne("brightness", brightness), same: 1 },
    { change: adjustContrast, range: aroundOne("contrast", contrast), same: 1 },
    { change: adjustSaturation, range: aroundOne("saturation", saturation), same: 1 },
    { change: adjustHue, range: aroundZero("change the hue", hue, 0.5), same: 0 },
  ].filter(({ range: [least, most], same }) => least !== same || most !== same);
  return transformOf([import.meta.url, "colorJitter", options], (sample, random: Random) => {
    const image = { shape: sample.image.shape, data: sample.image.data.slice() };
    for (const which of random.permutation(changes.length)) {
      const { change, range } = changes[which]!;
      change(image, random.uniform(...range));
    }
    return { ...sample, image };
  });
}

function aroundOne(name: string, value: number | Range): Range {
  const range = typeof value === "number" ? ([Math.max(0, 1 - value), 1 + value] as const) : value;
  if (typeof value === "number" && !(value >= 0)) {
    throw new RangeError(
      `Cannot change the ${name} by ${value}: expected 0 or more. 0.2 stands for factors from 0.8 to 1.2.`,
    );
  }
  requireRange(`change the ${name}`, range, [0, Number.POSITIVE_INFINITY]);
  return range;
}
