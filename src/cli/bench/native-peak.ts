import { Assembler as Arm64Assembler } from "../../backends/cpu/arm64/assembler.ts";
import { usableKoffi } from "../../backends/cpu/arm64/device.ts";
import { registerFile } from "../../backends/cpu/arm64/registers.ts";
import { makeExecutable } from "../../backends/cpu/native/executable-memory.ts";
import type { Koffi } from "../../backends/cpu/native/koffi.ts";
import type { MachineRegister } from "../../backends/cpu/native/machine.ts";
import { Assembler } from "../../backends/cpu/x64/assembler.ts";
import { systemV } from "../../backends/cpu/x64/calling-convention.ts";
import { nativeSupport } from "../../backends/cpu/x64/support.ts";

/** Independent sums: as many as are under way at once, two to four a cycle and each four cycles long, and some to spare. */
const chains = { x64: 12, arm64: 20 } as const;
/** About a millisecond. */
const rounds = 100_000;

/** A loop of fused multiply-adds on registers alone, with the widest vectors there are. */
export interface PeakLoop {
  run(rounds: number): void;
  /** Multiplications and additions of a round. */
  readonly operations: number;
  free(): void;
}

/**
 * What one core multiplies and adds at best in machine code, in 10⁹ operations a second.
 *
 * Throws: Error with the reason where machine code cannot run.
 */
export function nativePeak(): number {
  const { run, operations, free } = nativePeakLoop();
  try {
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 40; i++) {
      const begun = performance.now();
      run(rounds);
      least = Math.min(least, performance.now() - begun);
    }
    return (operations * rounds) / (least * 1e6);
  } finally {
    free();
  }
}

/** The loop in machine code. Throws: Error with the reason where machine code cannot run. */
export function nativePeakLoop(): PeakLoop {
  const { koffi, code, operations } = process.arch === "arm64" ? onArm64() : onX64();
  const memory = makeExecutable(koffi, code);
  const run = koffi.decode(memory.address, koffi.proto("void (int64_t rounds)"));
  return { run: (times) => void run(times), operations, free: memory.free };
}

/** `void code(int64 rounds)`, and how many operations a round is. */
interface PeakCode {
  readonly koffi: Koffi;
  readonly code: Uint8Array;
  readonly operations: number;
}

function onX64(): PeakCode {
  const { koffi, sets } = nativeSupport();
  const wide = sets[0] === "avx512";
  const code = x64Code(wide ? 512 : 256, wide);
  return { koffi, code, operations: 2 * (wide ? 16 : 8) * chains.x64 };
}

function onArm64(): PeakCode {
  return { koffi: usableKoffi(), code: arm64Code(), operations: 2 * 4 * chains.arm64 };
}

function vector(number: number): MachineRegister {
  return { class: "vector", number };
}

/** Sums of zeros, which cost what other sums do. */
function x64Code(width: 256 | 512, longEncoding: boolean): Uint8Array {
  const assembler = new Assembler({ longEncoding });
  const factor = vector(chains.x64);
  for (let i = 0; i <= chains.x64; i++) assembler.vector("vxorps", 256, [vector(i), vector(i), vector(i)]);
  const again = assembler.label();
  assembler.align(64);
  assembler.bind(again);
  for (let i = 0; i < chains.x64; i++) assembler.vector("vfmadd231ps", width, [vector(i), factor, factor]);
  assembler.decrement({ class: "general", number: systemV.arguments[0] });
  assembler.jumpIf("notEqual", again);
  assembler.zeroUpper();
  assembler.ret();
  return assembler.finish();
}

/** The same, in registers that need not be preserved. */
function arm64Code(): Uint8Array {
  const assembler = new Arm64Assembler();
  const sums = registerFile.vector.slice(0, chains.arm64).map(vector);
  const factor = vector(31);
  for (const sum of [...sums, factor]) assembler.vector("movi.zero", [sum]);
  const again = assembler.label();
  assembler.align(64);
  assembler.bind(again);
  for (const sum of sums) assembler.vector("fmla", [sum, factor, factor]);
  assembler.countDown(0);
  assembler.jumpIf("notEqual", again);
  assembler.ret();
  return assembler.finish();
}
