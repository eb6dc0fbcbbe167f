import { isClass } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { classesLast } from "./class-scores.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { normalized } from "./info-nce.ts";
import { requireNumber } from "./option-number.ts";
import type { LossOptions } from "./reduction.ts";
import { requireAxes, requireShape } from "./same-shape.ts";

/** The options of `arcFace`. */
export interface ArcFaceOptions extends LossOptions {
  /** The angle, in radians, that is added to that of the label. Default: 0.5. */
  readonly margin?: number;
  /** What cosines are multiplied by. Default: 64. */
  readonly scale?: number;
}

/**
 * Cross-entropy over scale · cos θ, θ being the angle between an embedding and the vector of a class, where the label's own
 * angle counts as θ + margin: embeddings of a class come together. Beyond θ + margin = π the label's cosine goes on
 * falling, as cos θ − margin · sin margin.
 *
 * Shapes: embeddings [n, features], weight [numClasses, features], labels [n] int32; the result is a scalar, or [n] with
 * `reduction: "none"`.
 * Throws: RangeError if the shapes do not fit, TypeError if the labels are not int32.
 * Source: Deng, Guo, Xue, Zafeiriou, "ArcFace", 2018, equation 3.
 *
 * @example
 * const weight = tensor([[1, 0], [0, 1]]);
 * losses.arcFace(tensor([[2, 0]]), weight, tensor([0], { dtype: "int32" }), { scale: 1 }).item(); // 0.3477
 */
export function arcFace(
  embeddings: Tensor,
  weight: Tensor,
  labels: Tensor,
  options: ArcFaceOptions = {},
): Tensor {
  const { margin = 0.5, scale = 64, reduction = "mean" } = options;
  requireAxes("arcFace", embeddings, ["n", "features"]);
  requireAxes("arcFace", weight, ["numClasses", "features"]);
  requireShape("arcFace", "vectors of classes", weight, [weight.shape[0]!, embeddings.shape[1]!]);
  requireNumber("arcFace", "margin", margin, { least: 0 });
  requireNumber("arcFace", "scale", scale, { above: 0 });
  const [own, vectors] = [normalized(embeddings), normalized(weight)];
  const cosines = own.matmul(vectors.transpose()); // [n, numClasses]
  classesLast("arcFace", cosines, labels);
  const chosen = vectors.gather(labels); // [n, features]
  const cosine = own.mul(chosen).sum({ axis: 1, keepDims: true });
  // The sine as the length of what is left, since √(1 − cos²) loses digits for small angles; at 0 it has no gradient.
  const rest = own.sub(chosen.mul(cosine));
  const sine = rest.mul(rest).sum({ axis: 1, keepDims: true }).clamp({ min: 1e-12 }).sqrt();
  const turned = cosine.mul(Math.cos(margin)).sub(sine.mul(Math.sin(margin)));
  const moved = cosine.gt(-Math.cos(margin)).where(turned, cosine.sub(margin * Math.sin(margin)));
  const isLabel = compute([labels], (labels) => isClass(labels, weight.shape[0]!));
  return crossEntropy(isLabel.where(moved, cosines).mul(scale), labels, { reduction });
}
