import { datasets } from "../data/index.ts";
import type { StoredTensors } from "../io/index.ts";
import { packageVersion, type Recipe, recipes } from "../recipes/index.ts";
import { loadWeights, readRunRecord, readRunWeights } from "../train/index.ts";
import { suggestion } from "./nearest-name.ts";

/** What a run's record tells about its data. */
interface RecordedData {
  readonly name?: unknown;
  readonly classes?: unknown;
}

/** A run's folder, read: what it is a run of, and its weights. */
export class OpenRun {
  readonly path: string;
  readonly recipe: Recipe;
  readonly record: Readonly<Record<string, unknown>>;
  private readonly weights: StoredTensors;

  private constructor(path: string, recipe: Recipe, record: Record<string, unknown>, weights: StoredTensors) {
    this.path = path;
    this.recipe = recipe;
    this.record = record;
    this.weights = weights;
  }

  /**
   * Reads a run's record and weights.
   *
   * Throws: Error if it is no run, or of a recipe that is not known here; what `readRunWeights` throws.
   */
  static async read(path: string): Promise<OpenRun> {
    const record = await readRunRecord(path);
    const recipe = typeof record.recipe === "string" ? recipes.get(record.recipe) : undefined;
    if (recipe === undefined) {
      const { recipe: named } = record;
      const what = named === undefined ? "no recipe" : `the recipe ${JSON.stringify(named)}`;
      throw new Error(
        `Cannot use the run in ${path}, of ${what}: ${suggestion(String(named), [...recipes.keys()])}${madeElsewhere(record)}`,
      );
    }
    return new OpenRun(path, recipe, record, await weightsOf(path));
  }

  /**
   * The recipe's model with the run's weights.
   *
   * Throws: Error if they do not fit.
   */
  model(): ReturnType<Recipe["model"]> {
    const model = this.recipe.model();
    try {
      loadWeights(model, this.weights);
    } catch (error) {
      throw new Error(
        `${(error as Error).message} The weights are those of ${this.path}.${madeElsewhere(this.record)}`,
        {
          cause: error,
        },
      );
    }
    return model;
  }

  /** The name of the data set it was trained on. Throws: Error if there is no such data set here. */
  get data(): string {
    const { name = this.recipe.data } = (this.record.data ?? {}) as RecordedData;
    if (typeof name === "string" && datasets.has(name)) return name;
    throw new Error(
      `Cannot use the data set ${JSON.stringify(name)} of ${this.path}: ${suggestion(String(name), [...datasets.keys()])} Name another one with --data.${madeElsewhere(this.record)}`,
    );
  }

  /** The names of the classes. Throws: Error if the record has none. */
  get classes(): readonly string[] {
    const { classes } = (this.record.data ?? {}) as RecordedData;
    if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string")) {
      throw new Error(
        `Cannot name the classes of ${this.path}: expected a list of them in its run.json at data.classes, got ${JSON.stringify(classes) ?? "none"}. Train it again with this version of Tensorloom.${madeElsewhere(this.record)}`,
      );
    }
    return classes;
  }
}

/** " It was made by Tensorloom 0.0.9, and this is 0.1.0." where that may be why. */
function madeElsewhere(record: Readonly<Record<string, unknown>>): string {
  const { tensorloom } = (record.versions ?? {}) as { tensorloom?: unknown };
  const here = packageVersion();
  return typeof tensorloom !== "string" || tensorloom === here
    ? ""
    : ` It was made by Tensorloom ${tensorloom}, and this is ${here}.`;
}

async function weightsOf(path: string): Promise<StoredTensors> {
  try {
    return await readRunWeights(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new Error(
        `Cannot find the weights of ${path}: expected a file model.safetensors, which is written when training ends. Go on with loom train --out ${path} --resume.`,
        { cause: error },
      );
    }
    if (!(error instanceof RangeError)) throw error;
    throw new Error(`${error.message} Copy the run anew, or train it again.`, { cause: error });
  }
}
