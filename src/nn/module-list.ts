import { Module } from "./module.ts";

/**
 * Modules in a row that a network uses as it likes: parameters are called `0.weight`, `1.weight` and so on, as in
 * PyTorch.
 *
 * Source: PyTorch, `nn.ModuleList`.
 *
 * @example
 * const blocks = new nn.ModuleList([new nn.Linear(16, 16), new nn.Linear(16, 16)]);
 * let y = x;
 * for (const block of blocks) y = block.forward(y);
 */
export class ModuleList<M extends Module = Module> extends Module implements Iterable<M> {
  readonly [index: number]: M;
  length = 0;

  constructor(modules: Iterable<M> = []) {
    super();
    if (typeof modules?.[Symbol.iterator] !== "function") {
      throw new TypeError(
        `Cannot make a ModuleList of ${String(modules)}: expected modules in an array, got a ${typeof modules}. Put them ` +
          "in brackets.",
      );
    }
    this.append(...modules);
  }

  /** Adds modules at the end. Throws: TypeError if one is no module. */
  append(...modules: readonly M[]): this {
    for (const module of modules) {
      if (!(module instanceof Module)) {
        throw new TypeError(
          `Cannot append ${typeof module === "object" ? "an object" : String(module)} to a ModuleList: expected a Module, got a ${typeof module}. Wrap functions in a ` +
            "class that extends Module.",
        );
      }
      Object.assign(this, { [this.length]: module });
      this.length++;
    }
    return this;
  }

  *[Symbol.iterator](): Iterator<M> {
    for (let i = 0; i < this.length; i++) yield this[i]!;
  }
}
