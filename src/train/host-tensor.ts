import type { HostTensor } from "../data/dataset.ts";
import { fromHostArray, type Tensor } from "../tensor/index.ts";

/** A loader's column as a tensor, without a copy: a batch's arrays are its own. */
export function hostTensor({ shape, data }: HostTensor): Tensor {
  return fromHostArray(data, shape, data instanceof Float32Array ? "float32" : "int32");
}
