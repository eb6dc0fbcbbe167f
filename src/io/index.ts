/** File formats. */

export { decodeIdx, gunzipIfNeeded, type IdxArray } from "./idx.ts";
export {
  decodeSafetensors,
  encodeSafetensors,
  type StoredData,
  type StoredTensor,
  type StoredTensors,
  type StoredType,
  type TensorToStore,
} from "./safetensors.ts";
export { readSafetensors, writeSafetensors } from "./safetensors-file.ts";
export { writeFileWhole } from "./write-file-whole.ts";
