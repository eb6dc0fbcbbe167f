/** Named runs with a number to reach. */

export { type Classified, classifyPictures } from "./classify-pictures.ts";
export { DigitMlp, mlpDigits } from "./mlp-digits.ts";
export { DigitCnn, mnist } from "./mnist.ts";
export type { Recipe, RecipeSettings } from "./recipe.ts";
export { recipes } from "./registry.ts";
export { requireData } from "./require-data.ts";
export { environmentFacts, packageVersion } from "./run-environment.ts";
export type { RunEvent, RunResult, RunStart } from "./run-events.ts";
export { type RunOptions, runRecipe } from "./run-recipe.ts";
