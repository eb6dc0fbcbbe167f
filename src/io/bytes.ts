/** File formats as bytes in memory: what needs no files, and so works in a page. */

export {
  decodeSafetensors,
  encodeSafetensors,
  type StoredData,
  type StoredTensor,
  type StoredTensors,
  type StoredType,
  type TensorToStore,
} from "./safetensors.ts";
export { decodeTensors, encodeTensors, storedTensors, tensorsOf } from "./tensors.ts";
