import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import { spellings } from "../spellings.ts";
import type { InstructionSet } from "./emission.ts";

/** What the compiler is told about each instruction set: the rest of the registers is for a tile's operands. */
export const x64Targets: Readonly<Record<InstructionSet, CpuTarget>> = {
  avx512: {
    name: "x86-64 with AVX-512",
    lanes: 16,
    accumulators: 24,
    fusedMultiplyAdd: true,
    broadcastOperand: true,
    spellings,
  },
  avx2: {
    name: "x86-64 with AVX2",
    lanes: 8,
    accumulators: 12,
    fusedMultiplyAdd: true,
    broadcastOperand: false,
    spellings,
  },
};
