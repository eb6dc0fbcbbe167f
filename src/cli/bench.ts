import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { deviceNames, getDevice, useDefaultDevice } from "../tensor/index.ts";
import { besidePyTorch } from "./bench/beside-pytorch.ts";
import { type Comparison, compareOn } from "./bench/compare.ts";
import { contestantThread } from "./bench/contestant-thread.ts";
import { limitThreads } from "./bench/limits.ts";
import { machine } from "./bench/machine.ts";
import { namedWorkloads } from "./bench/named-workloads.ts";
import { networks } from "./bench/networks.ts";
import { hasPyTorch, pytorch } from "./bench/pytorch.ts";
import type { Contestant, Workload } from "./bench/workload.ts";
import { examples } from "./examples.ts";
import { unknownName } from "./nearest-name.ts";
import { positiveNumber } from "./option-values.ts";
import { type Paint, paintFor, type Terminal } from "./terminal.ts";

interface BenchOptions {
  readonly device?: string;
  readonly only?: string;
  readonly seconds: number;
  readonly json: boolean;
}

/** Adds `loom bench`. */
export function addBenchCommand(program: Command, terminal: Terminal): void {
  program
    .command("bench")
    .description("measure products and training steps on this computer, beside what it can do at best")
    .option("--device <name>", "one device (default: all but reference)")
    .option("--only <names>", `some of ${[...namedWorkloads.keys()].join(", ")}`)
    .option("--seconds <n>", "how long each is measured", positiveNumber("--seconds"), 1)
    .option("--json", "print the figures as a JSON object", false)
    .addHelpText(
      "after",
      "\nWhere Debian's python3-torch is installed, PyTorch takes part once a network's step is measured.\n" +
        examples(
          "loom bench",
          "loom bench --only product,mlp --device native --seconds 3",
          "loom bench --json > figures.json",
        ),
    )
    .action(async (options: BenchOptions) => {
      const chosen = chosenWorkloads(options.only);
      const ours = contestantsOf(options.device);
      const steps = chosen.some(([name]) => Object.hasOwn(networks, name));
      const theirs = steps && hasPyTorch() ? await pytorch() : undefined;
      const contestants = theirs === undefined ? ours : [...ours, theirs];
      const counts = [...new Set(ours.map(({ threads }) => threads))];
      const machineCode = ours.some(({ name }) => name === "native");
      const limits = counts.flatMap((threads) => limitThreads(threads, machineCode));
      const about = { ...machine(), pytorch: theirs?.version };
      const table = new Table(terminal, contestants);
      if (!options.json) {
        table.line(
          `Tensorloom ${about.tensorloom}, Node ${about.node}, ${about.processor}, ${about.cores} cores, ${about.date}`,
        );
        table.head();
      }
      try {
        const results: Record<string, Comparison> = {};
        for (const [name, workload] of chosen) {
          const result = await compareOn(await workload(), contestants, limits, options);
          results[name] = result;
          if (!options.json) table.row(result);
        }
        if (options.json) {
          const first = ours.slice(0, counts.length).map(({ name, threads }) => [name, threads] as const);
          const standing = besidePyTorch(results, new Map(first));
          const told = { event: "result", ...about, ...standing, results };
          terminal.stdout.write(`${JSON.stringify(told, shortened)}\n`);
        }
      } finally {
        for (const { close } of [...contestants, ...limits]) await close();
      }
    });
}

function chosenWorkloads(only: string | undefined): [string, () => Workload | Promise<Workload>][] {
  if (only === undefined) return [...namedWorkloads];
  return only.split(",").map((name) => {
    const workload = namedWorkloads.get(name);
    if (workload === undefined) {
      throw unknownName("--only", name, [...namedWorkloads.keys()]);
    }
    return [name, workload];
  });
}

/** Each device on one thread and on as many as there are cores. */
function contestantsOf(device: string | undefined): Contestant[] {
  const names = deviceNames();
  if (device !== undefined && !names.includes(device)) {
    throw unknownName("--device", device, names);
  }
  const wanted = device === undefined ? usable(names) : [device];
  const counts = [...new Set([1, availableParallelism()])];
  return wanted.flatMap((name) =>
    (name === "reference" ? [1] : counts).map((threads) =>
      contestantThread(
        threads === 1 ? name : `${name} ×${threads}`,
        new URL("./bench/tensorloom-thread.js", import.meta.url),
        { device: name, threads },
      ),
    ),
  );
}

/** The default device and those after it, but reference: what stands before it cannot be used here. */
function usable(names: readonly string[]): string[] {
  useDefaultDevice();
  return names.slice(names.indexOf(getDevice().name)).filter((name) => name !== "reference");
}

/** Five digits are more than a time has. */
function shortened(_: string, value: unknown): unknown {
  return typeof value === "number" ? Number(value.toPrecision(5)) : value;
}

/** One line a workload, one column a contestant. */
class Table {
  private readonly terminal: Terminal;
  private readonly paint: Paint;
  private readonly contestants: readonly Contestant[];

  constructor(terminal: Terminal, contestants: readonly Contestant[]) {
    this.terminal = terminal;
    this.paint = paintFor(terminal.stdout, terminal.environment);
    this.contestants = contestants;
  }

  line(text: string): void {
    this.terminal.stdout.write(`${text}\n`);
  }

  head(): void {
    const columns = this.contestants.map(({ name }) => name.padStart(20));
    this.line(this.paint.bold(`${"".padEnd(48)}${columns.join("")}   one core at best`));
  }

  row({ name, outcomes, limits }: Comparison): void {
    const columns = this.contestants.map((contestant) => {
      // PyTorch's name goes on with what it was at its best with.
      const outcome = outcomes.find(({ name: own }) => own.split(" (")[0] === contestant.name);
      if (outcome === undefined) return "".padStart(20);
      const { milliseconds, share } = outcome;
      const percent = share === undefined ? "" : `${Math.round(100 * share.median)} %`;
      return `${milliseconds.median.toPrecision(3).padStart(9)} ms ${percent.padStart(7)}`;
    });
    const unit = limits.peak === undefined ? "GB/s" : "GFLOPS";
    const limit = limits.peak ?? limits.memory;
    const best = limit === undefined ? "" : `${limit.median.toFixed(1)} ${unit}`;
    this.line(`${name.padEnd(48)}${columns.join("")}   ${this.paint.dim(best)}`);
  }
}
