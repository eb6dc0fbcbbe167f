import type { Module } from "./module.ts";

/**
 * A table of a model: each module that has parameters of its own, their shapes and how many numbers they hold.
 *
 * @example
 * console.log(nn.summary(model));
 */
export function summary(model: Module): string {
  const rows: string[][] = [["name", "layer", "parameters", "count"]];
  const paths = model.namedModules().map(([path]) => path);
  const own = new Map<string, string[]>();
  const counts = new Map<string, number>();
  for (const [name, parameter] of model.namedParameters()) {
    const [owner, field] = split(name, paths);
    own.set(owner, [...(own.get(owner) ?? []), `${field} [${parameter.shape.join(", ")}]`]);
    counts.set(owner, (counts.get(owner) ?? 0) + parameter.size);
  }
  for (const [path, module] of model.namedModules()) {
    const parameters = own.get(path);
    if (parameters === undefined) continue;
    rows.push([path, module.constructor.name, parameters.join(", "), grouped(counts.get(path)!)]);
  }
  rows.push(["total", model.constructor.name, "", grouped(model.numParameters)]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 3 ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!))).join("  "),
    )
    .join("\n");
}

/** The path of the module that holds a parameter and the parameter's name inside it. */
function split(name: string, paths: readonly string[]): [owner: string, field: string] {
  const owners = paths.filter((path) => path === "" || name.startsWith(path + "."));
  const owner = owners.reduce((longest, path) => (path.length > longest.length ? path : longest), "");
  return [owner, owner === "" ? name : name.slice(owner.length + 1)];
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
