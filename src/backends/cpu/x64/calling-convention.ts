/** Which registers hold a function's arguments and which it must give back as it found them. */

/** What a platform lays down about registers at a call. */
export interface CallingConvention {
  /** General registers of the first three integer arguments. */
  readonly arguments: readonly [number, number, number];
  /** General registers a function must restore. */
  readonly preserved: readonly number[];
}

/** Linux and macOS. Windows needs another one, which preserves xmm6–xmm15 too. */
export const systemV: CallingConvention = {
  arguments: [7, 6, 2],
  preserved: [3, 5, 12, 13, 14, 15],
};

/** rsp. */
export const stackPointer = 4;

/** rax, rcx and rdx: for division and for values that live on the stack; never allocated. */
export const generalScratch: readonly number[] = [0, 1, 2];

/** The general registers that values may be given. */
export const generalRegisters: readonly number[] = [6, 7, 8, 9, 10, 11, 3, 5, 12, 13, 14, 15];
