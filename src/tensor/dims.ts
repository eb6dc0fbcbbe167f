/** Names for the axes of a shape. */

import { formatShape, type Shape } from "../base/shape.ts";

/** The names in a string of names separated by spaces. */
export type AxisName<Names extends string> = Names extends `${infer First} ${infer Rest}`
  ? Exclude<First, ""> | AxisName<Rest>
  : Exclude<Names, "">;

/** One extent a name. */
export type AxisRecord<Names extends string> = { readonly [Name in AxisName<Names>]: number };

/**
 * The extents of a shape by name; `known` are names bound before.
 *
 * Throws: RangeError if the number of names is not the number of axes, or a name has two extents.
 */
export function bindAxes<Names extends string>(
  shape: Shape,
  { names, known }: { readonly names: Names; readonly known: Readonly<Record<string, number>> },
): AxisRecord<Names> {
  if (typeof names !== "string") {
    throw new TypeError(
      "Cannot name axes by anything but a string: expected names with spaces in between, got another type. Write " +
        'dims("batch width").',
    );
  }
  const list = names.split(" ").filter((name) => name !== "");
  if (list.length !== shape.length) {
    throw new RangeError(
      `Cannot name the axes of shape ${formatShape(shape)} "${names}": expected ${shape.length} names, got ` +
        `${list.length}. Give one name an axis, outermost first.`,
    );
  }
  const extents = new Map<string, number>();
  for (const [axis, name] of list.entries()) {
    const extent = shape[axis]!;
    const before = extents.get(name) ?? (Object.hasOwn(known, name) ? known[name] : undefined);
    if (before !== undefined && before !== extent) {
      const where = extents.has(name) ? `as on axis ${list.indexOf(name)}` : "as it was bound before";
      throw new RangeError(
        `Cannot name axis ${axis} of shape ${formatShape(shape)} "${name}": expected extent ${before} ${where}, got ` +
          `${extent}. Use another name if it is another axis.`,
      );
    }
    extents.set(name, extent);
  }
  return Object.fromEntries(extents) as AxisRecord<Names>;
}
