/**
 * PyTorch as a contestant: Debian's `python3-torch`, at the best of one and all threads and of both builds of OpenBLAS,
 * each in a process of its own that times inside itself.
 */

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { quartiles } from "./quartiles.ts";
import { type Contestant, turnMilliseconds, type Workload } from "./workload.ts";

/** The Python that Debian's packages are for. */
export const python = "/usr/bin/python3";
/** What answers lines of JSON in it. */
export const script = fileURLToPath(new URL("../../../assets/pytorch.py", import.meta.url));
const libraries = "/usr/lib/x86_64-linux-gnu";

/** The builds of OpenBLAS: one that shares OpenMP's threads, and one with threads of its own, of which it gets none. */
const builds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openmp: {},
  pthread: { OPENBLAS_NUM_THREADS: "1" },
};

/**
 * What makes glibc keep memory that is freed. As installed it hands large blocks back to the kernel: their pages, taken anew
 * at each step, cost more than the step of a small network, and the kernel's own work on them is in the next one's way.
 */
const keptHeap = {
  MALLOC_TOP_PAD_: String(2 ** 28),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 40),
  MALLOC_MMAP_THRESHOLD_: String(2 ** 30),
};

/** PyTorch with its version, as it tells it. */
export type PyTorch = Contestant & { readonly version: string };

/** One build of OpenBLAS on one number of threads. */
interface Variant {
  readonly name: string;
  ask(request: unknown): Promise<unknown>;
  end(): void;
}

/** Whether this computer has a PyTorch that can take part. */
export function hasPyTorch(): boolean {
  const found = "import importlib.util, sys; sys.exit(importlib.util.find_spec('torch') is None)";
  return existsSync(python) && spawnSync(python, ["-c", found]).status === 0;
}

/**
 * Starts a process for each build and number of threads. The entry that takes part in a comparison is the fastest of them,
 * and its name says which it is.
 *
 * Throws: Error if PyTorch cannot be started.
 */
export async function pytorch(): Promise<PyTorch> {
  const variants = Object.entries(builds).flatMap(([build, environment]) =>
    [...new Set([1, availableParallelism()])].map((threads) =>
      variant(`PyTorch (${build}, ${threads === 1 ? "1 thread" : `${threads} threads`})`, threads, {
        LD_LIBRARY_PATH: `${libraries}/openblas-${build}`,
        ...environment,
        ...keptHeap,
      }),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-bench-"));
  const close = async (): Promise<void> => {
    for (const { end } of variants) end();
    rmSync(folder, { recursive: true });
  };
  const version = await variants[0]!.ask({ ask: "version" }).catch(async (error: Error) => {
    await close();
    throw error;
  });
  return {
    name: "PyTorch",
    version: version as string,
    threads: availableParallelism(),
    async prepare(workload) {
      const request = {
        ask: "prepare",
        workload: { ...workload, tensors: written(workload.tensors, folder) },
      };
      for (const { ask } of variants) if ((await ask(request)) !== true) return undefined;
      const { ask, name } = await fastest(variants);
      for (const each of variants) await each.ask({ ask: "close" });
      // Training has gone on while they were tried.
      await ask(request);
      const file = join(folder, "result");
      return {
        name,
        async result() {
          await ask({ ask: "result", file });
          return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
        },
        time: async (repeats) => (await ask({ ask: "time", repeats })) as number,
        close: async () => void (await ask({ ask: "close" })),
      };
    },
    close,
  };
}

/** PyTorch in a process, by lines of JSON. What it is asked fails with an Error if it cannot be started or ends. */
function variant(name: string, threads: number, more: Readonly<Record<string, string>>): Variant {
  const environment: NodeJS.ProcessEnv = { ...process.env };
  // OpenBLAS finds out itself what this processor has.
  for (const key of ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS"]) delete environment[key];
  Object.assign(environment, more);
  const child = spawn(python, [script, String(threads)], {
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
  });
  type Answer = { readonly value: unknown } | { readonly error: string };
  let errors = "";
  let failure: string | undefined;
  let settle: (answer: Answer) => void = () => {};
  const fail = (why: string): void => {
    failure ??= why;
    settle({ error: failure });
  };
  child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
  child.stdin.on("error", () => {});
  child.once("error", (error) => fail(error.message));
  child.once("close", () => fail(`it ended: ${errors.trim().split("\n").at(-1)}`));
  createInterface({ input: child.stdout }).on("line", (line) => settle(JSON.parse(line) as Answer));
  return {
    name,
    async ask(request) {
      const answer =
        failure !== undefined
          ? { error: failure }
          : await new Promise<Answer>((resolve) => {
              settle = resolve;
              child.stdin.write(`${JSON.stringify(request)}\n`);
            });
      if ("error" in answer) throw new Error(`${name} cannot go on: ${answer.error}`);
      return answer.value;
    },
    end: () => child.stdin.end(),
  };
}

async function fastest(variants: readonly Variant[]): Promise<Variant> {
  const times = variants.map((): number[] => []);
  // The first turns warm up caches and memory pools.
  for (let round = 0; round < 9; round++) {
    for (const [i, { ask }] of variants.entries()) {
      const repeats = round < 2 ? 1 : Math.ceil(turnMilliseconds / times[i]!.at(-1)!);
      times[i]!.push((await ask({ ask: "time", repeats })) as number);
    }
  }
  const medians = times.map((list) => quartiles(list.slice(2)).median);
  return variants[medians.indexOf(Math.min(...medians))]!;
}

/** The tensors in files of a folder, as pytorch.py reads them. */
export function written(tensors: Workload["tensors"], folder: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const file = join(folder, name);
      writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return [name, { file, shape, dtype: data instanceof Int32Array ? "int32" : "float32" }];
    }),
  );
}
