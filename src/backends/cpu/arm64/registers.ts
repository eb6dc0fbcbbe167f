/** Which registers hold what: the procedure call standard of AArch64, and what kernels make of it. */

import type { RegisterFile } from "../native/allocate-registers.ts";

/** x0, x1 and x2 keep the three arguments of a kernel; x16 and x17 are lost by instructions that take several words. */
export const constantScratch = 17;

/** For values that live on the stack. */
export const generalScratch: readonly number[] = [13, 14, 15];

/** Pairs that a function must give back as it found them: general registers, and the lower halves of vector registers. */
export const preservedPairs = { general: [19, 21, 23, 25, 27], vector: [8, 10, 12, 14] } as const;

/**
 * The registers that values may be given, those that are free to use first. The last are set aside where values live on
 * the stack. x18 belongs to the platform, x29 and x30 to the caller.
 */
export const registerFile: RegisterFile = {
  general: [...upTo(3, 13), ...upTo(19, 29)],
  vector: [...upTo(0, 8), ...upTo(16, 28), ...upTo(8, 16), ...upTo(28, 32)],
  mask: [],
};

function upTo(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
