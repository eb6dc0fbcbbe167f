import { isDeepStrictEqual } from "node:util";
import { datasets, type Provenance } from "../data/index.ts";
import type { StoredTensors } from "../io/index.ts";
import {
  type Json,
  type Prepared,
  packageVersion,
  type Recipe,
  recipeData,
  recipes,
} from "../recipes/index.ts";
import { loadWeights, readRunRecord, readRunWeights } from "../train/index.ts";
import { suggestion } from "./nearest-name.ts";

/** What a run's record tells about its data. */
interface RecordedData {
  readonly name?: unknown;
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
    const model = this.recipe.model(this.assets, this.settings);
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

  /** The name of the data set it was trained on, if it is one. Throws: Error if there is no such data set here. */
  get data(): string | undefined {
    if (this.recipe.data === undefined) return undefined;
    const { name = this.recipe.data } = (this.record.data ?? {}) as RecordedData;
    if (typeof name === "string" && datasets.has(name)) return name;
    throw new Error(
      `Cannot use the data set ${JSON.stringify(name)} of ${this.path}: ${suggestion(String(name), [...datasets.keys()])} Name another one with --data.${madeElsewhere(this.record)}`,
    );
  }

  /** What the model knows of its data. Throws: Error if the record does not say. */
  get assets(): Json {
    const { assets } = this.record as { assets?: Json };
    if (assets !== undefined) return assets;
    throw new Error(
      `Cannot use the run in ${this.path}: expected what its model knows of its data in run.json at assets, got none. Train it again with this version of Tensorloom.${madeElsewhere(this.record)}`,
    );
  }

  /** The settings it was trained with. */
  get settings(): Recipe["settings"] {
    return { ...this.recipe.settings, ...(this.record.settings as object | undefined) };
  }

  /** The seed it was trained with. */
  get seed(): number {
    return typeof this.record.seed === "number" ? this.record.seed : 0;
  }

  /**
   * What the recipe makes of data.
   *
   * Throws: RangeError if that is other data than the model can know: of other classes or words.
   */
  async prepare(data: Provenance | undefined): Promise<Prepared> {
    const prepared: Prepared = await this.recipe.prepare(data ?? recipeData(this.recipe), this.settings);
    const assets: unknown = JSON.parse(JSON.stringify(prepared.assets));
    if (isDeepStrictEqual(assets, this.assets)) return prepared;
    throw new RangeError(
      `Cannot evaluate ${this.path} on ${data?.name ?? "its examples"}: expected the same classes or words as those it was trained with. Name its own data, or train it on this.`,
    );
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
    throw new Error(error.message, { cause: error });
  }
}
