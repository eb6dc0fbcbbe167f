import { requireKind } from "../../base/argument-kinds.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";
import type { Fill } from "./gather-planes.ts";
import { moveSample } from "./move-sample.ts";
import { type PaddingMode, windowMovement } from "./window.ts";

/** Pixels of a border: one number for all sides, [left and right, top and bottom], or [left, top, right, bottom]. */
export type Padding =
  | number
  | readonly [horizontal: number, vertical: number]
  | readonly [left: number, top: number, right: number, bottom: number];

/** What a border is made of. */
export interface PadOptions {
  /** Of a constant border: one number, or one a channel. Default 0. */
  readonly fill?: Fill;
  /** Default "constant". */
  readonly paddingMode?: PaddingMode;
}

/**
 * A border around a picture. That of a mask is 0 where it is constant.
 *
 * Shapes: [channels, height, width] → [channels, top + height + bottom, left + width + right].
 * Throws: RangeError if a side of the border is no integer of 0 or more.
 * Source: torchvision, `transforms.v2.Pad`.
 *
 * @example
 * const bordered = pad([1, 0], { paddingMode: "reflect" })({ image: { shape: [1, 1, 3], data: Float32Array.of(1, 2, 3) } });
 * bordered.image.data; // [2, 1, 2, 3, 2]
 */
export function pad(padding: Padding, options: PadOptions = {}): FixedImageTransform {
  requireKind("numbers", "call pad", { padding });
  const [left, top, right, bottom] = edgesOf(padding);
  return transformOf([import.meta.url, "pad", padding, options], (sample) => {
    const [, height, width] = sample.image.shape;
    const size = { height: top + height + bottom, width: left + width + right };
    return moveSample(sample, windowMovement({ top: -top, left: -left, ...size, ...options }));
  });
}

/** Left, top, right and bottom of a border. */
export function edgesOf(padding: Padding): [left: number, top: number, right: number, bottom: number] {
  const given = typeof padding === "number" ? [padding] : padding;
  const [left, top = left, right = left, bottom = top] = given as readonly [number, ...number[]];
  if ([left, top, right, bottom].every((edge) => Number.isInteger(edge) && edge >= 0)) {
    return [left, top, right, bottom];
  }
  throw new RangeError(
    `Cannot pad pictures by ${given.join(", ")} pixels: expected integers of 0 or more. Use centerCrop or randomCrop to take pixels away.`,
  );
}
