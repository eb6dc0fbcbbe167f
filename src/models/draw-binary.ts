import { rand, type Tensor } from "../tensor/index.ts";

/** 1 with the probability given, else 0, drawn from the default generator. Shapes: any → the same. */
export function drawBinary(probabilities: Tensor): Tensor {
  return rand(probabilities.shape).lt(probabilities).cast("float32");
}
