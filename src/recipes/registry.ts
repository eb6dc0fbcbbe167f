import { charGpt } from "./char-gpt.ts";
import { mlpDigits } from "./mlp-digits.ts";
import { mnist } from "./mnist.ts";
import { names } from "./names.ts";
import type { Recipe } from "./recipe.ts";

/** All recipes by name. */
export const recipes: ReadonlyMap<string, Recipe> = new Map(
  [mnist, mlpDigits, names, charGpt].map((recipe) => [recipe.name, recipe]),
);
