/** What training makes small: functions of predictions and targets. */

export { binaryCrossEntropyWithLogits } from "./binary-cross-entropy-with-logits.ts";
export { type CrossEntropyOptions, crossEntropy } from "./cross-entropy.ts";
export { mse } from "./mse.ts";
export { nll } from "./nll.ts";
export type { LossOptions, Reduction } from "./reduction.ts";
