import type { Tensor } from "../tensor/index.ts";
import { mse } from "./mse.ts";
import { requireFunction, requireTensor } from "./same-shape.ts";

/** Which features go together: F · Fᵀ / (channels · places). Shapes: [n, channels, …] → [n, channels, channels]. */
function gram(features: Tensor): Tensor {
  requireTensor("style", features);
  if (features.rank < 3) {
    throw new RangeError(
      `Cannot compute style of features of shape [${features.shape.join(", ")}]: expected [n, channels, …] with places, got ` +
        `${features.rank} axes. Give the layers of a convolutional network.`,
    );
  }
  const [n, channels] = features.shape as [number, number];
  const flat = features.reshape([n, channels, -1]);
  return flat.matmul(flat.transpose()).div(channels * flat.shape[2]!);
}

/**
 * Σ over layers of the mean squared difference between the Gram matrices F · Fᵀ / (channels · places) of the features of
 * prediction and target: how alike textures are, wherever they are. To the target no gradient flows.
 *
 * Shapes: images of which `features` makes [n, channels, …], one tensor or one a layer → [].
 * Throws: RangeError if the features have no places or their channels differ.
 * Source: Gatys, Ecker, Bethge, "A Neural Algorithm of Artistic Style", 2015, equation 4.
 *
 * @example
 * const x = rand([1, 3, 4, 4]);
 * losses.style(x, x.flip([3]), (image) => image).item() < 1e-9; // true
 */
export function style(
  prediction: Tensor,
  target: Tensor,
  features: (x: Tensor) => Tensor | readonly Tensor[],
): Tensor {
  requireTensor("style", prediction);
  requireTensor("style", target);
  requireFunction("style", "features", features);
  const wanted = [features(target)].flat();
  const losses = [features(prediction)].flat().map((layer, i) => mse(gram(layer), gram(wanted[i]!).detach()));
  return losses.reduce((sum, loss) => sum.add(loss));
}
