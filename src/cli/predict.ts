import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { decodePicture, encodePng, montage, type Plane } from "../image/index.ts";
import type { Layer } from "../nn/index.ts";
import { type Classified, classifyPictures, type PictureClassifier } from "../recipes/index.ts";
import { getDevice } from "../tensor/index.ts";
import { bar } from "./bars.ts";
import { chooseDevice } from "./choose-device.ts";
import { addDeviceOptions, type ChosenDevice } from "./device-options.ts";
import { examples } from "./examples.ts";
import { OpenRun } from "./open-run.ts";
import { pathName } from "./option-values.ts";
import { paintFor, type Terminal } from "./terminal.ts";

interface PredictOptions extends ChosenDevice {
  readonly saveSeen?: string;
  readonly json: boolean;
}

/** How many classes are shown, the likeliest first. */
const mostShown = 5;
const barLength = 30;

/** Adds `loom predict <run> <pictures>`. */
export function addPredictCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("predict")
    .description("classify pictures of your own with a trained run")
    .argument("<run>", "a run's folder, such as runs/mnist-1")
    .argument("<pictures...>", "PNG or JPEG files");
  addDeviceOptions(command)
    .option("--save-seen <file>", "write a PNG of what the network saw", pathName("--save-seen", "file"))
    .option("--json", "print the probabilities as a JSON object", false)
    .addHelpText(
      "after",
      examples(
        "loom predict runs/mnist-1 digit.png",
        "loom predict runs/mnist-1 photos/*.jpg --save-seen seen.png",
        "loom predict runs/mnist-1 digit.png --json",
      ),
    )
    .action(async (path: string, files: readonly string[], options: PredictOptions) => {
      const run = await OpenRun.read(path);
      const { pictures: classifier } = run.recipe;
      if (classifier === undefined) {
        throw new Error(
          `Cannot classify pictures with ${path}: expected a run of a recipe that takes pictures, got one of ${run.recipe.name}.`,
        );
      }
      const classes = classifier.classes(run.assets);
      const pictures: (readonly Plane[])[] = [];
      for (const file of files) pictures.push(await prepared(file, classifier));
      await chooseDevice(options);
      const results = await classifyPictures(run.model() as Layer, pictures);
      if (options.saveSeen !== undefined) await saveSeen(options.saveSeen, pictures);
      if (options.json) {
        const predictions = results.map((result, i) => ({ file: files[i]!, ...named(result, classes) }));
        const { name: device, threads } = getDevice();
        terminal.stdout.write(
          `${JSON.stringify({ event: "result", recipe: run.recipe.name, run: path, predictions, device, threads })}\n`,
        );
        return;
      }
      const paint = paintFor(terminal.stdout, terminal.environment);
      const lines = results.flatMap((result, i) => {
        const { prediction, probabilities } = named(result, classes);
        const width = Math.max(...probabilities.map((one) => one.class.length));
        return [
          `${files[i]}: ${paint.bold(prediction)}`,
          ...probabilities
            .slice(0, mostShown)
            .map(
              (one) =>
                `  ${one.class.padEnd(width)}  ${bar(one.probability, barLength, paint.blue)} ${percent(one.probability)}`,
            ),
        ];
      });
      terminal.stdout.write(`${lines.join("\n")}\n`);
    });
}

/** Throws: Error naming the file, if it cannot be read or holds no picture that will do. */
async function prepared(file: string, { prepare }: PictureClassifier): Promise<readonly Plane[]> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new Error(`Cannot read ${file}: expected a PNG or a JPEG, got ${whyNot(error)}.`, { cause: error });
  }
  const picture = decodePicture(bytes, file);
  try {
    return prepare(picture);
  } catch (error) {
    throw new Error(`Cannot use ${file}. ${(error as Error).message}`, { cause: error });
  }
}

async function saveSeen(file: string, pictures: readonly (readonly Plane[])[]): Promise<void> {
  const png = encodePng(montage(pictures));
  try {
    await writeFile(file, png);
  } catch (error) {
    throw new Error(
      `Cannot write --save-seen ${file}: expected a file that can be made, got ${whyNot(error)}.`,
      {
        cause: error,
      },
    );
  }
}

function whyNot(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return "no such file or folder";
  if (code === "EISDIR") return "a folder";
  return code ?? String(error);
}

/** The likeliest class, and all with their probabilities, the likeliest first. */
function named(
  { prediction, probabilities }: Classified,
  classes: readonly string[],
): { prediction: string; probabilities: { class: string; probability: number }[] } {
  const all = Array.from(probabilities, (probability, i) => ({
    class: classes[i] ?? String(i),
    probability,
  }));
  return {
    prediction: classes[prediction] ?? String(prediction),
    probabilities: all.sort((a, b) => b.probability - a.probability),
  };
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1).padStart(5)} %`;
}
