import type { Tensor } from "../../tensor/index.ts";
import { checkFillable, put } from "./fill.ts";

/**
 * The identity: w[i, i] = 1, 0 elsewhere.
 *
 * Shapes: [rows, columns]. Throws: RangeError for other axes, TypeError unless it is a float32 tensor.
 * Source: PyTorch, `nn.init.eye_`.
 *
 * @example
 * nn.init.eye(new nn.Linear(3, 2).weight).sum().item(); // 2
 */
export function eye<T extends Tensor>(x: T): T {
  checkFillable("eye", x);
  const [rows = 0, columns = 0] = x.shape;
  if (x.rank !== 2) {
    throw new RangeError(
      `Cannot fill a tensor of shape [${x.shape.join(", ")}] by init.eye: expected [rows, columns], got ${x.rank} axes. Use ` +
        "dirac for the weights of convolutions.",
    );
  }
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = 1;
  return put(x, values);
}
