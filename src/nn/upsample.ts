import { requireKind } from "../base/argument-kinds.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** Between which elements is interpolated, and how. */
export type UpsampleMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "trilinear" | "bicubic";

/** The options of `Upsample`: one of `size` and `scaleFactor`. */
export interface UpsampleOptions {
  /** The extents to reach. */
  readonly size?: number | readonly number[];
  /** What extents are multiplied by, and rounded down. */
  readonly scaleFactor?: number | readonly number[];
  /** "linear" is for sequences, "bilinear" and "bicubic" for images, "trilinear" for volumes. Default: "nearest". */
  readonly mode?: UpsampleMode;
  /** Whether the first and last elements keep their places, not only the ends of the area. Default: false. */
  readonly alignCorners?: boolean;
}

/** The elements of an axis that a new element is a weighted sum of. */
interface Taps {
  readonly places: readonly number[];
  readonly weights: readonly number[];
}

const spatialAxesOf = { linear: 1, bilinear: 2, trilinear: 3, bicubic: 2 };

/**
 * Sequences, images or volumes of another size, each new element i interpolated between those around its place, (i + ½)
 * / scale − ½, or with `alignCorners` i · (old − 1) / (new − 1); "nearest" takes the element at ⌊i / scale⌋.
 *
 * Shapes: [n, channels, …] → [n, channels, ⌊extent · scaleFactor⌋…] or [n, channels, size…].
 * Source: for "bicubic" Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981, with a = −¾.
 *
 * @example
 * const layer = new nn.Upsample({ scaleFactor: 2, mode: "bilinear" });
 * layer.forward(zeros([1, 3, 16, 16])).shape; // [1, 3, 32, 32]
 */
export class Upsample extends Module {
  readonly size: number | readonly number[] | undefined;
  readonly scaleFactor: number | readonly number[] | undefined;
  readonly mode: UpsampleMode;
  readonly alignCorners: boolean;

  /** Throws: RangeError unless there is a size or a factor above 0, and the mode is one of ours. */
  constructor(options: UpsampleOptions) {
    super();
    requireKind("options", "make Upsample", { options });
    const { size, scaleFactor, mode = "nearest", alignCorners = false } = options;
    const numbers = [size ?? scaleFactor ?? Number.NaN].flat() as readonly number[];
    const fits = (number: number) =>
      size === undefined ? Number.isFinite(number) && number > 0 : Number.isInteger(number) && number > 0;
    if ((size === undefined) === (scaleFactor === undefined) || !numbers.every(fits)) {
      throw new RangeError(
        `Cannot make Upsample with size ${show(size)} and scaleFactor ${show(scaleFactor)}: expected one of them, positive ` +
          "integers or factors above 0, got another. Pass one number for all axes, or one each in an array.",
      );
    }
    const modes = ["nearest", "nearest-exact", ...Object.keys(spatialAxesOf)];
    if (!modes.includes(mode) || (alignCorners && mode.startsWith("nearest"))) {
      throw new RangeError(
        `Cannot make Upsample with mode "${String(mode)}" and alignCorners ${alignCorners}: expected one of ` +
          `${modes.join(", ")}, and corners only where there is interpolation. Leave mode out for "nearest".`,
      );
    }
    this.size = size;
    this.scaleFactor = scaleFactor;
    this.mode = mode;
    this.alignCorners = alignCorners;
  }

  /** Throws: RangeError if `x` has not the axes that the mode or the size is for. */
  forward(x: Tensor): Tensor {
    checkInputTensor("Upsample", "the elements", x);
    const axes = x.rank - 2;
    const expected = this.mode.startsWith("nearest")
      ? axes
      : spatialAxesOf[this.mode as keyof typeof spatialAxesOf];
    const given = this.size ?? this.scaleFactor!;
    const numbers: readonly number[] =
      typeof given === "number" ? new Array<number>(Math.max(axes, 0)).fill(given) : given;
    if (axes < 1 || axes !== expected || axes !== numbers.length || x.shape.slice(2).includes(0)) {
      throw new RangeError(
        `Cannot apply Upsample in mode "${this.mode}" to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `…] with ${axes < 1 ? "one to three" : axes !== expected ? expected : numbers.length} spatial axes that have ` +
          `elements, got ${Math.max(axes, 0)}. Reshape the input or choose another mode.`,
      );
    }
    return numbers.reduce((y, number, i) => {
      const extent = x.shape[i + 2]!;
      const size = this.size === undefined ? Math.floor(extent * number) : number;
      const scale = this.size === undefined ? 1 / number : extent / size;
      return resampled(y, i + 2, this.#taps(extent, size, scale));
    }, x);
  }

  /** The taps of each new element of an axis; `scale` is how far apart they lie in the old one. */
  #taps(extent: number, size: number, scale: number): Taps[] {
    const last = extent - 1;
    return Array.from({ length: size }, (_, i): Taps => {
      if (this.mode === "nearest") return { places: [Math.min(Math.floor(i * scale), last)], weights: [1] };
      if (this.mode === "nearest-exact") {
        return { places: [Math.min(Math.floor((i + 0.5) * scale), last)], weights: [1] };
      }
      const place = this.alignCorners ? (size === 1 ? 0 : (i * last) / (size - 1)) : (i + 0.5) * scale - 0.5;
      if (this.mode !== "bicubic") {
        const start = Math.max(place, 0);
        const low = Math.min(Math.floor(start), last);
        const share = start - low;
        return { places: [low, Math.min(low + 1, last)], weights: [1 - share, share] };
      }
      const low = Math.floor(place);
      const around = [-1, 0, 1, 2];
      return {
        places: around.map((k) => Math.min(Math.max(low + k, 0), last)),
        weights: around.map((k) => cubic(Math.abs(place - low - k))),
      };
    });
  }
}

/** Keys's cubic with a = −¾. */
function cubic(distance: number): number {
  const a = -0.75;
  if (distance <= 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0;
}

function resampled(x: Tensor, axis: number, taps: readonly Taps[]): Tensor {
  const along = x.shape.map((_, i) => (i === axis ? taps.length : 1));
  const terms = (taps[0]?.places ?? [0]).map((_, k) => {
    const places = Int32Array.from(taps, (tap) => tap.places[k]!);
    const elements = x.gather(tensor(places), { axis });
    if (taps.every((tap) => tap.weights[k] === 1)) return elements;
    return elements.mul(tensor(taps.map((tap) => tap.weights[k]!)).reshape(along));
  });
  return terms.reduce((sum, term) => sum.add(term));
}

function show(value: number | readonly number[] | undefined): string {
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}
