import { requireKind } from "../base/argument-kinds.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `affineGrid` and `gridSample`. */
export interface CornerOptions {
  /** Whether −1 and 1 are the middles of the outermost elements, not the ends of the area. Default: false. */
  readonly alignCorners?: boolean;
}

/**
 * Where each place of an image of `size` comes from under an affine map: theta · (x, y, 1), in coordinates from −1 to 1.
 *
 * Shapes: theta [n, 2, 3], size [n, channels, height, width] → [n, height, width, 2] of x and y.
 * Throws: RangeError if they do not fit.
 * Source: Jaderberg, Simonyan, Zisserman, Kavukcuoglu, "Spatial Transformer Networks", 2015, equation 1.
 *
 * @example
 * const theta = tensor([[[1, 0, 0], [0, 1, 0]]]);
 * nn.affineGrid(theta, [1, 3, 2, 2]).at(0, 0, 0).toArray(); // [-0.5, -0.5]
 */
export function affineGrid(
  theta: Tensor,
  size: readonly [n: number, channels: number, height: number, width: number],
  options: CornerOptions = {},
): Tensor {
  checkInputTensor("affineGrid", "matrices", theta);
  requireKind("array", "call affineGrid", { size });
  const { alignCorners = false } = options;
  const [n, , height, width] = size;
  checkShape("theta of affineGrid", theta, [n, 2, 3]);
  const middle = (i: number, extent: number) => {
    if (alignCorners) return extent === 1 ? 0 : (2 * i) / (extent - 1) - 1;
    return (2 * i + 1) / extent - 1;
  };
  const places: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) places.push(middle(x, width), middle(y, height), 1);
  }
  const base = tensor(Float32Array.from(places)).reshape([height * width, 3]);
  return base.matmul(theta.transpose()).reshape([n, height, width, 2]);
}
