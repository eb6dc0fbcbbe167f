import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { deviceNames } from "../tensor/index.ts";
import { type Comparison, compareOn } from "./bench/compare.ts";
import { contestantThread } from "./bench/contestant-thread.ts";
import { limitThreads } from "./bench/limits.ts";
import { machine } from "./bench/machine.ts";
import { namedWorkloads } from "./bench/named-workloads.ts";
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
      examples(
        "loom bench",
        "loom bench --only product,mlp --device native --seconds 3",
        "loom bench --json > figures.json",
      ),
    )
    .action(async (options: BenchOptions) => {
      const chosen = chosenWorkloads(options.only);
      const contestants = contestantsOf(options.device);
      const threads = [...new Set(contestants.map((contestant) => contestant.threads))];
      const limits = threads.flatMap(limitThreads);
      const about = machine();
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
        if (options.json)
          terminal.stdout.write(`${JSON.stringify({ event: "result", ...about, results }, shortened)}\n`);
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
  const wanted = device === undefined ? names.filter((name) => name !== "reference") : [device];
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
      const outcome = outcomes.find((other) => other.name === contestant.name);
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
