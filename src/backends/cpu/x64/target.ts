import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import type { NativeTarget } from "../native/target.ts";
import { spellings } from "../spellings.ts";
import type { InstructionSet } from "./emission.ts";
import { emitDriver, emitEntry } from "./emit-driver.ts";
import { emitKernel } from "./emit-kernel.ts";

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

/** What the native device is told about each. */
export const x64Natives: Readonly<Record<InstructionSet, NativeTarget>> = {
  avx512: nativeTarget("avx512"),
  avx2: nativeTarget("avx2"),
};

function nativeTarget(set: InstructionSet): NativeTarget {
  return {
    compiler: x64Targets[set],
    emitKernel: (kernel) => emitKernel(kernel, set),
    emitDriver,
    emitEntry,
    disassembler: {
      command: "objdump",
      options: ["-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "--no-show-raw-insn"],
    },
  };
}
