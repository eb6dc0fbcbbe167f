import { custom, type Tensor } from "../tensor/index.ts";

/** Coefficients of atan x / x − 1 in x² for |x| up to tan π/8, highest power first, from the Cephes library. */
const coefficients = [8.05374449538e-2, -1.38776856032e-1, 1.99777106478e-1, -3.33329491539e-1];

const ofPositive = custom({
  name: "arctangent",
  forward: (y, x) => {
    const ratio = y!.minimum(x!).div(y!.maximum(x!).clamp({ min: 1e-30 })); // [0, 1]
    const steep = ratio.gt(Math.tan(Math.PI / 8));
    const reduced = steep.where(ratio.sub(1).div(ratio.add(1)), ratio);
    const square = reduced.mul(reduced);
    const series = coefficients.reduce((sum, c) => sum.add(c).mul(square), square.mul(0));
    const angle = steep
      .cast("float32")
      .mul(Math.PI / 4)
      .add(reduced)
      .add(series.mul(reduced));
    return y!.gt(x!).where(angle.neg().add(Math.PI / 2), angle);
  },
  vjp: ({ inputs: [y, x], gradient }) => {
    const share = gradient.div(y!.mul(y!).add(x!.mul(x!)));
    return [share.mul(x!), share.mul(y!).neg()];
  },
});

/** The angle of (x, y), arctan(y / x), for y and x of 0 or more. Shapes: both the same → the same. */
export function arctangent(y: Tensor, x: Tensor): Tensor {
  return ofPositive(y, x);
}
