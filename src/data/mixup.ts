import { requireKind } from "../base/argument-kinds.ts";
import { beta } from "../base/beta.ts";
import { setModuleCall } from "../base/module-call.ts";
import { imagesAndLabels, type MixingOptions, mixLabels, requireMixing } from "./mixing.ts";
import type { Transform } from "./transform.ts";

/**
 * A transform for loaders that mixes each image and label with those of the example before it, λ · own + (1 − λ) · other,
 * with λ from Beta(alpha, alpha), one a batch. Labels become probabilities, as `crossEntropy` takes them.
 *
 * Shapes: [images [batch, channels, height, width], labels [batch] int32 or [batch, numClasses], …] → the same with
 * labels float32 [batch, numClasses].
 * Throws: RangeError if an option is out of its range; when called, for other columns or a label that is no class.
 * Source: Zhang, Cisse, Dauphin, Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", 2017; torchvision,
 * `transforms.v2.MixUp`.
 *
 * @example
 * const batch = [{ shape: [2, 1, 1, 1], data: Float32Array.of(0, 1) }, { shape: [2], data: Int32Array.of(0, 2) }];
 * mixup({ numClasses: 3, alpha: 0.2 })(batch, new Random(1))[1]!.shape; // [2, 3]
 */
export function mixup(options: MixingOptions): Transform {
  requireKind("options", "call mixup", { options });
  requireMixing("mix up images", options);
  const { numClasses, alpha = 1 } = options;
  const transform: Transform = (batch, random) => {
    const [images, labels] = imagesAndLabels("mix up", batch);
    const share = beta(alpha, random);
    const { shape, data } = images;
    const size = data.length / shape[0]!;
    const mixed = new Float32Array(data.length);
    for (let i = 0; i < data.length; i++) {
      mixed[i] = share * data[i]! + (1 - share) * data[(i + data.length - size) % data.length]!;
    }
    return [{ shape, data: mixed }, mixLabels(labels, share, numClasses), ...batch.slice(2)];
  };
  setModuleCall(transform, () => ({ module: import.meta.url, name: "mixup", args: [options] }));
  return transform;
}
