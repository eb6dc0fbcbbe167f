import { datasets, type Provenance } from "../data/index.ts";
import type { Recipe } from "../recipes/index.ts";
import { unknownName } from "./nearest-name.ts";
import { ProgressLine } from "./progress.ts";
import { paintFor, type Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Loads what a recipe learns from: its own data set or that of its fast form, or another of images if it is one of images. A bar on stderr tells
 * of downloads. Undefined for a recipe that makes its examples itself.
 *
 * Throws: UsageError if there is none of that name, or the recipe takes no other; Error saying what to do if its files are
 * not to be had.
 */
export async function loadData(
  recipe: Recipe,
  name: string | undefined,
  options: { readonly download: boolean; readonly terminal: Terminal; readonly fast?: boolean },
): Promise<Provenance | undefined> {
  const choices = dataChoices(recipe);
  if (name !== undefined && !choices.includes(name)) {
    if (choices.length > 1) throw unknownName("--data", name, choices);
    const takes = recipe.data === undefined ? "makes its examples itself" : `takes ${recipe.data} only`;
    throw new UsageError(`Cannot use --data ${name}: ${recipe.name} ${takes}. Leave --data out.`);
  }
  const entry = datasets.get(name ?? (options.fast ? recipe.fast.data : undefined) ?? recipe.data ?? "");
  if (entry === undefined) return undefined;
  const { stderr, environment } = options.terminal;
  const progress = new ProgressLine(stderr, paintFor(stderr, environment));
  const loaded = await entry.load({
    download: options.download,
    environment,
    onTerms: (terms) => progress.print(`Downloading ${terms}`),
    onProgress: (file, received, total) => {
      const megabytes = `${(received / 1e6).toFixed(1)} MB`;
      progress.update({ fraction: total > 0 ? received / total : 0, label: file.name, details: [megabytes] });
    },
  });
  progress.clear();
  return loaded;
}

/** The names of the data sets that a recipe can be trained on. */
function dataChoices({ data }: Recipe): string[] {
  if (data === undefined) return [];
  if (datasets.get(data)?.kind !== "images") return [data];
  return [...datasets.values()].filter(({ kind }) => kind === "images").map(({ name }) => name);
}
