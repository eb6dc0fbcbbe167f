import { requireKind } from "../base/argument-kinds.ts";
import { Tensor } from "../tensor/index.ts";

/** Throws: RangeError unless saved values have the names, shapes and dtypes of a rule's own state, and no others. */
export function requireState(
  owner: string,
  own: ReadonlyMap<string, Tensor>,
  values: Readonly<Record<string, Tensor>>,
): void {
  requireKind("object", `load a state into ${owner}`, { values });
  const problems = [...own].flatMap(([name, tensor]) => {
    if (!Object.hasOwn(values, name)) return [`"${name}" is missing`];
    const [given, expected] = [describe(values[name]!), describe(tensor)];
    return given === expected ? [] : [`"${name}" is ${given} where ${expected} is expected`];
  });
  for (const name of Object.keys(values)) if (!own.has(name)) problems.push(`"${name}" is unexpected`);
  if (problems.length === 0) return;
  throw new RangeError(
    `Cannot load a state into ${owner}: expected what its stateDict gives, got other values: ${problems.join("; ")}. ` +
      "Make it with the same options and parameters as the one that was saved.",
  );
}

function describe(value: unknown): string {
  return value instanceof Tensor ? `${value.dtype} [${value.shape.join(", ")}]` : typeof value;
}
