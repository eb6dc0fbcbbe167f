import { logSigmoid as logSigmoidOf } from "../ops/index.ts";
import { compute, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/**
 * ln σ(x).
 *
 * Shapes: any → the same.
 * Source: PyTorch, `nn.LogSigmoid`.
 */
export function logSigmoid(x: Tensor): Tensor {
  checkInputTensor("logSigmoid", "the elements", x);
  return compute([x], (x) => logSigmoidOf(x));
}

/**
 * ln σ(x), as a layer; `logSigmoid` is the function.
 *
 * Source: as `logSigmoid`.
 */
export class LogSigmoid extends Module {
  forward(x: Tensor): Tensor {
    return logSigmoid(x);
  }
}
