/**
 * Keeps the process from ending while a worker loads koffi and declares functions: Node aborts a process whose worker is
 * stopped in the middle of loading an addon, and koffi one whose worker is stopped in the middle of a declaration.
 */

import { control } from "../control-block.ts";

const [loading, leaving] = [control.loading >> 2, control.leaving >> 2];
/** How long a worker that loads is waited for. */
const patience = 5_000;
/** Control blocks of the teams whose workers may load. */
const open = new Set<Int32Array>();

/** Lets workers of a team load, until `shutGate` or the end of the process. */
export function openGate(words: Int32Array): void {
  if (open.size === 0) process.on("exit", shutAll);
  open.add(words);
}

/** Lets no further worker load, and waits for those that do. */
export function shutGate(words: Int32Array): void {
  Atomics.store(words, leaving, 1);
  const end = performance.now() + patience;
  for (let now = Atomics.load(words, loading); now > 0; now = Atomics.load(words, loading)) {
    if (Atomics.wait(words, loading, now, end - performance.now()) === "timed-out") break;
  }
  open.delete(words);
  if (open.size === 0) process.off("exit", shutAll);
}

/** For workers: what `load` gives, or undefined, without a call, once the gate is shut. */
export function loadThroughGate<T>(words: Int32Array, load: () => T): T | undefined {
  // Announced before the gate is looked at, as the gate is shut before announcements are: one of the two sees the other.
  Atomics.add(words, loading, 1);
  try {
    return Atomics.load(words, leaving) === 0 ? load() : undefined;
  } finally {
    Atomics.sub(words, loading, 1);
    Atomics.notify(words, loading);
  }
}

function shutAll(): void {
  for (const words of open) shutGate(words);
}
