/** File formats. */

export * from "./bytes.ts";
export { EventFile, type ScalarEvent } from "./event-file.ts";
export { decodeIdx, gunzipIfNeeded, type IdxArray } from "./idx.ts";
export { readSafetensors, writeSafetensors } from "./safetensors-file.ts";
export { loadTensors, saveTensors } from "./tensors-file.ts";
export { writeError } from "./write-error.ts";
export { writeFileWhole } from "./write-file-whole.ts";
