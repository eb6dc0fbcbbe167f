/** Contractions in which windows move over a plane one element at a time: convolutions and the gradients of their weights. */

import type { Contraction } from "../ops/op.ts";

/** The loops of such a contraction, by what they are. Loops of extent 1 are none. */
export interface WindowLoops {
  /** Over places that the window is at, and over the window: one an axis of the plane. */
  readonly places: readonly [number, number];
  readonly windows: readonly [number, number];
  /** Over other rows, if there are any. */
  readonly image: number | undefined;
  /** Over other terms, if there are any. */
  readonly reduced: number | undefined;
  readonly column: number;
}

/** The loops of a contraction if its left side is read at place + window along two axes, and nothing else is in groups. */
export function windowLoopsOf({ loops, left }: Contraction): WindowLoops | undefined {
  const many = loops.flatMap(({ extent }, loop) => (extent === 1 ? [] : [loop]));
  const withRole = (role: string): number[] => many.filter((loop) => loops[loop]!.role === role);
  const [first, second, ...more] = left.flatMap((coefficients) => {
    const along = many.filter((loop) => coefficients[loop] !== 0);
    const place = along.find((loop) => loops[loop]!.role === "row");
    const window = along.find((loop) => loops[loop]!.role === "reduce");
    if (place === undefined || window === undefined || along.length !== 2) return [];
    return coefficients[place] === 1 && coefficients[window] === 1 ? [{ place, window }] : [];
  });
  if (first === undefined || second === undefined || more.length > 0) return undefined;
  const places = [first.place, second.place] as const;
  const windows = [first.window, second.window] as const;
  const images = withRole("row").filter((loop) => !places.includes(loop));
  const reduced = withRole("reduce").filter((loop) => !windows.includes(loop));
  const [column, ...otherColumns] = withRole("column");
  const simple =
    images.length < 2 && reduced.length < 2 && otherColumns.length + withRole("batch").length === 0;
  if (column === undefined || !simple) return undefined;
  return { places, windows, image: images[0], reduced: reduced[0], column };
}
