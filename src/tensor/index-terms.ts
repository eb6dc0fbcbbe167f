/** What an index says of each axis, in NumPy's words, worked out against a shape. */

import { formatShape, type Shape } from "../base/shape.ts";
import { Tensor } from "./tensor.ts";

type Bound = number | "";

/** `start:end` or `start:end:step` as in Python: bounds may be left out, negative ones count from the end. */
export type SliceText = `${Bound}:${Bound}` | `${Bound}:${Bound}:${Bound}`;

/**
 * What an index says of an axis: a number drops it, a slice such as "1:-1" keeps a part, indices (a list, or an int32
 * tensor) replace it by theirs. `null` is a new axis of extent 1; "..." stands for all axes not spoken of.
 */
export type IndexTerm = number | SliceText | "..." | null | readonly number[] | Tensor;

/** What becomes of the axes of a shape that is indexed. */
export interface IndexPlan {
  /** The elements that numbers and slices leave, axes that numbers name having extent 1. */
  readonly start: readonly number[];
  readonly step: readonly number[];
  readonly taken: Shape;
  /** `taken` without the axes that numbers name, with new axes. */
  readonly shape: Shape;
  /** Axes of `shape` that indices replace. */
  readonly picked: readonly { readonly axis: number; readonly by: Tensor | readonly number[] }[];
}

/**
 * Works out an index against a shape.
 *
 * Throws: RangeError naming axis, index and extent where an index lies outside, or there are too many; TypeError for
 * what is no index.
 */
export function planIndex(shape: Shape, terms: readonly IndexTerm[]): IndexPlan {
  const plan = {
    start: shape.map(() => 0),
    step: shape.map(() => 1),
    taken: [...shape],
    shape: [] as number[],
    picked: [] as { axis: number; by: Tensor | readonly number[] }[],
  };
  let axis = 0;
  for (const term of spelledOut(shape, terms)) {
    if (term === null) {
      plan.shape.push(1);
      continue;
    }
    const where = `axis ${axis} of shape ${formatShape(shape)}`;
    const extent = shape[axis]!;
    if (typeof term === "number") {
      plan.start[axis] = placeOf(term, extent, where);
      plan.taken[axis] = 1;
    } else if (typeof term === "string") {
      const { start, step, count } = range(term, extent, where);
      plan.start[axis] = start;
      plan.step[axis] = step;
      plan.taken[axis] = count;
      plan.shape.push(count);
    } else {
      const by = term instanceof Tensor ? checkIndices(term, where) : placesOf(term, extent, where);
      plan.picked.push({ axis: plan.shape.length, by });
      plan.shape.push(extent);
    }
    axis++;
  }
  return plan;
}

/** The terms with ":" for each axis that none speaks of. */
function spelledOut(shape: Shape, terms: readonly IndexTerm[]): Exclude<IndexTerm, "...">[] {
  const spoken = terms.filter((term) => term !== null && term !== "...").length;
  const ellipses = terms.filter((term) => term === "...").length;
  if (spoken > shape.length || ellipses > 1) {
    const got = ellipses > 1 ? `${ellipses} times "..."` : `${spoken} indices`;
    throw new RangeError(
      `Cannot index shape ${formatShape(shape)}: expected at most ${shape.length} indices and one "...", got ${got}. ` +
        "Leave out what is too much; null adds an axis.",
    );
  }
  const whole = new Array<":">(shape.length - spoken).fill(":");
  const all = ellipses === 0 ? [...terms, "..." as const] : terms;
  return all.flatMap((term) => (term === "..." ? whole : [term]));
}

function placeOf(index: number, extent: number, where: string): number {
  if (Number.isInteger(index) && index >= -extent && index < extent)
    return index < 0 ? index + extent : index;
  const expected =
    extent === 0 ? "no index, since it is empty" : `an integer from ${-extent} to ${extent - 1}`;
  throw new RangeError(
    `Cannot index ${where} by ${index}: expected ${expected}, got ${index}. Negative indices count from the end.`,
  );
}

function placesOf(list: unknown, extent: number, where: string): readonly number[] {
  if (!Array.isArray(list) || list.some((index) => typeof index !== "number")) {
    const got =
      typeof list === "boolean"
        ? `the truth value ${list}`
        : Array.isArray(list)
          ? "other things"
          : typeof list;
    throw new TypeError(
      `Cannot index ${where}: expected a number, a slice such as "1:-1", null, "...", a list of numbers or an int32 ` +
        `tensor, got ${got}. Make nested lists a tensor with { dtype: "int32" }.`,
    );
  }
  return list.map((index: number) => placeOf(index, extent, where));
}

function checkIndices(indices: Tensor, where: string): Tensor {
  if (indices.dtype === "int32") return indices;
  const mend =
    indices.dtype === "bool"
      ? "How many elements a mask takes is known only when it is read: use mask.where(x, 0)."
      : 'Make them with { dtype: "int32" } or cast("int32").';
  throw new TypeError(
    `Cannot index ${where} by a ${indices.dtype} tensor: expected int32 indices, got ${indices.dtype}. ${mend}`,
  );
}

/** Python's rule: bounds outside are moved to the ends. */
function range(text: string, extent: number, where: string): { start: number; step: number; count: number } {
  const parts = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/.exec(text);
  const step = Number(parts?.[3] ?? 1);
  if (parts === null || step === 0) {
    throw new RangeError(
      `Cannot index ${where} by "${text}": expected start:end or start:end:step with whole numbers and a step other ` +
        `than 0, got "${text}". Leave a bound out for the end of the axis.`,
    );
  }
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const bound = (part: string | undefined, otherwise: number) => {
    if (part === undefined) return otherwise;
    const place = Number(part) < 0 ? Number(part) + extent : Number(part);
    return Math.min(Math.max(place, low), high);
  };
  const start = bound(parts[1], step > 0 ? low : high);
  const end = bound(parts[2], step > 0 ? high : low);
  const count = Math.max(0, Math.ceil((end - start) / step));
  return { start: count === 0 ? 0 : start, step, count };
}
