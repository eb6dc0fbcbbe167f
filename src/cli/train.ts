import type { Command } from "commander";
import type { ImageSplits } from "../data/index.ts";
import { recipes, runRecipe } from "../recipes/index.ts";
import { runExists } from "../train/index.ts";
import { chooseDevice } from "./choose-device.ts";
import { chosenSettings } from "./chosen-settings.ts";
import { addDeviceOptions, type ChosenDevice } from "./device-options.ts";
import { examples } from "./examples.ts";
import { loadData } from "./load-data.ts";
import { suggestion } from "./nearest-name.ts";
import { pathName, positiveInteger, seedValue } from "./option-values.ts";
import { type RunChoices, resumedOptions } from "./resumed-options.ts";
import { RunLines } from "./run-lines.ts";
import { paintFor, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface TrainOptions extends RunChoices, ChosenDevice {
  readonly download: boolean;
  readonly resume: boolean;
  readonly tensorboard: boolean;
  readonly json: boolean;
}

/** Adds `loom train <recipe>`. */
export function addTrainCommand(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const command = program
    .command("train")
    .description("train a recipe and write a run's folder: weights, events, report")
    .argument("<recipe>", `one of ${[...recipes.keys()].join(", ")}`)
    .option("--fast", "a small form of the recipe that ends in seconds", false)
    .option("--data <name>", "another data set with images of the same size")
    .option("--download", "allow the data set to be downloaded if it is not on this computer", false)
    .option("--epochs <n>", "passes over the data", positiveInteger("--epochs"))
    .option("--batch <n>", "examples a step", positiveInteger("--batch"))
    .option("--set <name=value...>", "other settings of the recipe, as loom list --json shows them")
    .option("--seed <n>", "decides everything random; same seed, same weights", seedValue("--seed"), 0);
  addDeviceOptions(command)
    .option(
      "--out <folder>",
      "the run's folder (default: runs/<recipe>-<number>)",
      pathName("--out", "folder"),
    )
    .option("--resume", "go on with the run in --out, to the same weights as without a break", false)
    .option("--tensorboard", "write a file for TensorBoard into the run's folder, too", false)
    .option("--json", "print events, one JSON object a line, the last one the result", false)
    .addHelpText(
      "after",
      examples(
        "loom train mnist",
        "loom train mnist --fast",
        "loom train mnist --epochs 3 --seed 7 --out runs/small",
        "loom train mnist --set learningRate=1e-3 --set weightDecay=0",
        "loom train mnist --out runs/small --resume",
        "loom train mnist --data fashion-mnist --download",
        "loom train mnist --json > events.jsonl",
      ),
    )
    .action(async (name: string, said: TrainOptions, command: Command) => {
      const recipe = recipes.get(name);
      if (recipe === undefined) {
        throw new UsageError(`Cannot train "${name}": ${suggestion(name, [...recipes.keys()])}`);
      }
      const options = said.resume
        ? await resumedOptions(said, (option) => command.getOptionValueSource(option) === "cli")
        : said;
      const { seed, fast, batch, out, download, resume } = options;
      const settings = { ...options.settings, ...chosenSettings(recipe, options) };
      await chooseDevice(options);
      const data = await loadData(recipe, options.data, { download, terminal, fast });
      const { train } = (data ?? {}) as Partial<ImageSplits>;
      if (batch !== undefined && train !== undefined && batch > train.length) {
        throw new UsageError(
          `Cannot use --batch ${batch}: expected at most ${train.length}, as many examples as ${data!.name} has.`,
        );
      }
      const lines = new RunLines(terminal.stdout, paintFor(terminal.stdout, terminal.environment));
      const tell = (line: string): void => {
        if (options.json) terminal.stderr.write(`${line}\n`);
        else lines.print(line);
      };
      const interruption = stopOnInterrupt(tell);
      const nothingToResume = resume && !(await runExists(out!));
      try {
        const result = await runRecipe(recipe, {
          ...(data && { data }),
          ...{ seed, settings, fast, resume, tensorboard: options.tensorboard },
          ...(out !== undefined && { out }),
          signal: interruption.signal,
          onEvent: (event) => {
            if (event.event === "start" && nothingToResume) {
              tell(`There was no run in ${out} to go on with, so a new one begins.`);
            }
            if (options.json) terminal.stdout.write(`${JSON.stringify(event)}\n`);
            else lines.show(event);
          },
        });
        exit(result.stopped ? 130 : 0);
      } finally {
        lines.clear();
        interruption.end();
      }
    });
}

/** The first interrupt or polite kill aborts the signal, the second ends the process at once. */
function stopOnInterrupt(print: (line: string) => void): { signal: AbortSignal; end: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    print("Stopping after this step and saving the run; Ctrl-C again stops at once.");
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, stop);
  const end = (): void => {
    for (const name of names) process.off(name, stop);
  };
  return { signal: controller.signal, end };
}
