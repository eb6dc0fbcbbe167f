import { requireKind } from "../base/argument-kinds.ts";
import { Parameter, type Tensor } from "../tensor/index.ts";
import type { Module } from "./module.ts";

/** Which parameter is replaced, and along which axis its vectors are counted. */
export interface WeightNormOptions {
  /** Default: "weight". */
  readonly name?: string;
  /** The axis that has a length for each of its indices; null: one length for all. Default: 0. */
  readonly axis?: number | null;
}

/**
 * Gives a layer's weight as g · v / ‖v‖, with lengths g and directions v to train in its place, called `weight_g` and
 * `weight_v` as in PyTorch; returns the layer, whose outputs stay as they are.
 *
 * Shapes: weight_v as the weight; weight_g with extent 1 on all axes but one.
 * Throws: RangeError if the layer has no such parameter or the parameter no such axis.
 * Source: Salimans, Kingma, "Weight Normalization", 2016, equation 2.
 *
 * @example
 * const layer = nn.weightNorm(new nn.Linear(4, 3));
 * layer.namedParameters().map(([name]) => name); // ["bias", "weight_g", "weight_v"]
 */
export function weightNorm<L extends Module>(layer: L, options: WeightNormOptions = {}): L {
  requireKind("module", "normalise the weight", { layer });
  const { name = "weight", axis = 0 } = options;
  const weight = takeParameter("weightNorm", layer, name);
  const along = axis !== null && axis < 0 ? axis + weight.rank : axis;
  if (along !== null && !(Number.isInteger(along) && along >= 0 && along < weight.rank)) {
    throw new RangeError(
      `Cannot apply weightNorm to a weight of shape [${weight.shape.join(", ")}] along axis ${axis}: expected one of its ` +
        `${weight.rank} axes or null, got ${axis}. Leave it out for the first.`,
    );
  }
  const axes = weight.shape.map((_, i) => i).filter((i) => i !== along);
  const length = (v: Tensor) =>
    along === null ? v.mul(v).sum().sqrt() : v.mul(v).sum({ axis: axes, keepDims: true }).sqrt();
  const v = new Parameter(weight.detach());
  const g = new Parameter(length(weight.detach()));
  replaceParameter(layer, name, { [`${name}_g`]: g, [`${name}_v`]: v }, () => v.mul(g.div(length(v))));
  return layer;
}

/** The parameter of that name. Throws: RangeError if there is none. */
export function takeParameter(what: string, layer: Module, name: string): Parameter {
  const found = Object.entries(layer).find(([field]) => field === name)?.[1];
  if (found instanceof Parameter) return found;
  throw new RangeError(
    `Cannot apply ${what} to "${name}" of ${layer.constructor.name}: expected the name of a parameter of its own, got ` +
      `${found === undefined ? "none" : "something else"}. Its parameters are ` +
      `${
        layer
          .namedParameters()
          .map(([path]) => path)
          .join(", ") || "none"
      }.`,
  );
}

/** Puts other tensors in a parameter's place, of which it is computed whenever it is read. */
export function replaceParameter(
  layer: Module,
  name: string,
  parts: Readonly<Record<string, Tensor>>,
  compute: () => Tensor,
): void {
  Reflect.deleteProperty(layer, name);
  Object.assign(layer, parts);
  Object.defineProperty(layer, name, { get: compute, configurable: true, enumerable: false });
}
