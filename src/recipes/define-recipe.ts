import type { DatasetName, LoadedDataset } from "../data/index.ts";
import type { Module } from "../nn/index.ts";
import type { Prepared, Recipe, RecipeOf } from "./recipe.ts";

/**
 * Checks, when it is compiled, that a recipe's parts fit each other: what its data set holds, what `prepare` makes of it,
 * what its model is. A recipe without a data set is given none.
 */
export function defineRecipe<
  Settings extends object,
  P extends Prepared,
  Model extends Module,
  Name extends DatasetName = never,
>(recipe: { readonly data?: Name } & RecipeOf<LoadedDataset<Name>, Settings, P, Model>): Recipe {
  return recipe;
}
