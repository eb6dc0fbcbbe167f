import { pad, slice } from "../ops/index.ts";
import { compute, type Tensor, tensor } from "../tensor/index.ts";

/** How many elements come before and after those of an axis; negative: are cut off. */
export type Margin = readonly [before: number, after: number];

/** What lies outside: zeros, elements mirrored at the last one, the last one again and again, or the other end. */
export type PaddingMode = "zeros" | "reflect" | "replicate" | "circular";

/** Throws: RangeError for any other word. */
export function checkPaddingMode(layer: string, mode: PaddingMode): PaddingMode {
  if (["zeros", "reflect", "replicate", "circular"].includes(mode)) return mode;
  throw new RangeError(
    `Cannot make a ${layer} with paddingMode "${String(mode)}": expected "zeros", "reflect", "replicate" or "circular", ` +
      `got "${String(mode)}". Leave it out for zeros.`,
  );
}

/**
 * x with elements added around its last axes, one margin an axis.
 *
 * Throws: RangeError if an axis has too few elements to mirror or to wrap around.
 */
export function padded(x: Tensor, margins: readonly Margin[], mode: Exclude<PaddingMode, "zeros">): Tensor {
  const first = x.rank - margins.length;
  return margins.reduce((y, [before, after], i) => {
    if (before === 0 && after === 0) return y;
    const extent = y.shape[first + i]!;
    checkReach(x, extent, Math.max(before, after), mode);
    const places = Int32Array.from({ length: extent + before + after }, (_, place) =>
      placeInside(place - before, extent, mode),
    );
    return y.gather(tensor(places), { axis: first + i });
  }, x);
}

/** x with `value` around its last axes, or without elements where margins are negative. */
export function paddedWith(x: Tensor, margins: readonly Margin[], value: number): Tensor {
  if (x.rank < margins.length) {
    throw new RangeError(
      `Cannot pad ${margins.length} axes of shape [${x.shape.join(", ")}]: expected as many axes at least, got ${x.rank}. ` +
        "Reshape the input.",
    );
  }
  const leading = new Array<number>(x.rank - margins.length).fill(0);
  const sides = (side: 0 | 1, sign: 1 | -1) => [
    ...leading,
    ...margins.map((margin) => Math.max(sign * margin[side], 0)),
  ];
  const start = sides(0, -1);
  const cut = sides(1, -1);
  const shape = x.shape.map((extent, axis) => extent - start[axis]! - cut[axis]!);
  if (shape.some((extent) => extent < 0)) {
    throw new RangeError(
      `Cannot pad shape [${x.shape.join(", ")}] by [${margins.map((margin) => margin.join(", ")).join("; ")}]: expected ` +
        "negative margins to leave something, got more than there is. Cut off less.",
    );
  }
  return compute([x], (x) => {
    const inner = slice(x, { start, shape });
    return pad(inner, { low: sides(0, 1), high: sides(1, 1), value });
  });
}

function placeInside(place: number, extent: number, mode: PaddingMode): number {
  if (mode === "replicate") return Math.min(Math.max(place, 0), extent - 1);
  if (mode === "circular") return ((place % extent) + extent) % extent;
  const mirrored = Math.abs(place);
  return mirrored < extent ? mirrored : 2 * (extent - 1) - mirrored;
}

function checkReach(x: Tensor, extent: number, reach: number, mode: PaddingMode): void {
  const most = mode === "reflect" ? extent - 1 : mode === "circular" ? extent : extent === 0 ? 0 : Infinity;
  if (reach <= most) return;
  throw new RangeError(
    `Cannot pad shape [${x.shape.join(", ")}] by ${reach} in mode "${mode}": expected at most ${most} where an axis has ` +
      `${extent} elements, got ${reach}. Pad less, or with zeros.`,
  );
}
