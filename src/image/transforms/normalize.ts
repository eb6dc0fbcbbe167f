import { requireKind } from "../../base/argument-kinds.ts";
import { type FixedImageTransform, transformOf } from "../image-transform.ts";

/**
 * Brings each channel to the scale that a model was trained on: (x − mean) / std.
 *
 * Throws: RangeError if the lists differ in length or a deviation is 0; when called, if there are not as many channels as
 * means.
 * Source: torchvision, `transforms.v2.Normalize`.
 *
 * @example
 * const prepare = normalize({ mean: [0.5], std: [0.25] });
 * prepare({ image: { shape: [1, 1, 3], data: Float32Array.of(0, 0.5, 1) } }).image.data; // [-2, 0, 2]
 */
export function normalize(options: { mean: readonly number[]; std: readonly number[] }): FixedImageTransform {
  requireKind("options", "call normalize", { options });
  const { mean, std } = options;
  requireKind("array", "call normalize", { mean, std });
  if (mean.length !== std.length || std.some((deviation) => !(deviation > 0))) {
    throw new RangeError(
      `Cannot normalize with means [${mean.join(", ")}] and deviations [${std.join(", ")}]: expected one positive deviation for each mean. Pass as many of both as there are channels.`,
    );
  }
  return transformOf([import.meta.url, "normalize", options], (sample) => {
    const { shape, data } = sample.image;
    if (shape[0] !== mean.length) {
      throw new RangeError(
        `Cannot normalize an image of ${shape[0]} channels: expected ${mean.length}, as there are means. Give one mean and deviation a channel.`,
      );
    }
    const size = shape[1] * shape[2];
    const normalized = new Float32Array(data.length);
    for (let channel = 0; channel < shape[0]; channel++) {
      const [center, deviation] = [mean[channel]!, std[channel]!];
      for (let i = channel * size; i < (channel + 1) * size; i++)
        normalized[i] = (data[i]! - center) / deviation;
    }
    return { ...sample, image: { shape, data: normalized } };
  });
}
