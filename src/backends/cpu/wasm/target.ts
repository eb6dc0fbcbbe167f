import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import { spellings } from "../spellings.ts";

/** WebAssembly SIMD128: 16 registers, of which 8 as accumulators leave room for the operands of a tile. */
export const wasmTarget: CpuTarget = {
  name: "wasm",
  lanes: 4,
  accumulators: 8,
  fusedMultiplyAdd: false,
  broadcastOperand: false,
  spellings,
};
