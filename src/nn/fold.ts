import { fold, slice } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { axisNumbers, type Pair } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { type ImageWindows, imageWindows, type UnfoldOptions } from "./unfold.ts";

/**
 * The adjoint of `Unfold`, columns as windows of an image, those that overlap added: y[n, c, i, j] = Σ x[n, (c ·
 * kernelHeight + k) · kernelWidth + l, window] over all windows whose element (k, l) lies at (i, j): col2im.
 *
 * Shapes: [n, channels · kernel elements, windows] → [n, channels, outputSize…].
 * Source: Chellapilla, Puri, Simard, "High Performance Convolutional Neural Networks for Document Processing", 2006;
 * PyTorch, `nn.Fold`.
 *
 * @example
 * new nn.Fold([5, 6], 3).forward(ones([1, 18, 12])).shape; // [1, 2, 5, 6]
 */
export class Fold extends Module {
  readonly outputSize: readonly number[];
  readonly windows: ImageWindows;

  /** Throws: RangeError if a number is out of range. */
  constructor(outputSize: Pair, kernelSize: Pair, options: UnfoldOptions = {}) {
    super();
    this.outputSize = axisNumbers("Fold", "outputSize", outputSize, { axes: 2, least: 1 });
    this.windows = imageWindows("Fold", kernelSize, options);
  }

  /** Throws: RangeError unless `x` has as many rows and columns as the windows of such an image. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Fold", "the elements", x);
    const { size, dilation, stride, padding } = this.windows;
    const extents = this.outputSize.map((extent, axis) => extent + 2 * padding[axis]!);
    const counts = extents.map(
      (extent, axis) => Math.floor((extent - dilation[axis]! * (size[axis]! - 1) - 1) / stride[axis]!) + 1,
    );
    const elements = size[0]! * size[1]!;
    const [n, rows, columns] = x.shape as [number, number, number];
    if (x.rank !== 3 || rows % elements !== 0 || columns !== counts[0]! * counts[1]!) {
      throw new RangeError(
        `Cannot apply Fold to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels · ${elements}, ` +
          `${counts[0]! * counts[1]!}], got another. Use the options of the Unfold that made it.`,
      );
    }
    const channels = rows / elements;
    const windows = x.reshape([n, channels, size[0]!, size[1]!, counts[0]!, counts[1]!]);
    const start = [0, 0, ...padding];
    return compute([windows.permute([0, 1, 4, 5, 2, 3])], (windows) =>
      slice(fold(windows, { size, stride, dilation, shape: [n, channels, ...extents] }), {
        start,
        shape: [n, channels, ...this.outputSize],
      }),
    );
  }
}
