/** What the processor and the operating system support, asked by a few instructions of our own. */

import { makeExecutable } from "../native/executable-memory.ts";
import type { Koffi } from "../native/koffi.ts";
import { general, type MachineRegister } from "../native/machine.ts";
import { Assembler } from "./assembler.ts";
import { systemV } from "./calling-convention.ts";

/** Whether kernels for AVX2 with FMA, and for AVX-512, can run. */
export interface CpuFeatures {
  readonly avx2: boolean;
  readonly fma: boolean;
  /** The foundation with its parts for 32-bit elements, short vectors and mask bits: F, VL, DQ and BW. */
  readonly avx512: boolean;
}

const none: CpuFeatures = { avx2: false, fma: false, avx512: false };
const [eax, ecx, edx, ebx] = [0, 1, 2, 3].map(general) as [
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
];
const r8 = general(8);
/** State the system saves when it switches threads: xmm and ymm; and the mask registers and zmm. */
const ymmState = 0x06;
const zmmState = 0xe6;
const bits = { fma: 12, osxsave: 27, avx: 28, avx2: 5, f: 16, dq: 17, bw: 30, vl: 31 } as const;

/**
 * The features of the processor this runs on; none at all where it is no x86-64.
 *
 * Throws: Error where executable memory is not to be had.
 */
export function cpuFeatures(koffi: Koffi): CpuFeatures {
  if (process.arch !== "x64") return none;
  const first = run(koffi, cpuidCode(), 0)[0]!;
  if (first < 7) return none;
  const ecx1 = run(koffi, cpuidCode(), 1)[2]!;
  const has = (word: number, bit: number) => ((word >>> bit) & 1) === 1;
  if (!has(ecx1, bits.osxsave) || !has(ecx1, bits.avx)) return none;
  const state = run(koffi, xgetbvCode(), 0)[0]!;
  if ((state & ymmState) !== ymmState) return none;
  const ebx7 = run(koffi, cpuidCode(), 7)[1]!;
  const avx512 = [bits.f, bits.dq, bits.bw, bits.vl].every((bit) => has(ebx7, bit));
  return {
    avx2: has(ebx7, bits.avx2),
    fma: has(ecx1, bits.fma),
    avx512: avx512 && (state & zmmState) === zmmState,
  };
}

/** `void code(int64 leaf, uint32 *words)` that writes eax, ebx, ecx and edx. */
function cpuidCode(): Uint8Array {
  const assembler = new Assembler();
  const [leaf, words] = systemV.arguments;
  assembler.push(ebx);
  assembler.move(eax, general(leaf));
  assembler.move(r8, general(words));
  assembler.clear(ecx);
  assembler.processorId();
  [eax, ebx, ecx, edx].forEach((register, i) => {
    assembler.move32({ base: r8.number, displacement: 4 * i }, register);
  });
  assembler.pop(ebx);
  assembler.ret();
  return assembler.finish();
}

/** `void code(int64 unused, uint32 *words)` that writes the lower half of the extended control register. */
function xgetbvCode(): Uint8Array {
  const assembler = new Assembler();
  assembler.clear(ecx);
  assembler.extendedControl();
  assembler.move32({ base: systemV.arguments[1], displacement: 0 }, eax);
  assembler.ret();
  return assembler.finish();
}

function run(koffi: Koffi, code: Uint8Array, leaf: number): Uint32Array {
  const memory = makeExecutable(koffi, code);
  const words = new Uint32Array(4);
  koffi.decode(memory.address, koffi.proto("void (int64_t leaf, void *words)"))(leaf, words);
  memory.free();
  return words;
}
