import type { CpuTarget } from "../../../compiler/kernel-writer.ts";
import type { NativeTarget } from "../native/target.ts";
import { spellings } from "../spellings.ts";
import type { Waiting } from "./emit-barrier.ts";
import { emitDriver, emitEntry } from "./emit-driver.ts";
import { emitKernel } from "./emit-kernel.ts";

/** What the compiler is told of NEON: 32 registers, of which those beside the accumulators are for a tile's operands. */
export const neonTarget: CpuTarget = {
  name: "arm64 with NEON",
  lanes: 4,
  accumulators: 24,
  fusedMultiplyAdd: true,
  broadcastOperand: true,
  spellings,
};

/** What the native device is told of it, where threads wait in such a way. */
export function neonNative(waiting: Waiting): NativeTarget {
  return {
    compiler: neonTarget,
    emitKernel: (kernel) => emitKernel(kernel),
    emitDriver: (steps, kernelAt) => emitDriver(steps, kernelAt, waiting),
    emitEntry,
    disassembler: {
      command: process.arch === "arm64" ? "objdump" : "aarch64-linux-gnu-objdump",
      options: ["-D", "-b", "binary", "-m", "aarch64", "--no-show-raw-insn"],
    },
  };
}
