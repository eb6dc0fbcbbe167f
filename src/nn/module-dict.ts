import { Module } from "./module.ts";

/**
 * Modules under names: parameters are called `name.weight` and so on, as in PyTorch.
 *
 * Source: PyTorch, `nn.ModuleDict`.
 *
 * @example
 * const heads = new nn.ModuleDict({ age: new nn.Linear(16, 1), mood: new nn.Linear(16, 5) });
 * heads.get("mood").outFeatures; // 5
 */
export class ModuleDict<Modules extends Readonly<Record<string, Module>>> extends Module {
  /** The names, in order. */
  readonly names: readonly (keyof Modules & string)[];

  /** Throws: TypeError if one is no module, RangeError if a name is that of something modules have. */
  constructor(modules: Modules) {
    super();
    if (typeof modules !== "object" || modules === null) {
      throw new TypeError(
        `Cannot make a ModuleDict of ${String(modules)}: expected modules by name, got a ${typeof modules}. Put them in ` +
          "braces.",
      );
    }
    this.names = Object.keys(modules);
    for (const name of this.names) {
      if (name in this) {
        throw new RangeError(
          `Cannot make a ModuleDict with the name "${name}": expected a name that modules do not use themselves, got one that ` +
            "they do. Choose another.",
        );
      }
      if (!(modules[name] instanceof Module)) {
        throw new TypeError(
          `Cannot make a ModuleDict with ${String(modules[name])} as "${name}": expected a Module, got a ` +
            `${typeof modules[name]}. Wrap functions in a class that extends Module.`,
        );
      }
      Object.assign(this, { [name]: modules[name] });
    }
  }

  /** The module of that name. Throws: RangeError if there is none. */
  get<Name extends keyof Modules & string>(name: Name): Modules[Name] {
    const found = this.names.includes(name) ? (this as unknown as Modules)[name] : undefined;
    if (found !== undefined) return found;
    throw new RangeError(
      `Cannot get "${name}" from a ModuleDict: expected one of ${this.names.join(", ")}, got another. Names are fixed when it ` +
        "is made.",
    );
  }
}
