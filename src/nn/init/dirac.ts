import type { Tensor } from "../../tensor/index.ts";
import { checkFillable, put } from "./fill.ts";

/**
 * The identity of a convolution: w[i, i, middle of the kernel] = 1, 0 elsewhere.
 *
 * Shapes: [outputs, inputs, kernel…], one to three axes of the kernel. Throws: RangeError for other axes, TypeError unless
 * it is a float32 tensor.
 * Source: Zagoruyko, Komodakis, "DiracNets", 2017; PyTorch, `nn.init.dirac_`.
 *
 * @example
 * const layer = new nn.Conv1d(2, 2, { kernelSize: 3, padding: 1, bias: false });
 * nn.init.dirac(layer.weight);
 * layer.forward(ones([1, 2, 4])).sum().item(); // 8
 */
export function dirac<T extends Tensor>(x: T): T {
  checkFillable("dirac", x);
  const [outputs = 0, inputs = 0, ...kernel] = x.shape;
  if (kernel.length < 1 || kernel.length > 3) {
    throw new RangeError(
      `Cannot fill a tensor of shape [${x.shape.join(", ")}] by init.dirac: expected [outputs, inputs, kernel…] with one to ` +
        `three axes of the kernel, got ${x.rank} axes. Use eye for matrices.`,
    );
  }
  const places = kernel.reduce((product, extent) => product * extent, 1);
  const middle = kernel.reduce((place, extent) => place * extent + Math.floor(extent / 2), 0);
  const values = new Float32Array(outputs * inputs * places);
  for (let i = 0; i < Math.min(outputs, inputs); i++) values[(i * inputs + i) * places + middle] = 1;
  return put(x, values);
}
