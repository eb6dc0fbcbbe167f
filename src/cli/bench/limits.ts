/** What the machine can do at best, measured with hand-written loops beside the contestants. */

import { encodeModule, FunctionBuilder } from "../../backends/cpu/wasm/assembler.ts";
import { contestantThread } from "./contestant-thread.ts";
import { nativePeakLoop } from "./native-peak.ts";
import type { Contestant, Prepare, Workload } from "./workload.ts";

const lanes = 4;
const peakRounds = 20_000;
const pageBytes = 65_536;

/**
 * The limits as contestants in threads of their own: "peak", what one core multiplies and adds on registers alone, for
 * workloads with `flops`, in machine code or else with SIMD128; "memory", what copying takes at the workload's size, for
 * those with `bytes`. With n threads, n of them work at once, and the slowest counts.
 */
export function limitThreads(threads: number, machineCode: boolean): Contestant[] {
  return ["peak", "memory"].map((kind) => {
    const name = threads === 1 ? kind : `${kind} ×${threads}`;
    const parts = Array.from({ length: threads }, () =>
      contestantThread(name, new URL("./limit-thread.js", import.meta.url), {
        threads: 1,
        kind,
        machineCode,
      }),
    );
    return {
      name,
      threads,
      async prepare(workload) {
        const share = { ...workload, tensors: {}, ...scaled(workload, 1 / threads) };
        const prepared = await Promise.all(parts.map((part) => part.prepare(share)));
        const entries = prepared.filter((entry) => entry !== undefined);
        if (entries.length === 0) return undefined;
        return {
          name,
          result: () => entries[0]!.result(),
          time: async (repeats) =>
            Math.max(...(await Promise.all(entries.map((entry) => entry.time(repeats))))),
          close: async () => void (await Promise.all(entries.map((entry) => entry.close()))),
        };
      },
      close: () => Promise.all(parts.map((part) => part.close())),
    };
  });
}

function scaled({ flops, bytes }: Workload, factor: number): { flops?: number; bytes?: number } {
  if (flops !== undefined) return { flops: flops * factor };
  return bytes === undefined ? {} : { bytes: bytes * factor };
}

/** Prepares "peak" with SIMD128: as many operations as the workload has, by the fastest loop on registers. */
export const preparePeak: Prepare = ({ flops }) => {
  if (flops === undefined) return undefined;
  const { run, operations } = fastestPeakLoop();
  // One short call after the other: V8 cannot change to better code within a call.
  const total = Math.max(1, Math.round(flops / operations));
  return {
    run() {
      for (let left = total; left > 0; left -= peakRounds) run(Math.min(left, peakRounds));
    },
    result: () => new Float32Array(0),
    close: () => {},
  };
};

/** Prepares "peak" in machine code. */
export const prepareNativePeak: Prepare = ({ flops }) => {
  if (flops === undefined) return undefined;
  const { run, operations, free } = nativePeakLoop();
  return {
    run: () => run(Math.max(1, Math.round(flops / operations))),
    result: () => new Float32Array(0),
    close: free,
  };
};

/** What this thread multiplies and adds at best with SIMD128, in 10⁹ operations a second. */
export function wasmPeak(): number {
  const { operations, least } = fastestPeakLoop();
  return (operations * peakRounds) / (least * 1e6);
}

/**
 * Of loops of 8 to 13 independent chains acc ← acc · b + c the fastest, as found here, with the operations of a round and
 * the milliseconds of `peakRounds` of them. With fewer chains the latency shows, with more the registers run out.
 */
function fastestPeakLoop(): { run: (rounds: number) => void; operations: number; least: number } {
  const loops = [8, 10, 12, 13].map((chains) => {
    const run = peakLoop(chains);
    // V8 compiles its best code while this runs.
    for (let i = 0; i < 30; i++) run(peakRounds);
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 10; i++) {
      const begun = performance.now();
      run(peakRounds);
      least = Math.min(least, performance.now() - begun);
    }
    return { run, operations: chains * lanes * 2, least };
  });
  return loops.reduce((a, b) => (b.operations / b.least > a.operations / a.least ? b : a));
}

function peakLoop(chains: number): (rounds: number) => void {
  const fn = new FunctionBuilder("peak", [{ name: "rounds", type: "i32" }]);
  const filled = (value: number): number => {
    const local = fn.acquire("v128", "vector");
    fn.emit("f32.const", value);
    fn.emit("f32x4.splat");
    fn.set(local);
    return local;
  };
  const factor = filled(0.5);
  const term = filled(1);
  const sums = Array.from({ length: chains }, (_, i) => filled(i));
  fn.emit("loop");
  for (const sum of sums) {
    fn.get(sum);
    fn.get(factor);
    fn.emit("f32x4.mul");
    fn.get(term);
    fn.emit("f32x4.add");
    fn.set(sum);
  }
  fn.get(0);
  fn.addConstant(-1);
  fn.emit("local.tee", 0);
  fn.emit("br_if", 0);
  fn.emit("end");
  // The sums must be used, or the loop is dropped.
  fn.emit("i32.const", 0);
  for (const sum of sums) fn.get(sum);
  for (let i = 1; i < chains; i++) fn.emit("f32x4.add");
  fn.emit("v128.store", 0);
  const bytes = encodeModule({
    functions: [fn.finish()],
    exports: new Map([["peak", 0]]),
    memory: { minimum: 1, maximum: 1, shared: true },
  });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes as BufferSource), {
    env: { memory },
  });
  return exports.peak as (rounds: number) => void;
}

/** Prepares "memory": as many bytes as the workload has, half of them read and half of them written, by copying. */
export const prepareMemory: Prepare = ({ bytes }) => {
  if (bytes === undefined) return undefined;
  const half = Math.ceil(bytes / 2);
  const from = new Uint8Array(Math.ceil(half / pageBytes) * pageBytes).fill(1);
  const to = new Uint8Array(from.length);
  return {
    run: () => to.set(from.length === half ? from : from.subarray(0, half)),
    result: () => new Float32Array(0),
    close: () => {},
  };
};
