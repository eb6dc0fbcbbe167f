/** What an einsum's equation says: a name for each axis of each operand and of the result. */

import { formatShape, type Shape } from "../base/shape.ts";

/** Names of axes, operand by operand; axes that "..." stands for are named "...0", "...1", from the last. */
export interface Equation {
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
}

/**
 * Reads "b i j, b j k -> b i k", or letter by letter "bij,bjk->bik" if no name is followed by a space and another one.
 *
 * Throws: RangeError if the equation cannot be read, or does not fit the shapes.
 */
export function readEquation(text: string, shapes: readonly Shape[]): Equation {
  const fail = (expected: string, mend: string): never => {
    throw new RangeError(
      `Cannot compute einsum "${text}" of shapes ${shapes.map(formatShape).join(", ")}: expected ${expected}. ${mend}`,
    );
  };
  if (typeof text !== "string") fail("an equation", 'Write it as in einsum("i j, j k -> i k", a, b).');
  const sides = text.split("->");
  const [left, right] = sides as [string, string];
  if (sides.length !== 2) fail('operands and result around one "->"', 'Write it as in "i j, j k -> i k".');
  const spaced = text.split(/,|->/).some((term) => /[^\s.]\s+[^\s.]/.test(term.trim()));
  const split = (term: string): string[] => {
    const names = spaced ? term.split(/\s+/) : (term.match(/\.\.\.|\S/g) ?? []);
    return names.filter((name) => name !== "");
  };
  const wrong = text.replace(/\.\.\.|->/g, " ").match(/[^\p{L}\p{N}_\s,]/u);
  if (wrong !== null)
    fail(`names of letters, digits and _, got "${wrong[0]}"`, 'Put "..." for axes without a name.');

  const terms = left.split(",").map(split);
  if (terms.length !== shapes.length) {
    fail(`${terms.length} tensors, got ${shapes.length}`, "Name the axes of each, with commas in between.");
  }
  const open = Math.max(
    0,
    ...terms.map((term, i) => (term.includes("...") ? shapes[i]!.length - term.length + 1 : 0)),
  );
  const extents = new Map<string, number>();
  const inputs = terms.map((term, i) => {
    const shape = shapes[i]!;
    const names = withOpenAxes(term, shape.length - term.length + 1);
    if (names.length !== shape.length || term.filter((name) => name === "...").length > 1) {
      const letters = spaced ? "" : "each letter is an axis; ";
      fail(
        `${shape.length} axes for operand ${i + 1}, got ${term.length} names`,
        `Name each axis once (${letters}words are parted by spaces).`,
      );
    }
    for (const [axis, name] of names.entries()) {
      const [extent, known] = [shape[axis]!, extents.get(name)];
      const broadcasts = name.startsWith("...") && (extent === 1 || known === 1);
      if (known === undefined || (broadcasts && known === 1)) extents.set(name, extent);
      else if (known !== extent && !broadcasts) {
        fail(`${name} to be ${known} in operand ${i + 1} too, got ${extent}`, "Only axes of ... broadcast.");
      }
    }
    return names;
  });

  const result = split(right);
  const output = withOpenAxes(result, result.includes("...") ? open : 0);
  const stranger = output.find((name) => !extents.has(name));
  if (stranger !== undefined)
    fail(`operands with an axis ${stranger}, got none`, "Name it on the left as well.");
  const twice = output.find((name, i) => output.indexOf(name) !== i);
  if (twice !== undefined) fail(`${twice} once in the result, got it twice`, "Remove one.");
  return { inputs, output };
}

function withOpenAxes(names: readonly string[], count: number): string[] {
  const open = Array.from({ length: Math.max(0, count) }, (_, i) => `...${count - 1 - i}`);
  return names.flatMap((name) => (name === "..." ? open : [name]));
}
