import type { Command } from "commander";
import { crossEntropy } from "../losses/index.ts";
import { recipes } from "../recipes/index.ts";
import { getDevice } from "../tensor/index.ts";
import { countCorrect, Evaluator, loadWeights, readRunRecord, readRunWeights } from "../train/index.ts";
import { chooseDevice } from "./choose-device.ts";
import { loadData } from "./load-data.ts";
import { positiveInteger } from "./option-values.ts";
import { paintFor, type Terminal } from "./terminal.ts";

interface EvaluateOptions {
  readonly data?: string;
  readonly download: boolean;
  readonly batch?: number;
  readonly device?: string;
  readonly threads?: number;
  readonly json: boolean;
}

/** Adds `loom evaluate <run>`. */
export function addEvaluateCommand(program: Command, terminal: Terminal): void {
  program
    .command("evaluate")
    .description("evaluate a trained run on held-out examples")
    .argument("<run>", "a run's folder, such as runs/mnist-1")
    .option("--data <name>", "another data set with images of the same size")
    .option("--download", "allow the data set to be downloaded if it is not on this computer", false)
    .option("--batch <n>", "examples at once", positiveInteger("--batch"))
    .option("--device <name>", "what runs the programs")
    .option(
      "--threads <n>",
      "threads the device uses; never changes the result",
      positiveInteger("--threads"),
    )
    .option("--json", "print the result as a JSON object", false)
    .action(async (path: string, options: EvaluateOptions) => {
      const record = await readRunRecord(path);
      const recipe = typeof record.recipe === "string" ? recipes.get(record.recipe) : undefined;
      if (recipe === undefined) {
        throw new Error(
          `Cannot evaluate ${path}: its run.json names the recipe ${JSON.stringify(record.recipe)}, expected one of ${[...recipes.keys()].join(", ")}.`,
        );
      }
      const recorded = record.data as { name?: unknown } | undefined;
      const trainedOn = typeof recorded?.name === "string" ? recorded.name : recipe.data;
      const weights = await readRunWeights(path);
      await chooseDevice(options);
      const data = await loadData(options.data ?? trainedOn, { download: options.download, terminal });
      const model = recipe.model();
      loadWeights(model, weights);
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
        recipe: recipe.name,
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
