import type { Command } from "commander";
import { evaluateRecipe } from "../recipes/index.ts";
import { getDevice } from "../tensor/index.ts";
import { formatMetric } from "../train/index.ts";
import { chooseDevice } from "./choose-device.ts";
import { addDeviceOptions, type ChosenDevice } from "./device-options.ts";
import { examples } from "./examples.ts";
import { loadData } from "./load-data.ts";
import { OpenRun } from "./open-run.ts";
import { paintFor, type Terminal } from "./terminal.ts";

interface EvaluateOptions extends ChosenDevice {
  readonly data?: string;
  readonly download: boolean;
  readonly json: boolean;
}

/** Adds `loom evaluate <run>`. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("evaluate")
    .description("evaluate a trained run on held-out examples")
    .argument("<run>", "a run's folder, such as runs/mnist-1")
    .option("--data <name>", "another data set with images of the same size")
    .option("--download", "allow the data set to be downloaded if it is not on this computer", false);
  addDeviceOptions(command)
    .option("--json", "print the result as a JSON object", false)
    .addHelpText(
      "after",
      examples("loom evaluate runs/mnist-1", "loom evaluate runs/mnist-1 --data mnist --json"),
    )
    .action(async (path: string, options: EvaluateOptions) => {
      const run = await OpenRun.read(path);
      await chooseDevice(options);
      const model = run.model();
      const { download } = options;
      const { recipe, settings, seed } = run;
      const loaded = await loadData(recipe, options.data ?? run.data, { download, terminal });
      const prepared = await run.prepare(loaded);
      const began = performance.now();
      const { metrics } = await evaluateRecipe(recipe, { model, prepared, settings, seed });
      const seconds = (performance.now() - began) / 1000;
      const { name: device, threads } = getDevice();
      if (options.json) {
        const result = { event: "result", recipe: recipe.name, run: path, metrics, data: loaded?.name };
        terminal.stdout.write(`${JSON.stringify({ ...result, seconds, device, threads })}\n`);
        return;
      }
      const paint = paintFor(terminal.stdout, terminal.environment);
      const figures = Object.entries(metrics)
        .map(([name, value]) => `${name} ${formatMetric(name, value)}`)
        .join(", ");
      terminal.stdout.write(
        `${paint.bold(figures)} on held-out examples${loaded === undefined ? "" : ` of ${loaded.name}`} (${seconds.toFixed(1)} s)\n`,
      );
    });
}
