import { type Tensor, tensor } from "../tensor/index.ts";
import { axisNames } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** One number for all axes, or one each; null keeps an axis's extent. */
export type OutputSize = number | readonly (number | null)[];

/** From where to where a window reaches. */
interface Reach {
  readonly start: number;
  readonly end: number;
}

/** What adaptive pooling layers have in common: windows that differ in size, pooled axis by axis. */
abstract class AdaptivePooling extends Module {
  readonly outputSize: readonly (number | null)[];

  /** Throws: RangeError unless sizes are positive integers or null. */
  protected constructor(axes: number, outputSize: OutputSize) {
    super();
    const sizes: readonly unknown[] = Array.isArray(outputSize)
      ? outputSize
      : new Array(axes).fill(outputSize);
    const wrong = sizes.find((size) => size !== null && !(Number.isInteger(size) && (size as number) >= 1));
    if (sizes.length !== axes || wrong !== undefined) {
      throw new RangeError(
        `Cannot make ${new.target.name} with outputSize ${wrong === undefined ? `[${sizes.join(", ")}]` : String(wrong)}: ` +
          `expected a positive integer, or null to keep an extent. Pass one for all axes, or ${axes} in an array.`,
      );
    }
    this.outputSize = sizes as (number | null)[];
  }

  /** Throws: RangeError if `x` is not [n, channels, …] or has an axis without elements. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    const axes = this.outputSize.length;
    const extents = x.shape.slice(2);
    if (x.rank !== axes + 2 || extents.includes(0)) {
      throw new RangeError(
        `Cannot apply ${this.constructor.name} to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `${axisNames(axes)}] with elements, got another. Reshape the input; a single example needs unsqueeze(0).`,
      );
    }
    // From the last axis on, so that the first of equal elements is the first row by row.
    return this.outputSize.reduceRight((y: Tensor, size, i) => {
      if (size === null || size === extents[i]) return y;
      return this.pool(y, i + 2, windowsOf(extents[i]!, size));
    }, x);
  }

  protected abstract pool(x: Tensor, axis: number, windows: readonly Reach[]): Tensor;
}

function windowsOf(extent: number, size: number): Reach[] {
  return Array.from({ length: size }, (_, i) => ({
    start: Math.floor((i * extent) / size),
    end: Math.ceil(((i + 1) * extent) / size),
  }));
}

/** The elements of each window along a new axis after `axis`, the last one again where a window is smaller. */
function gathered(x: Tensor, axis: number, windows: readonly Reach[]): Tensor {
  const extent = x.shape[axis]!;
  const widest = Math.max(...windows.map(({ start, end }) => end - start));
  if (windows.length * widest === extent) {
    return x.reshape([...x.shape.slice(0, axis), windows.length, widest, ...x.shape.slice(axis + 1)]);
  }
  const places = windows.flatMap(({ start, end }) =>
    Array.from({ length: widest }, (_, k) => Math.min(start + k, end - 1)),
  );
  return x.gather(tensor(Int32Array.from(places)).reshape([windows.length, widest]), { axis });
}

/** What `AdaptiveMaxPool1d` to `AdaptiveMaxPool3d` have in common. */
export abstract class AdaptiveMaxPooling extends AdaptivePooling {
  protected pool(x: Tensor, axis: number, windows: readonly Reach[]): Tensor {
    return gathered(x, axis, windows).max({ axis: axis + 1 });
  }
}

/** What `AdaptiveAvgPool1d` to `AdaptiveAvgPool3d` have in common. */
export abstract class AdaptiveAvgPooling extends AdaptivePooling {
  protected pool(x: Tensor, axis: number, windows: readonly Reach[]): Tensor {
    const elements = gathered(x, axis, windows);
    const widest = elements.shape[axis + 1]!;
    const shares = windows.flatMap(({ start, end }) =>
      Array.from({ length: widest }, (_, k) => (start + k < end ? 1 / (end - start) : 0)),
    );
    const along = elements.shape.map((extent, i) => (i === axis || i === axis + 1 ? extent : 1));
    return elements.mul(tensor(shares).reshape(along)).sum({ axis: axis + 1 });
  }
}
