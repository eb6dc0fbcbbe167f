import { requireKind } from "../base/argument-kinds.ts";
import { guard, noGrad, Parameter, randn, type Tensor, variable } from "../tensor/index.ts";
import type { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { replaceParameter, takeParameter } from "./weight-norm.ts";

/** Which parameter is divided, and how its greatest stretch is estimated. */
export interface SpectralNormOptions {
  /** Default: "weight". */
  readonly name?: string;
  /** How often the estimate is bettered at each pass while training. Default: 1. */
  readonly nPowerIterations?: number;
  /** The least length that is divided by. Default: 1e-12. */
  readonly eps?: number;
  /** The axis of the outputs. Default: 0; 1 for transposed convolutions. */
  readonly axis?: number;
}

/**
 * Divides a layer's weight by its greatest singular value σ = u · W · v, so that the layer stretches nothing; u and v come
 * from power iteration, a step at each pass while training. Its weight is `weight_orig` then, with the buffers `weight_u`
 * and `weight_v`, as in PyTorch; returns the layer.
 *
 * Throws: RangeError if the layer has no such parameter or a number is out of range.
 * Source: Miyato, Kataoka, Koyama, Yoshida, "Spectral Normalization for Generative Adversarial Networks", 2018,
 * algorithm 1.
 *
 * @example
 * const layer = nn.spectralNorm(new nn.Linear(4, 3));
 * Object.keys(layer.stateDict()); // ["bias", "weight_orig", "weight_u", "weight_v"]
 */
export function spectralNorm<L extends Module>(layer: L, options: SpectralNormOptions = {}): L {
  requireKind("module", "normalise the weight", { layer });
  const { name = "weight", nPowerIterations = 1, eps = 1e-12 } = options;
  const { axis = layer.constructor.name.startsWith("ConvTranspose") ? 1 : 0 } = options;
  checkNumber("spectralNorm", "nPowerIterations", nPowerIterations, { least: 1, integer: true });
  checkNumber("spectralNorm", "eps", eps, { least: 0 });
  const weight = takeParameter("spectralNorm", layer, name);
  if (!(Number.isInteger(axis) && axis >= 0 && axis < weight.rank)) {
    throw new RangeError(
      `Cannot apply spectralNorm to a weight of shape [${weight.shape.join(", ")}] along axis ${String(axis)}: expected one ` +
        `of its ${weight.rank} axes, got ${String(axis)}. Leave it out for that of the outputs.`,
    );
  }
  const rows = weight.shape[axis]!;
  const unit = (x: Tensor) => x.div(x.mul(x).sum().sqrt().clamp({ min: eps }));
  const matrix = (w: Tensor) => w.moveAxis(axis, 0).reshape([rows, w.size / rows]);
  const original = new Parameter(weight.detach());
  const u = variable(unit(randn([rows])));
  const v = variable(unit(randn([weight.size / rows])));
  const times = (w: Tensor, x: Tensor) => w.matmul(x.unsqueeze(1)).squeeze(1);
  const parts = { [`${name}_orig`]: original, [`${name}_u`]: u, [`${name}_v`]: v };
  replaceParameter(layer, name, parts, () => {
    const w = matrix(original);
    let [left, right]: [Tensor, Tensor] = [u, v];
    if (guard(() => layer.training)) {
      noGrad(() => {
        for (let i = 0; i < nPowerIterations; i++) {
          right = unit(times(w.transpose(), left));
          left = unit(times(w, right));
        }
        v.assign(right);
        u.assign(left);
      });
    }
    return original.div(left.detach().mul(times(w, right.detach())).sum());
  });
  return layer;
}
