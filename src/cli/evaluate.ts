import type { Command } from "commander";
import { crossEntropy } from "../losses/index.ts";
import { countCorrect } from "../metrics/index.ts";
import { requireData } from "../recipes/index.ts";
import { getDevice } from "../tensor/index.ts";
import { Evaluator } from "../train/index.ts";
import { chooseDevice } from "./choose-device.ts";
import { addDeviceOptions, type ChosenDevice } from "./device-options.ts";
import { examples } from "./examples.ts";
import { loadData } from "./load-data.ts";
import { OpenRun } from "./open-run.ts";
import { positiveInteger } from "./option-values.ts";
import { paintFor, type Terminal } from "./terminal.ts";

interface EvaluateOptions extends ChosenDevice {
  readonly data?: string;
  readonly download: boolean;
  readonly batch?: number;
  readonly json: boolean;
}

/** Adds `loom evaluate <run>`. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("evaluate")
    .description("evaluate a trained run on held-out examples")
    .argument("<run>", "a run's folder, such as runs/mnist-1")
    .option("--data <name>", "another data set with images of the same size")
    .option("--download", "allow the data set to be downloaded if it is not on this computer", false)
    .option("--batch <n>", "examples at once", positiveInteger("--batch"));
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
      const data = await loadData(options.data ?? run.data, { download: options.download, terminal });
      requireData(run.recipe, data);
      const began = performance.now();
      const evaluator = new Evaluator(model, {
        loss: (outputs, labels) => crossEntropy(outputs, labels),
        metrics: { accuracy: countCorrect },
        ...(options.batch !== undefined && { batchSize: options.batch }),
      });
      const { metrics } = await evaluator.evaluate(data.test);
      const seconds = (performance.now() - began) / 1000;
      const { name: device, threads } = getDevice();
      const { accuracy, loss } = metrics as { accuracy: number; loss: number };
      const result = {
        event: "result",
        recipe: run.recipe.name,
        run: path,
        metrics: { accuracy, loss },
        data: data.name,
      };
      if (options.json) {
        terminal.stdout.write(
          `${JSON.stringify({ ...result, examples: data.test.length, seconds, device, threads })}\n`,
        );
        return;
      }
      const paint = paintFor(terminal.stdout, terminal.environment);
      terminal.stdout.write(
        `${paint.bold(`accuracy ${(100 * accuracy).toFixed(2)} %`)}, loss ${loss.toFixed(4)} on ` +
          `${data.test.length.toLocaleString("en-US")} held-out examples of ${data.name} (${seconds.toFixed(1)} s)\n`,
      );
    });
}
