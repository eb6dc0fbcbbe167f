/** Named runs with a number to reach. */

export { type Classified, classifyPictures } from "./classify-pictures.ts";
export { defineRecipe } from "./define-recipe.ts";
export {
  type ImageClassifier,
  type ImageClassifierSettings,
  imageClassifier,
} from "./image-classifier.ts";
export type {
  Json,
  Outcome,
  Phase,
  PictureClassifier,
  Prepared,
  Recipe,
  RecipeOf,
  SampleOptions,
  Sampler,
} from "./recipe.ts";
export { recipes } from "./registry.ts";
export { environmentFacts, packageVersion } from "./run-environment.ts";
export type { RunEvent, RunResult, RunStart } from "./run-events.ts";
export { evaluateRecipe, type RunOptions, recipeData, runRecipe } from "./run-recipe.ts";
