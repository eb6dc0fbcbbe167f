/** Names for the axes of a shape. */

import { formatShape, type Shape } from "../base/shape.ts";

/** The names in a string of names separated by spaces. */
export type AxisName<Names extends string> = Names extends `${infer First} ${infer Rest}`
  ? Exclude<First, ""> | AxisName<Rest>
  : Exclude<Names, "">;

/** One extent a name. */
export type AxisRecord<Names extends string> = { readonly [Name in AxisName<Names>]: number };

/**
 * The extents of a shape by name. A name that occurs twice must have the same extent twice.
 *
 * Throws: RangeError if the number of names is not the number of axes, or a repeated name has two extents.
 */
export function bindAxes<Names extends string>(shape: Shape, names: Names): AxisRecord<Names> {
  const list = names.split(" ").filter((name) => name !== "");
  if (list.length !== shape.length) {
    throw new RangeError(
      `Cannot name the axes of shape ${formatShape(shape)} "${names}": expected ${shape.length} names, got ` +
        `${list.length}. Give one name an axis, outermost first.`,
    );
  }
  const extents: Record<string, number> = {};
  for (const [axis, name] of list.entries()) {
    const extent = shape[axis]!;
    if (extents[name] !== undefined && extents[name] !== extent) {
      throw new RangeError(
        `Cannot name two axes "${name}" in shape ${formatShape(shape)}: expected equal extents, got ` +
          `${extents[name]} and ${extent}. Use different names.`,
      );
    }
    extents[name] = extent;
  }
  return extents as AxisRecord<Names>;
}
