import { requireKind } from "../base/argument-kinds.ts";
import { beta } from "../base/beta.ts";
import { setModuleCall } from "../base/module-call.ts";
import { imagesAndLabels, type MixingOptions, mixLabels, requireMixing } from "./mixing.ts";
import type { Transform } from "./transform.ts";

/**
 * A transform for loaders that pastes into each image a rectangle of the example before it, of a share 1 − λ of its area,
 * with λ from Beta(alpha, alpha) and the place drawn evenly, one a batch; what lies outside is cut off. Labels are mixed by
 * the areas and become probabilities, as `crossEntropy` takes them.
 *
 * Shapes: [images [batch, channels, height, width], labels [batch] int32 or [batch, numClasses], …] → the same with
 * labels float32 [batch, numClasses].
 * Throws: RangeError if an option is out of its range; when called, for other columns or a label that is no class.
 * Source: Yun, Han, Oh, Chun, Choe, Yoo, "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable
 * Features", 2019; torchvision, `transforms.v2.CutMix`.
 *
 * @example
 * const batch = [{ shape: [2, 1, 1, 1], data: Float32Array.of(0, 1) }, { shape: [2], data: Int32Array.of(0, 2) }];
 * cutMix({ numClasses: 3 })(batch, new Random(1))[1]!.shape; // [2, 3]
 */
export function cutMix(options: MixingOptions): Transform {
  requireKind("options", "call cutMix", { options });
  requireMixing("cut and mix images", options);
  const { numClasses, alpha = 1 } = options;
  const transform: Transform = (batch, random) => {
    const [images, labels] = imagesAndLabels("cut and mix", batch);
    const [, , height, width] = images.shape as [number, number, number, number];
    const half = 0.5 * Math.sqrt(1 - beta(alpha, random));
    const [left, right] = sideOf(random.integer(0, width), Math.trunc(half * width), width);
    const [top, bottom] = sideOf(random.integer(0, height), Math.trunc(half * height), height);
    const { shape, data } = images;
    const size = data.length / shape[0]!;
    const pasted = data.slice();
    for (let plane = 0; plane < data.length; plane += height * width) {
      const from = (plane + data.length - size) % data.length;
      for (let y = top; y < bottom; y++) {
        const row = data.subarray(from + y * width + left, from + y * width + right);
        pasted.set(row, plane + y * width + left);
      }
    }
    const share = 1 - ((right - left) * (bottom - top)) / (width * height);
    return [{ shape, data: pasted }, mixLabels(labels, share, numClasses), ...batch.slice(2)];
  };
  setModuleCall(transform, () => ({ module: import.meta.url, name: "cutMix", args: [options] }));
  return transform;
}

function sideOf(middle: number, half: number, extent: number): [start: number, end: number] {
  return [Math.max(0, middle - half), Math.min(extent, middle + half)];
}
