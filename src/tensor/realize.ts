import { realizeValues } from "../runtime/realize.ts";
import { activeTrace } from "../runtime/trace.ts";
import { checkTensor } from "./compute.ts";
import type { Tensor } from "./tensor.ts";

/**
 * Computes the given tensors and all assignments that wait, in one program, along with each loss whose gradients the
 * assignments use. Inside a function given to `compile` it does nothing: the program does it.
 */
export function realize(...tensors: readonly Tensor[]): void {
  if (activeTrace() !== undefined) return;
  realizeValues(
    tensors
      .map(checkTensor)
      .filter(({ cell }) => cell === undefined)
      .map((tensor) => tensor.graphValue),
  );
  for (const tensor of tensors) tensor.settle();
}
