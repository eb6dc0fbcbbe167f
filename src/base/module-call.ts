/** How a worker makes a thing of its own: it imports a module and calls one of the functions there. */
export interface ModuleCall {
  /** The module's URL. */
  readonly module: string;
  /** The export to call. */
  readonly name: string;
  /** What it is called with: anything that a message to a worker can hold. */
  readonly args: readonly unknown[];
}

const known = new WeakMap<object, () => ModuleCall>();

/** Says by what call a worker makes this thing for itself; the call is made up when a worker is started. */
export function setModuleCall(thing: object, call: () => ModuleCall): void {
  known.set(thing, call);
}

/**
 * By what call a worker makes this thing for itself.
 *
 * Throws: TypeError if there is none: it was made by code of this thread, which cannot be sent to another.
 */
export function moduleCallOf(thing: object, what: string): ModuleCall {
  const call = known.get(thing);
  if (call === undefined) {
    throw new TypeError(
      `Cannot use this ${what} in workers: expected one that a worker can make for itself, got an object or a closure of this thread. ` +
        `Move it into a module and pass "await fromModule(new URL("./${what.replaceAll(" ", "-")}.js", import.meta.url), options)", or leave out workers.`,
    );
  }
  return call();
}

/** Makes the thing that a call describes. */
export async function callModule<Made>({ module, name, args }: ModuleCall): Promise<Made> {
  const make = ((await import(module)) as Record<string, unknown>)[name];
  if (typeof make !== "function") {
    throw new TypeError(
      `Cannot make anything with ${module}: expected a function as its ${name} export, got ${typeof make}.`,
    );
  }
  return (await (make as (...args: readonly unknown[]) => unknown)(...args)) as Made;
}
