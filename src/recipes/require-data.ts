import type { ImageSplits } from "../data/index.ts";
import type { Recipe } from "./recipe.ts";

/** Throws: RangeError if the pictures or the classes of a data set are not what a recipe's model takes. */
export function requireData(recipe: Recipe, data: ImageSplits): void {
  const { channels, height, width, classes } = data.test.arrays;
  const { input } = recipe;
  const fits = channels === input.channels && height === input.height && width === input.width;
  if (fits && classes.length === input.classes) return;
  throw new RangeError(
    `Cannot use ${data.name} with ${recipe.name}: expected pictures of ${input.channels}×${input.height}×${input.width} in ` +
      `${input.classes} classes, got ${channels}×${height}×${width} in ${classes.length}. Name another data set with --data.`,
  );
}
