/** Compiled programs: how many there were, and which are kept. */

import { debugLevel, looksForNaN } from "../base/debug.ts";
import { CheckedExecutable } from "./checked-executable.ts";
import type { Executable } from "./device.ts";
import { getDevice, onDeviceChange } from "./device-registry.ts";
import { compileToFindNaN } from "./find-nan.ts";
import type { Subgraph } from "./subgraph.ts";

/** Programs that are not used any longer are kept up to this number, and up to this many bytes. */
const mostPrograms = 512;
const mostBytes = 1 << 26;

/** What is told of programs: see `programCounts`. */
export interface ProgramCounts {
  /** Programs compiled since the process began. In steady training it does not grow. */
  readonly compiled: number;
  /** The time that took. */
  readonly milliseconds: number;
  /** Programs that are ready to run, and the bytes of their code and memory. */
  readonly kept: number;
  readonly keptBytes: number;
}

/** Programs that may run again, the least recently used first. */
const kept = new Map<Executable, { readonly release: () => void }>();
const byKey = new Map<string, CheckedExecutable>();
let compiled = 0;
let milliseconds = 0;
let keptBytes = 0;

/** How many programs were compiled since the process began. In steady training it does not grow. */
export function compileCount(): number {
  return compiled;
}

/**
 * How many programs were compiled, and what is kept of them. With TENSORLOOM_DEBUG=1 each compilation is told in a line.
 *
 * @example
 * const before = programCounts().compiled;
 * tensor([1, 2]).add(1).dataSync();
 * programCounts().compiled - before; // 1
 */
export function programCounts(): ProgramCounts {
  return { compiled, milliseconds, kept: kept.size, keptBytes };
}

/**
 * Compiles a subgraph for the device in use and keeps the program until others push it out; `released` is called then.
 * `purpose` says in a few words what asked for it.
 */
export function compileSubgraph(
  subgraph: Subgraph,
  purpose: string,
  released: () => void,
): CheckedExecutable {
  const start = performance.now();
  const device = getDevice();
  const executable = new CheckedExecutable(subgraph.close(), (checked) =>
    looksForNaN ? compileToFindNaN(checked, device) : device.compile(checked, subgraph.lasting()),
  );
  const time = performance.now() - start;
  compiled++;
  milliseconds += time;
  if (debugLevel() >= 1) {
    const size = `${(executable.bytes / 1024).toFixed(1)} KiB`;
    console.error(`tensorloom: program ${compiled}, ${size} in ${time.toFixed(1)} ms, for ${purpose}`);
  }
  kept.set(executable, { release: released });
  keptBytes += executable.bytes;
  while (kept.size > 1 && (kept.size > mostPrograms || keptBytes > mostBytes)) {
    releaseProgram(kept.keys().next().value!);
  }
  return executable;
}

/** Tells that a program runs again, so that others are released before it. */
export function useProgram(executable: Executable): void {
  // While there is room to spare the order does not matter.
  if (kept.size <= mostPrograms / 2 && keptBytes <= mostBytes / 2) return;
  const entry = kept.get(executable);
  if (entry === undefined) return;
  kept.delete(executable);
  kept.set(executable, entry);
}

/** Frees a program, if it is kept. */
export function releaseProgram(executable: Executable): void {
  const entry = kept.get(executable);
  if (entry === undefined) return;
  kept.delete(executable);
  keptBytes -= executable.bytes;
  entry.release();
  executable.release();
}

/** The program of a subgraph, compiled if none of the same key is kept. */
export function programFor(subgraph: Subgraph): CheckedExecutable {
  const key = subgraph.key();
  const known = byKey.get(key);
  if (known !== undefined) {
    useProgram(known);
    return known;
  }
  const executable = compileSubgraph(subgraph, "values that were read", () => byKey.delete(key));
  byKey.set(key, executable);
  return executable;
}

onDeviceChange(() => {
  for (const executable of kept.keys()) releaseProgram(executable);
});
