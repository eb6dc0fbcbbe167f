import type { Tensor } from "../tensor/index.ts";
import { klDiv } from "./kl-div.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes, requireSameShape } from "./same-shape.ts";

/** The options of `distillation`. */
export interface DistillationOptions extends LossOptions {
  /** What logits are divided by, more than 0: much of it shows which wrong classes the teacher finds likely. Default: 2. */
  readonly temperature?: number;
}

/**
 * T² · KL(softmax(teacher / T) ‖ softmax(student / T)) with the temperature T: a small network learns what a large one
 * thinks. To the teacher no gradient flows.
 *
 * Shapes: both logits [n, numClasses]; the result is a scalar, or [n] with `reduction: "none"`.
 * Throws: RangeError if the shapes differ or the temperature is not more than 0.
 * Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network", 2015, section 2.
 *
 * @example
 * losses.distillation(tensor([[1, 2, 3]]), tensor([[1, 2, 3]])).item(); // 0
 */
export function distillation(student: Tensor, teacher: Tensor, options: DistillationOptions = {}): Tensor {
  const { temperature = 2, reduction } = options;
  requireAxes("distillation", student, ["n", "numClasses"]);
  requireSameShape("distillation", student, teacher);
  requireNumber("distillation", "temperature", temperature, { above: 0 });
  const [own, wanted] = [student, teacher.detach()].map((logits) => logits.div(temperature).logSoftmax()) as [
    Tensor,
    Tensor,
  ];
  const each = klDiv(own, wanted, { reduction: "none", logTarget: true }).sum({ axis: 1 });
  return reduce(each.mul(temperature * temperature), reduction);
}
