import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../../base/module-call.ts";
import type { Random } from "../../base/random.ts";
import type { ImageSample } from "../image.ts";
import type { FixedImageTransform, ImageTransform } from "../image-transform.ts";

/**
 * Transforms one after the other. If all are fixed, so is the whole.
 *
 * Source: torchvision, `transforms.v2.Compose`.
 *
 * @example
 * const prepare = compose([resize(4), centerCrop(4), normalize({ mean: [0.5], std: [0.5] })]);
 * prepare({ image: { shape: [1, 8, 8], data: new Float32Array(64) } }).image.shape; // [1, 4, 4]
 */
export function compose(transforms: readonly FixedImageTransform[]): FixedImageTransform;
export function compose(transforms: readonly ImageTransform[]): ImageTransform;
export function compose(transforms: readonly ImageTransform[]): ImageTransform {
  const composed = (sample: ImageSample, random: Random): ImageSample =>
    transforms.reduce((changed, transform) => transform(changed, random), sample);
  setModuleCall(composed, () => {
    const calls = transforms.map((transform) => moduleCallOf(transform, "transform"));
    return { module: import.meta.url, name: "composeCalls", args: [calls] };
  });
  return composed;
}

/** What these calls make, one after the other: what a worker calls. */
export async function composeCalls(calls: readonly ModuleCall[]): Promise<ImageTransform> {
  return compose(await Promise.all(calls.map((call) => callModule<ImageTransform>(call))));
}
