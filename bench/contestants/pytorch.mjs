// PyTorch as a contestant: Debian's python3-torch, at the best of one and two threads and of both builds of OpenBLAS,
// each in a process of its own that times inside itself.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { quartiles } from "../../dist/cli/bench/quartiles.js";

export const python = "/usr/bin/python3";
export const script = fileURLToPath(new URL("pytorch.py", import.meta.url));
const libraries = "/usr/lib/x86_64-linux-gnu";

/** The builds of OpenBLAS: one that shares OpenMP's threads, and one with threads of its own, of which it gets none. */
const builds = { openmp: {}, pthread: { OPENBLAS_NUM_THREADS: "1" } };

/** PyTorch in a process, by lines of JSON. Throws: Error if it cannot be started or fails. */
function processOf(name, build, threads) {
  const environment = { ...process.env, LD_LIBRARY_PATH: `${libraries}/openblas-${build}` };
  // OpenBLAS finds out itself what this processor has.
  for (const key of ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OMP_NUM_THREADS"]) delete environment[key];
  Object.assign(environment, builds[build]);
  const child = spawn(python, [script, String(threads)], {
    env: environment,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  let failure;
  let settle = () => {};
  child.stderr.on("data", (part) => {
    errors += part;
  });
  child.stdin.on("error", () => {});
  child.once("error", (error) => settle({ error: (failure = error.message) }));
  child.once("close", () => settle({ error: (failure ??= `it ended: ${errors.trim().split("\n").at(-1)}`) }));
  createInterface({ input: child.stdout }).on("line", (line) => settle(JSON.parse(line)));
  return {
    async ask(request) {
      const answer =
        failure !== undefined
          ? { error: failure }
          : await new Promise((resolve) => {
              settle = resolve;
              child.stdin.write(`${JSON.stringify(request)}\n`);
            });
      if ("error" in answer) throw new Error(`${name} cannot go on: ${answer.error}`);
      return answer.value;
    },
    end: () => child.stdin.end(),
  };
}

/** Starts all four. The entry that takes part in a comparison is the fastest of them, and its name says which it is. */
export async function pytorch() {
  const variants = Object.keys(builds).flatMap((build) =>
    [1, 2].map((threads) => {
      const name = `PyTorch (${build}, ${threads === 1 ? "1 thread" : `${threads} threads`})`;
      return { name, ...processOf(name, build, threads) };
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), "tensorloom-bench-"));
  const version = await variants[0].ask({ ask: "version" });
  return {
    name: "PyTorch",
    version,
    threads: 2,
    async prepare(workload) {
      const request = {
        ask: "prepare",
        workload: { ...workload, tensors: written(workload.tensors, folder) },
      };
      for (const { ask } of variants) if (!(await ask(request))) return undefined;
      const { ask, name } = await fastest(variants);
      for (const variant of variants) await variant.ask({ ask: "close" });
      // Training has gone on while they were tried.
      await ask(request);
      const file = join(folder, "result");
      return {
        name,
        async result() {
          await ask({ ask: "result", file });
          return new Float32Array(new Uint8Array(readFileSync(file)).buffer);
        },
        time: (repeats) => ask({ ask: "time", repeats }),
        close: () => ask({ ask: "close" }),
      };
    },
    async close() {
      for (const { end } of variants) end();
      rmSync(folder, { recursive: true });
    },
  };
}

async function fastest(variants) {
  const times = variants.map(() => []);
  // The first turns warm up caches and memory pools.
  for (let round = 0; round < 9; round++) {
    for (const [i, { ask }] of variants.entries()) {
      const time = await ask({ ask: "time", repeats: round < 2 ? 1 : Math.ceil(4 / times[i].at(-1)) });
      times[i].push(time);
    }
  }
  const medians = times.map((list) => quartiles(list.slice(2)).median);
  return variants[medians.indexOf(Math.min(...medians))];
}

/** The tensors in files of a folder, as pytorch.py reads them. */
export function written(tensors, folder) {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { shape, data }]) => {
      const file = join(folder, name);
      writeFileSync(file, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      return [name, { file, shape, dtype: data instanceof Int32Array ? "int32" : "float32" }];
    }),
  );
}
