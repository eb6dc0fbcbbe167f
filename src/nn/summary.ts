import { requireKind } from "../base/argument-kinds.ts";
import { noGrad, Tensor, zeros } from "../tensor/index.ts";
import type { Module } from "./module.ts";

/** What a summary is told besides the model. */
export interface SummaryOptions {
  /**
   * An input, or the shape of a float32 one with the batch first: then the shapes of all outputs are shown, and the
   * memory they take. Nothing is computed for it.
   */
  readonly input?: Tensor | readonly number[];
}

/**
 * A table of a model: its modules, the shapes of their outputs if an input is given, their own parameters and how many
 * numbers they hold; below it the memory that parameters and outputs take. Without an input, modules without parameters
 * are left out.
 *
 * Source: Keras, `Model.summary`.
 *
 * @example
 * console.log(nn.summary(model, { input: [32, 16] }));
 */
export function summary(model: Module, { input }: SummaryOptions = {}): string {
  requireKind("module", "summarise", { model });
  const outputs = input === undefined ? undefined : outputsOf(model, input);
  const paths = model.namedModules().map(([path]) => path);
  const own = new Map<string, string[]>();
  const counts = new Map<string, number>();
  for (const [name, parameter] of model.namedParameters()) {
    const [owner, field] = split(name, paths);
    own.set(owner, [...(own.get(owner) ?? []), `${field} [${parameter.shape.join(", ")}]`]);
    counts.set(owner, (counts.get(owner) ?? 0) + parameter.size);
  }
  const rows: string[][] = [["name", "layer", "output", "parameters", "count"]];
  for (const [path, module] of model.namedModules()) {
    const parameters = own.get(path);
    const isShown = parameters !== undefined || (path !== "" && outputs?.has(module));
    if (!isShown) continue;
    const shape = outputs?.get(module)?.[0]?.shape;
    rows.push([
      path,
      module.constructor.name,
      shape === undefined ? "" : `[${shape.join(", ")}]`,
      parameters?.join(", ") ?? "",
      parameters === undefined ? "" : grouped(counts.get(path)!),
    ]);
  }
  rows.push(["total", model.constructor.name, "", "", grouped(model.numParameters)]);
  const shown = outputs === undefined ? [0, 1, 3, 4] : [0, 1, 2, 3, 4];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    shown.map((i) => (i === 4 ? row[i]!.padStart(widths[i]!) : row[i]!.padEnd(widths[i]!))).join("  "),
  );
  const buffers = model.namedBuffers().map(([, buffer]) => buffer);
  const memory = [`parameters ${size(model.parameters())}`];
  if (buffers.length > 0) memory.push(`buffers ${size(buffers)}`);
  if (outputs !== undefined) {
    // What a container gives out is what its last layer gave out.
    const distinct = new Set([...outputs.values()].flat());
    memory.push(`outputs ${size([...distinct])}`);
  }
  return [...table, `memory: ${memory.join(", ")}`].join("\n");
}

/** What each module gives out for an input, in evaluation mode; lazy tensors are never computed, only their shapes are. */
function outputsOf(model: Module, input: Tensor | readonly number[]): Map<Module, Tensor[]> {
  const outputs = new Map<Module, Tensor[]>();
  const modules = model.namedModules().map(([, module]) => module as Module & Forward);
  const wasTraining = modules.map(({ training }) => training);
  const watched = modules
    .filter(({ forward }) => typeof forward === "function")
    .map((module) => ({ module, forward: module.forward, isOwn: Object.hasOwn(module, "forward") }));
  try {
    for (const { module, forward } of watched) {
      module.forward = (...args: unknown[]) => {
        const output = forward.apply(module, args);
        outputs.set(module, tensorsIn(output));
        return output;
      };
    }
    model.eval();
    noGrad(() => (model as Module & Forward).forward(input instanceof Tensor ? input : zeros(input)));
  } finally {
    for (const { module, forward, isOwn } of watched) {
      if (isOwn) module.forward = forward;
      else delete (module as Partial<Forward>).forward;
    }
    for (const [i, module] of modules.entries()) module.training = wasTraining[i]!;
  }
  return outputs;
}

interface Forward {
  forward: (...args: unknown[]) => unknown;
}

function tensorsIn(output: unknown): Tensor[] {
  if (output instanceof Tensor) return [output];
  return typeof output === "object" && output !== null ? Object.values(output).flatMap(tensorsIn) : [];
}

/** The path of the module that holds a parameter and the parameter's name inside it. */
function split(name: string, paths: readonly string[]): [owner: string, field: string] {
  const owners = paths.filter((path) => path === "" || name.startsWith(path + "."));
  const owner = owners.reduce((longest, path) => (path.length > longest.length ? path : longest), "");
  return [owner, owner === "" ? name : name.slice(owner.length + 1)];
}

/** The memory of tensors: every element takes four bytes. */
function size(tensors: readonly Tensor[]): string {
  const bytes = 4 * tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  if (bytes < 1e6) return `${grouped(Math.ceil(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
