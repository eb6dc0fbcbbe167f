import { requireKind } from "../base/argument-kinds.ts";
import { noGrad, Parameter, Tensor } from "../tensor/index.ts";
import { type SummaryOptions, summary } from "./summary.ts";

/** The tensors of a module under their full names: what is saved and loaded. */
export type StateDict = Record<string, Tensor>;

/** A module that maps one tensor to one tensor: what a `Sequential` is made of. */
export interface Layer extends Module {
  forward(x: Tensor): Tensor;
}

/** What `loadStateDict` did not find and did not use. */
export interface LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * A network or a part of one. Its own fields tell what it is made of: a field that holds a `Parameter` is a
 * parameter, any other `Tensor` is a buffer (it is saved, and not trained), a `Module` is a child, and arrays hold
 * any of these. Names are the paths of fields, as in PyTorch: `layers.0.weight`.
 *
 * A class that extends it declares its fields in the order in which they should be listed and has a `forward`.
 *
 * Source: PyTorch, `nn.Module`.
 *
 * @example
 * class Net extends nn.Module {
 *   readonly hidden = new nn.Linear(784, 128);
 *   readonly output = new nn.Linear(128, 10);
 *   forward(x: Tensor): Tensor {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 */
export abstract class Module {
  /** Whether dropout drops and normalisations use the batch: set by `train` and `eval`. */
  training = true;

  /** Modules that are fields of this one, under the names of the fields. */
  namedChildren(): [name: string, child: Module][] {
    return fields(this).filter((entry): entry is [string, Module] => entry[1] instanceof Module);
  }

  /** This module, its children, their children and so on, under their paths; its own path is "". A module that is used twice is listed once. */
  namedModules(): [name: string, module: Module][] {
    const found = new Map<Module, string>();
    const visit = (module: Module, path: string): void => {
      if (found.has(module)) return;
      found.set(module, path);
      for (const [name, child] of module.namedChildren()) visit(child, join(path, name));
    };
    visit(this, "");
    return [...found].map(([module, path]) => [path, module]);
  }

  /** All trainable tensors under their full names. One that is used twice is listed once, under its first name. */
  namedParameters(): [name: string, parameter: Parameter][] {
    const found = new Map<Parameter, string>();
    for (const [name, tensor] of Object.entries(state(this))) {
      if (tensor instanceof Parameter && !found.has(tensor)) found.set(tensor, name);
    }
    return [...found].map(([parameter, name]) => [name, parameter]);
  }

  /** All trainable tensors: what an optimizer is made with. */
  parameters(): Parameter[] {
    return this.namedParameters().map(([, parameter]) => parameter);
  }

  /** Tensors that are saved but not trained, such as running means, under their full names. */
  namedBuffers(): [name: string, buffer: Tensor][] {
    return Object.entries(state(this)).filter(([, tensor]) => !(tensor instanceof Parameter));
  }

  /** How many numbers are trained. */
  get numParameters(): number {
    return this.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  }

  /** Switches this module and all inside it to training behaviour, or with `false` to that of evaluation. */
  train(on = true): this {
    for (const [, module] of this.namedModules()) module.training = on;
    return this;
  }

  /** Switches this module and all inside it to evaluation: dropout passes everything. */
  eval(): this {
    return this.train(false);
  }

  /**
   * A table of its layers, parameters and memory, with the shapes of outputs if an input is given: `nn.summary`.
   *
   * @example
   * console.log(new nn.Linear(784, 10).summary({ input: [32, 784] }));
   */
  summary(options: SummaryOptions = {}): string {
    return summary(this, options);
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.grad = undefined;
  }

  /** Parameters and buffers under their full names, as they are now: later training does not change them. */
  stateDict(): StateDict {
    return Object.fromEntries(Object.entries(state(this)).map(([name, tensor]) => [name, tensor.detach()]));
  }

  /**
   * Gives parameters and buffers the values under their names; `requiresGrad` and optimizers stay as they are.
   *
   * With `strict: false`, names that occur on one side only are reported instead of thrown.
   * Throws: RangeError that lists every name that is missing or unexpected and every shape or dtype that differs;
   * then nothing is changed.
   */
  loadStateDict(values: Readonly<StateDict>, options: { readonly strict?: boolean } = {}): LoadReport {
    requireKind("object", `load a state into ${this.constructor.name}`, { values });
    for (const [name, value] of Object.entries(values)) {
      if ((value as unknown) instanceof Tensor) continue;
      throw new TypeError(
        `Cannot load "${name}" into ${this.constructor.name}: expected a tensor, got ${typeof value}. Make it one with tensor(data).`,
      );
    }
    const own = state(this);
    const missing = Object.keys(own).filter((name) => !Object.hasOwn(values, name));
    const unexpected = Object.keys(values).filter((name) => !Object.hasOwn(own, name));
    const shared = Object.keys(own).filter((name) => Object.hasOwn(values, name));
    const problems = shared
      .filter((name) => describe(own[name]!) !== describe(values[name]!))
      .map((name) => `"${name}" is ${describe(values[name]!)} where ${describe(own[name]!)} is expected`);
    if (options.strict !== false) {
      problems.push(...missing.map((name) => `"${name}" ${describe(own[name]!)} is missing`));
      problems.push(...unexpected.map((name) => `"${name}" ${describe(values[name]!)} is unexpected`));
    }
    if (problems.length > 0) {
      throw new RangeError(
        `Cannot load a state into ${this.constructor.name}: ${problems.join("; ")}. Make the model with the options ` +
          `it was saved with, or pass { strict: false } to load the names that both have.`,
      );
    }
    noGrad(() => {
      for (const name of shared) own[name]!.assign(values[name]!);
    });
    return { missing, unexpected };
  }
}

/** What the own fields of a module hold, arrays one entry an element. */
function fields(module: Module): [string, Module | Tensor][] {
  const found: [string, Module | Tensor][] = [];
  const visit = (name: string, value: unknown): void => {
    if (value instanceof Module || value instanceof Tensor) found.push([name, value]);
    else if (Array.isArray(value)) value.forEach((element, i) => void visit(join(name, String(i)), element));
  };
  for (const [name, value] of Object.entries(module)) visit(name, value);
  return found;
}

/** All tensors inside a module; shared ones under each of their names, so that either can be loaded. */
function state(module: Module, path = "", into: StateDict = {}): StateDict {
  for (const [name, value] of fields(module)) {
    if (value instanceof Module) state(value, join(path, name), into);
    else into[join(path, name)] = value;
  }
  return into;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function describe(tensor: Tensor): string {
  return `${tensor.dtype} [${tensor.shape.join(", ")}]`;
}
