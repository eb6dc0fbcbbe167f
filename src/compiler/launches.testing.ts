/** Launches that name what they read and write and do nothing, for tests of scheduling and memory planning. */

import { affine } from "./lowered/builder.ts";
import type { BufferSpec, KernelParameter, Launch } from "./lowered/program.ts";

export interface Accesses {
  readonly reads?: readonly number[];
  readonly writes?: readonly number[];
  readonly updates?: readonly number[];
}

/** A launch of a kernel without a body. */
export function launch(name: string, { reads = [], writes = [], updates = [] }: Accesses): Launch {
  const all: [number, KernelParameter["access"]][] = [
    ...writes.map((buffer): [number, "write"] => [buffer, "write"]),
    ...updates.map((buffer): [number, "update"] => [buffer, "update"]),
    ...reads.map((buffer): [number, "read"] => [buffer, "read"]),
  ];
  return {
    kernel: {
      name,
      parameters: all.map(([buffer, access]) => ({ name: `b${buffer}`, type: "float32", access })),
      grid: [],
      body: [],
    },
    arguments: all.map(([buffer]) => ({ buffer, offset: affine(0), oddOffset: 0 })),
  };
}

/** A temporary of some elements. */
export function temporary(name: string, length: number): BufferSpec {
  return { name, type: "float32", length, role: "temporary" };
}
