import { deriveSeed, type Provenance } from "../data/index.ts";
import { deviceReason, getDevice, manualSeed } from "../tensor/index.ts";
import { diagnose, type ResultEvent, RunFolder, reaches, saveWeights } from "../train/index.ts";
import type { Outcome, Prepared, Recipe } from "./recipe.ts";
import { resumeRun } from "./resume-run.ts";
import { environmentFacts, packageVersion } from "./run-environment.ts";
import type { RunEvent, RunResult } from "./run-events.ts";
import { runPhases } from "./run-phases.ts";
import { runReport } from "./run-report.ts";
import { TensorBoardLog } from "./tensorboard-log.ts";

/** What can be chosen about a run. */
export interface RunOptions {
  /** The recipe's data set, or another of its kind; left out for a recipe that makes its examples. */
  readonly data?: Provenance;
  /** Decides everything random. Default 0. */
  readonly seed?: number;
  /** In place of those of the recipe. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether it is the recipe's fast form that runs. */
  readonly fast?: boolean;
  /** The run's folder; see `RunFolder.create`. */
  readonly out?: string;
  /** Whether to go on with the run in `out`, if there is one: to the same weights as if it had never been killed. */
  readonly resume?: boolean;
  /** Whether to write a file for TensorBoard, too. */
  readonly tensorboard?: boolean;
  /** When it is aborted, training stops after the step at hand, and the run is saved. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * Trains a recipe on the device in use, evaluates it on the held-out examples and leaves a run's folder.
 *
 * Throws: RangeError if the options do not fit the data or the run to go on with; what the file system throws.
 */
export async function runRecipe(recipe: Recipe, options: RunOptions): Promise<RunResult> {
  const { seed = 0, fast = false, signal, onEvent } = options;
  const data: Provenance = options.data ?? recipeData(recipe);
  const settings = {
    ...recipe.settings,
    ...(fast && recipe.fast.settings),
    ...options.settings,
  };
  const targets = fast ? recipe.fast.targets : recipe.targets;
  const prepared = await recipe.prepare(data, settings);
  const device = getDevice();
  manualSeed(deriveSeed(seed, "model"));
  const model = recipe.model(prepared.assets, settings);
  const phases = [recipe.train(model, prepared, settings)].flat();

  const record = {
    recipe: recipe.name,
    ...(fast && { fast }),
    data: { name: data.name, origin: data.origin, sha256: data.checksums, licence: data.licence },
    settings,
    seed,
    device: device.name,
    deviceReason: deviceReason(),
    ...(device.instructions !== undefined && { instructions: device.instructions }),
    threads: device.threads,
    versions: { tensorloom: packageVersion(), node: process.version },
    machine: environmentFacts(),
    started: new Date().toISOString(),
    assets: prepared.assets,
  };
  const before = options.resume && options.out ? await resumeRun(options.out, record) : undefined;
  if (before !== undefined && "event" in before) {
    onEvent?.(before);
    return before;
  }
  const folder = before?.folder ?? (await RunFolder.create(recipe.name, options.out));
  let log: TensorBoardLog | undefined;
  try {
    await folder.writeRecord(record);
    const events = [...((before?.events ?? []) as unknown as RunEvent[])];
    log = options.tensorboard ? await TensorBoardLog.create(folder.path, events) : undefined;
    const tell = async (event: RunEvent): Promise<void> => {
      events.push(event);
      onEvent?.(event);
      await folder.addEvent(event);
      await log?.add(event);
    };

    let end: ResultEvent | undefined;
    let epochs = 0;
    const told = runPhases(phases, { model, folder, seed, signal, checkpoint: before?.checkpoint });
    for await (const { phase, event } of told) {
      if (event.event === "result") {
        end = event;
        epochs += event.epochs;
      } else if (event.event !== "start") await tell(event);
      else {
        const { name, threads } = device;
        await tell({
          ...event,
          ...{ recipe: recipe.name, data: data.name, device: name, threads, out: folder.path },
          ...(phases.length > 1 && {
            phase: { name: phases[phase]!.name ?? "", number: phase + 1, count: phases.length },
          }),
        });
      }
    }
    if (end === undefined) throw new Error("Cannot end a run whose training has no result.");

    const weights = await saveWeights(model);
    await folder.writeWeights(weights.bytes);
    const { metrics, sections = [] } = await evaluateRecipe(recipe, { model, prepared, settings, seed });
    const history = events.filter((event) => event.event === "step" || event.event === "epoch");
    const watched = history.some((event) => event.event === "epoch" && event.validation?.loss !== undefined);
    const result: RunResult = {
      event: "result",
      recipe: recipe.name,
      metrics: { ...metrics, weightsSha256: weights.sha256 },
      targets,
      reached: targets.every((target) => reaches(metrics, target)),
      data: data.name,
      seed,
      epochs,
      steps: end.steps,
      seconds: end.seconds,
      peakMemory: 1024 * process.resourceUsage().maxRSS,
      device: device.name,
      threads: device.threads,
      stopped: end.stopped,
      ...(watched && phases.length === 1 && { diagnosis: diagnose(history) }),
      out: folder.path,
    };
    await folder.writeRecord({ ...record, result });
    await folder.writeReport(
      runReport(recipe, { data, card: prepared.card ?? [], events, result, metrics, sections, settings }),
    );
    await tell(result);
    return result;
  } finally {
    await log?.close();
    await folder.close();
  }
}

/** Evaluates a trained model with numbers that depend on the seed only. */
export async function evaluateRecipe(
  recipe: Recipe,
  run: {
    readonly model: ReturnType<Recipe["model"]>;
    readonly prepared: Prepared;
    readonly settings: Recipe["settings"];
    readonly seed: number;
  },
): Promise<Outcome> {
  manualSeed(deriveSeed(run.seed, "evaluation"));
  run.model.eval();
  return recipe.evaluate(run.model, run.prepared, run.settings);
}

/** What is said of examples that a recipe makes itself. */
export function recipeData({ name }: Recipe): Provenance {
  return { name: `made by ${name}`, origin: "made by the recipe", checksums: {}, licence: "None is needed." };
}
