import type { Recipe } from "../recipes/index.ts";
import { suggestion } from "./nearest-name.ts";
import { UsageError } from "./usage-error.ts";

/**
 * The settings of a recipe that were chosen on the command line: `--set name=value` for any of them, `--epochs` and
 * `--batch` for two that many recipes have.
 *
 * Throws: UsageError for a setting that the recipe does not have, or a value of another type than the recipe's own.
 */
export function chosenSettings(
  recipe: Recipe,
  options: { readonly set?: readonly string[]; readonly epochs?: number; readonly batch?: number },
): Record<string, unknown> {
  const { set = [], epochs, batch } = options;
  const chosen: Record<string, unknown> = {};
  for (const [option, name, value] of [
    ["--epochs", "epochs", epochs],
    ["--batch", "batchSize", batch],
  ] as const) {
    if (value === undefined) continue;
    if (typeof settingOf(recipe, name) !== "number") {
      throw new UsageError(`Cannot use ${option}: ${recipe.name} has no such setting. ${settingsOf(recipe)}`);
    }
    chosen[name] = value;
  }
  for (const said of set) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(said) ?? [];
    if (name === undefined || text === undefined) {
      throw new UsageError(`Cannot use --set ${said}: expected name=value. ${settingsOf(recipe)}`);
    }
    chosen[name] = settingValue(recipe, name, text);
  }
  return chosen;
}

function settingValue(recipe: Recipe, name: string, text: string): unknown {
  const names = simpleSettings(recipe);
  if (!names.includes(name)) {
    throw new UsageError(`Cannot use --set ${name}=${text}: ${suggestion(name, names)}`);
  }
  const own = settingOf(recipe, name);
  if (typeof own === "string") return text;
  if (typeof own === "boolean") {
    if (text === "true" || text === "false") return text === "true";
    throw new UsageError(`Cannot use --set ${name}=${text}: expected true or false.`);
  }
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) {
    throw new UsageError(`Cannot use --set ${name}=${text}: expected a number, such as ${own}.`);
  }
  return value;
}

/** Those that are a number, a word or a switch. */
function simpleSettings(recipe: Recipe): string[] {
  return Object.keys(recipe.settings).filter((name) =>
    ["number", "string", "boolean"].includes(typeof settingOf(recipe, name)),
  );
}

function settingOf({ settings }: Recipe, name: string): unknown {
  return (settings as Readonly<Record<string, unknown>>)[name];
}

function settingsOf(recipe: Recipe): string {
  return `Its settings are ${simpleSettings(recipe).join(", ")}.`;
}
