import { join } from "node:path";
import type { Command } from "commander";
import { encodePng, pictureGrid } from "../image/index.ts";
import { writeFileWhole } from "../io/index.ts";
import type { Recipe, SampleOptions } from "../recipes/index.ts";
import { getDevice, manualSeed } from "../tensor/index.ts";
import { chooseDevice } from "./choose-device.ts";
import { addDeviceOptions, type ChosenDevice } from "./device-options.ts";
import { examples } from "./examples.ts";
import { OpenRun } from "./open-run.ts";
import { pathName, positiveInteger, positiveNumber, seedValue, shareOfOne } from "./option-values.ts";
import { paintFor, type Terminal } from "./terminal.ts";

interface GenerateOptions extends SampleOptions, ChosenDevice {
  readonly seed: number;
  readonly out?: string;
  readonly json: boolean;
}

/** Small pictures are enlarged to about this many pixels. */
const leastCell = 96;

/** Adds `loom generate <run>`. */
export function addGenerateCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command("generate")
    .description("let a trained run make something new: text, or pictures in a PNG file")
    .argument("<run>", "a run's folder, such as runs/char-gpt-1")
    .option("--count <n>", "how many samples (default: 1 text, 64 pictures)", positiveInteger("--count"))
    .option("--label <class>", "the class of the samples, where the model takes one")
    .option("--prompt <text>", "how the text begins")
    .option("--length <n>", "how many tokens follow at most", positiveInteger("--length"))
    .option(
      "--temperature <x>",
      "below 1 the likely becomes likelier, above 1 less likely",
      positiveNumber("--temperature"),
    )
    .option("--top-k <n>", "only the n likeliest tokens can come next", positiveInteger("--top-k"))
    .option(
      "--top-p <p>",
      "only the likeliest tokens that together have this probability can come next",
      shareOfOne("--top-p"),
    )
    .option("--seed <n>", "decides everything random", seedValue("--seed"), 0);
  addDeviceOptions(command)
    .option(
      "--out <file>",
      "the PNG file (default: samples.png in the run's folder)",
      pathName("--out", "file"),
    )
    .option("--json", "print the result as a JSON object", false)
    .addHelpText(
      "after",
      examples(
        'loom generate runs/char-gpt-1 --prompt "ROMEO:" --length 500 --temperature 0.8',
        "loom generate runs/names-1 --count 20 --top-p 0.9 --seed 3",
        "loom generate runs/conditional-gan-1 --label 7 --out sevens.png",
      ),
    )
    .action(async (path: string, options: GenerateOptions) => {
      const run = await OpenRun.read(path);
      const { sampler } = run.recipe;
      if (sampler === undefined) {
        throw new Error(
          `Cannot generate with ${path}: expected a run of a recipe that makes something new, got one of ${run.recipe.name}. See loom list.`,
        );
      }
      await chooseDevice(options);
      const model = run.model();
      model.eval();
      manualSeed(options.seed);
      const began = performance.now();
      const made =
        sampler.kind === "text"
          ? await texts(sampler, { run, model, options }, terminal)
          : await pictures(sampler, { run, model, options });
      const seconds = (performance.now() - began) / 1000;
      if (options.json) {
        const { name: device, threads } = getDevice();
        const what = { event: "result", recipe: run.recipe.name, run: path };
        terminal.stdout.write(`${JSON.stringify({ ...what, ...made, seconds, device, threads })}\n`);
        return;
      }
      const { dim } = paintFor(terminal.stdout, terminal.environment);
      const speed = (count: number, of: string): string =>
        dim(
          `${count} ${of} in ${seconds.toFixed(1)} s: ${Math.round(count / seconds).toLocaleString("en-US")} a second`,
        );
      terminal.stdout.write(
        "file" in made
          ? `${made.file}  ${speed(made.pictures, "pictures")}\n`
          : `${speed(made.tokens, "tokens")}\n`,
      );
    });
}

type SamplerOf<Kind> = Extract<NonNullable<Recipe["sampler"]>, { kind: Kind }>;

/** What is sampled from, and how. */
interface Sampled {
  readonly run: OpenRun;
  readonly model: ReturnType<Recipe["model"]>;
  readonly options: GenerateOptions;
}

async function texts(
  sampler: SamplerOf<"text">,
  { run, model, options }: Sampled,
  terminal: Terminal,
): Promise<{ samples: string[]; tokens: number }> {
  const samples = [""];
  let tokens = 0;
  const show = (text: string): void => {
    if (!options.json) terminal.stdout.write(text);
  };
  for await (const piece of sampler.sample(model, run.assets, { ...options, count: options.count ?? 1 })) {
    if (piece === "\0") {
      samples.push("");
      show("\n");
      continue;
    }
    tokens++;
    samples[samples.length - 1] += piece;
    show(piece);
  }
  if (samples.at(-1) === "") samples.pop();
  else show("\n");
  return { samples, tokens };
}

async function pictures(
  sampler: SamplerOf<"pictures">,
  { run, model, options }: Sampled,
): Promise<{ file: string; pictures: number }> {
  const made = await sampler.sample(model, run.assets, { ...options, count: options.count ?? 64 });
  const zoom = Math.max(1, Math.floor(leastCell / made[0]!.width));
  const { width, height, rgba } = pictureGrid(made, { zoom });
  const file = options.out ?? join(run.path, "samples.png");
  await writeFileWhole(file, encodePng({ width, height, channels: 4, data: rgba }));
  return { file, pictures: made.length };
}
