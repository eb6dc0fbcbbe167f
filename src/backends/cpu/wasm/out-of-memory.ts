/** What to say when a program does not fit into WebAssembly's memory. */

import type { BufferSpec } from "../../../compiler/lowered/program.ts";
import type { TensorType } from "../../../graph/node.ts";
import { maximumPages } from "./emit-program.ts";

/** Thrown by memory that cannot grow any further. */
export class MemoryFullError extends RangeError {
  /** Bytes that are in use. */
  readonly inUse: number;

  constructor(message: string, inUse: number) {
    super(message);
    this.inUse = inUse;
  }
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/**
 * The error of a program that needs `bytes` bytes to run: names its largest buffers and, where all of its `data` have
 * one first extent, the batch that would fit, since what a program needs grows with it.
 */
export function explainFullMemory(
  { inUse }: MemoryFullError,
  bytes: number,
  buffers: readonly BufferSpec[],
  data: readonly TensorType[],
): RangeError {
  const largest = [...buffers].sort((a, b) => b.length - a.length).slice(0, 3);
  const named = largest.map(({ name, length }) => `${name} (${mebibytes(4 * length)})`);
  const room = 65536 * maximumPages - inUse;
  const [first] = data;
  const batch = first?.shape[0] ?? 1;
  const fits = Math.floor((batch * room) / bytes);
  const shared = batch > 1 && data.every(({ shape }) => shape[0] === batch);
  const advice =
    shared && fits > 0
      ? `Where the first axis, ${batch}, is the batch, one of ${fits} would fit.`
      : "Use a smaller batch, or fewer units.";
  return new RangeError(
    `Cannot run a program that needs ${mebibytes(bytes)} of WebAssembly memory: expected at most ` +
      `${mebibytes(room)}, which is what is free of 4096 MiB. Its largest buffers are ${named.join(", ")}. ${advice}`,
  );
}
