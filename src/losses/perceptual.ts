import type { Tensor } from "../tensor/index.ts";
import { mse } from "./mse.ts";
import { requireFunction, requireTensor } from "./same-shape.ts";

/**
 * Σ over layers of the mean squared difference between the features of prediction and target: images that look alike are
 * close, even where their pixels are not. `features` is a function such as the first layers of a trained classifier, and
 * gives one tensor or one a layer; to the target no gradient flows.
 *
 * Shapes: prediction and target such that the features' shapes are equal → [].
 * Throws: RangeError if these shapes differ.
 * Source: Johnson, Alahi, Fei-Fei, "Perceptual Losses for Real-Time Style Transfer and Super-Resolution", 2016, section
 * 3.2.
 *
 * @example
 * const features = (x: Tensor) => [x.mean({ axis: 1 }), x.max({ axis: 1 })];
 * losses.perceptual(tensor([[1, 3]]), tensor([[3, 1]]), features).item(); // 0
 */
export function perceptual(
  prediction: Tensor,
  target: Tensor,
  features: (x: Tensor) => Tensor | readonly Tensor[],
): Tensor {
  requireTensor("perceptual", prediction);
  requireTensor("perceptual", target);
  requireFunction("perceptual", "features", features);
  const layersOf = (x: Tensor) => {
    const layers = [features(x)].flat();
    for (const layer of layers) requireTensor("perceptual", layer);
    return layers;
  };
  const wanted = layersOf(target);
  const losses = layersOf(prediction).map((layer, i) => mse(layer, wanted[i]!.detach()));
  return losses.reduce((sum, loss) => sum.add(loss));
}
