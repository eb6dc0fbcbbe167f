import { makeExecutable } from "../../backends/cpu/native/executable-memory.ts";
import type { MachineRegister } from "../../backends/cpu/native/machine.ts";
import { Assembler } from "../../backends/cpu/x64/assembler.ts";
import { systemV } from "../../backends/cpu/x64/calling-convention.ts";
import { nativeSupport } from "../../backends/cpu/x64/support.ts";

/** Independent sums: two a cycle, each four cycles long, and some to spare. */
const chains = 12;
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
  const { koffi, sets } = nativeSupport();
  const wide = sets[0] === "avx512";
  const memory = makeExecutable(koffi, peakCode(wide ? 512 : 256, wide));
  const run = koffi.decode(memory.address, koffi.proto("void (int64_t rounds)"));
  return {
    run: (times) => void run(times),
    operations: 2 * (wide ? 16 : 8) * chains,
    free: memory.free,
  };
}

/** `void code(int64 rounds)`: sums of zeros, which cost what other sums do. */
function peakCode(width: 256 | 512, longEncoding: boolean): Uint8Array {
  const assembler = new Assembler({ longEncoding });
  const vector = (number: number): MachineRegister => ({ class: "vector", number });
  const factor = vector(chains);
  for (let i = 0; i <= chains; i++) assembler.vector("vxorps", 256, [vector(i), vector(i), vector(i)]);
  const again = assembler.label();
  assembler.align(64);
  assembler.bind(again);
  for (let i = 0; i < chains; i++) assembler.vector("vfmadd231ps", width, [vector(i), factor, factor]);
  assembler.decrement({ class: "general", number: systemV.arguments[0] });
  assembler.jumpIf("notEqual", again);
  assembler.zeroUpper();
  assembler.ret();
  return assembler.finish();
}
