import { requireKind } from "../base/argument-kinds.ts";
import { concat, full, rand, type Tensor, tensor } from "../tensor/index.ts";
import { axisNames, axisNumbers } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import type { PooledWithIndices } from "./pooling.ts";

/** The options of `FractionalMaxPool2d` and `FractionalMaxPool3d`: one of the two. */
export interface FractionalMaxPoolingOptions<Size, Ratio> {
  /** How many windows there are along each axis. */
  readonly outputSize?: Size;
  /** The same as a share of the extents, above 0 and below 1. */
  readonly outputRatio?: Ratio;
}

/** What a pass may be given. */
export interface FractionalDraws {
  /** Where windows begin: [n, channels, axes] of numbers from 0 to 1. Default: drawn from the default generator. */
  readonly samples?: Tensor;
}

type Numbers = number | readonly number[];

/** What `FractionalMaxPool2d` and `FractionalMaxPool3d` have in common. */
export abstract class FractionalMaxPooling extends Module {
  readonly kernelSize: readonly number[];
  readonly outputSize: readonly number[] | undefined;
  readonly outputRatio: readonly number[] | undefined;

  /** Throws: RangeError if a number is out of range, or unless there is a size or a ratio, and not both. */
  protected constructor(
    axes: number,
    kernelSize: Numbers,
    options: FractionalMaxPoolingOptions<Numbers, Numbers>,
  ) {
    super();
    const layer = new.target.name;
    requireKind("options", `make a ${layer}`, { options });
    const { outputSize, outputRatio } = options;
    this.kernelSize = axisNumbers(layer, "kernelSize", kernelSize, { axes, least: 1 });
    if ((outputSize === undefined) === (outputRatio === undefined)) {
      throw new RangeError(
        `Cannot make a ${layer} with outputSize ${String(outputSize)} and outputRatio ${String(outputRatio)}: expected one ` +
          `of them, got ${outputSize === undefined ? "none" : "both"}. Give { outputSize } or { outputRatio: 0.5 }.`,
      );
    }
    if (outputSize !== undefined) {
      this.outputSize = axisNumbers(layer, "outputSize", outputSize, { axes, least: 1 });
    } else {
      this.outputRatio = ratios(layer, outputRatio!, axes);
    }
  }

  /** Throws: as `withIndices`. */
  forward(x: Tensor, draws: FractionalDraws = {}): Tensor {
    return this.withIndices(x, draws).output;
  }

  /**
   * As `forward`, with the places of the greatest, row by row in their channel.
   *
   * Throws: RangeError if `x` is not [n, channels, …], windows do not fit into it, or `samples` are of another shape.
   */
  withIndices(x: Tensor, { samples }: FractionalDraws = {}): PooledWithIndices {
    const layer = this.constructor.name;
    checkInputTensor(layer, "the elements", x);
    const size = this.#sizeFor(x);
    const [count, channels, ...extents] = x.shape as [number, number, ...number[]];
    const drawn = samples ?? rand([count, channels, extents.length]);
    checkInputTensor(layer, "samples", drawn);
    if (String(drawn.shape) !== String([count, channels, extents.length])) {
      throw new RangeError(
        `Cannot apply ${layer} to a tensor of shape [${x.shape.join(", ")}] with samples of shape [${drawn.shape.join(", ")}]: ` +
          `expected [${count}, ${channels}, ${extents.length}], one an axis of each channel. Leave them out to have them drawn.`,
      );
    }
    const places = this.#places(drawn, extents, size); // [n, channels, windows, elements of a window]
    const plane = extents.reduce((product, extent) => product * extent, 1);
    const planes = tensor(Int32Array.from({ length: count * channels }, (_, i) => i * plane));
    const elements = x.flatten().gather(places.add(planes.reshape([count, channels, 1, 1])), { axis: 0 });
    const shape = [count, channels, ...size];
    const greatest = elements.detach().argmax({ axis: -1, keepDims: true });
    const numbers = tensor(Int32Array.from({ length: places.shape[3]! }, (_, i) => i));
    const indices = greatest.eq(numbers).where(places, 0).sum({ axis: -1 });
    return { output: elements.max({ axis: -1 }).reshape(shape), indices: indices.reshape(shape) };
  }

  /** How many windows there are along each axis of x. */
  #sizeFor(x: Tensor): number[] {
    const axes = this.kernelSize.length;
    const extents = x.shape.slice(2);
    const size = this.outputSize ?? extents.map((extent, i) => Math.floor(extent * this.outputRatio![i]!));
    const fits = extents.every((extent, i) => size[i]! >= 1 && size[i]! + this.kernelSize[i]! - 1 <= extent);
    if (x.rank === axes + 2 && fits) return [...size];
    throw new RangeError(
      `Cannot apply ${this.constructor.name} with kernelSize [${this.kernelSize.join(", ")}] to a tensor of shape ` +
        `[${x.shape.join(", ")}]: expected [n, channels, ${axisNames(axes)}] with room for the windows, got another. ` +
        "Take fewer or smaller windows; a single example needs unsqueeze(0).",
    );
  }

  /** Where the elements of each window lie in their channel, row by row. */
  #places(samples: Tensor, extents: readonly number[], size: readonly number[]): Tensor {
    const axes = extents.length;
    let places: Tensor | undefined; // [n, channels, windows…, elements…] of the axes so far
    for (const [i, extent] of extents.entries()) {
      // PyTorch's samples of an image are for the width first, those of a volume for the depth first.
      const sample = samples.at("...", axes === 2 ? `${1 - i}:${2 - i}` : `${i}:${i + 1}`);
      const along = tensor(Int32Array.from({ length: this.kernelSize[i]! }, (_, k) => k));
      const starts = startsOf(sample, extent - this.kernelSize[i]!, size[i]!);
      const here = starts.unsqueeze(-1).add(along); // [n, channels, windows, elements]
      if (places === undefined) {
        places = here;
        continue;
      }
      const [count, channels, windows, elements] = places.shape as [number, number, number, number];
      const before = places.mul(extent).reshape([count, channels, windows, 1, elements, 1]);
      const crossed = before.add(here.reshape([count, channels, 1, size[i]!, 1, this.kernelSize[i]!]));
      places = crossed.reshape([count, channels, windows * size[i]!, elements * this.kernelSize[i]!]);
    }
    return places!;
  }
}

/** ⌊(i + u) · α⌋ − ⌊u · α⌋ with α = room / (count − 1), the last one `room`. Shapes: u [n, c, 1] → [n, c, count] int32. */
function startsOf(u: Tensor, room: number, count: number): Tensor {
  const last = full([u.shape[0]!, u.shape[1]!, 1], room).cast("int32");
  if (count === 1) return last;
  const alpha = room / (count - 1);
  const numbers = tensor(Float32Array.from({ length: count - 1 }, (_, i) => i));
  const starts = u.add(numbers).mul(alpha).floor().sub(u.mul(alpha).floor());
  return concat([starts.cast("int32"), last], { axis: 2 });
}

function ratios(layer: string, value: Numbers, axes: number): number[] {
  const given: readonly unknown[] = Array.isArray(value) ? value : new Array(axes).fill(value);
  if (given.length === axes && given.every((ratio) => Number(ratio) > 0 && Number(ratio) < 1)) {
    return given as number[];
  }
  throw new RangeError(
    `Cannot make a ${layer} with outputRatio ${String(value)}: expected numbers above 0 and below 1, got another. Pass one ` +
      `for all axes, or ${axes} in an array.`,
  );
}
