import { avgPool, div, max, maxPool, mul, pad, sum, window } from "../ops/index.ts";
import { compute, type Tensor, tensor } from "../tensor/index.ts";
import { axisNames, axisNumbers } from "./axis-numbers.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";

/** The options that all pooling layers have. */
export interface PoolingOptions<Size> {
  /** Default: the kernel's size. */
  readonly stride?: Size;
  /** Whether a last window that is only begun counts, if it begins inside. Default: false. */
  readonly ceilMode?: boolean;
}

/** The options of `MaxPool1d` to `MaxPool3d`. */
export interface MaxPoolingOptions<Size> extends PoolingOptions<Size> {
  /** Elements of −∞ on both sides of each axis, at most half the kernel. Default: 0. */
  readonly padding?: Size;
  /** The distance between elements of a window. Default: 1. */
  readonly dilation?: Size;
}

/** The options of `AvgPool1d` to `AvgPool3d`. */
export interface AvgPoolingOptions<Size> extends PoolingOptions<Size> {
  /** Zeros on both sides of each axis, at most half the kernel. Default: 0. */
  readonly padding?: Size;
  /** Whether these zeros count as elements of the mean. Default: true. */
  readonly countIncludePad?: boolean;
  /** What sums are divided by, if not by the number of elements. */
  readonly divisorOverride?: number;
}

/** The greatest of each window, and where it lies among all elements of its channel: int32, row by row. */
export interface PooledWithIndices {
  readonly output: Tensor;
  readonly indices: Tensor;
}

type Numbers = number | readonly number[];

/** Which windows a layer looks at. */
abstract class WindowLayer extends Module {
  readonly kernelSize: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly ceilMode: boolean;

  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  protected constructor(
    axes: number,
    kernelSize: Numbers,
    options: MaxPoolingOptions<Numbers> | AvgPoolingOptions<Numbers>,
  ) {
    super();
    const layer = new.target.name;
    const { dilation = 1 } = options as MaxPoolingOptions<Numbers>;
    this.kernelSize = axisNumbers(layer, "kernelSize", kernelSize, { axes, least: 1 });
    this.stride = axisNumbers(layer, "stride", options.stride ?? kernelSize, { axes, least: 1 });
    this.padding = axisNumbers(layer, "padding", options.padding ?? 0, { axes, least: 0 });
    this.dilation = axisNumbers(layer, "dilation", dilation, { axes, least: 1 });
    this.ceilMode = options.ceilMode ?? false;
    if (this.padding.every((margin, axis) => margin <= this.kernelSize[axis]! / 2)) return;
    throw new RangeError(
      `Cannot make a ${layer} with kernelSize [${this.kernelSize.join(", ")}] and padding [${this.padding.join(", ")}]: ` +
        "expected a padding of at most half the kernel. Use less padding or a larger kernel.",
    );
  }

  /** How many elements must be added at the end of each axis for the windows of `ceilMode`. */
  protected extra(x: Tensor): number[] {
    const axes = this.kernelSize.length;
    if (x.rank !== axes + 2) {
      throw new RangeError(
        `Cannot apply ${this.constructor.name} to a tensor of shape [${x.shape.join(", ")}]: expected [n, channels, ` +
          `${axisNames(axes)}], got ${x.rank} axes. Reshape the input; a single example needs unsqueeze(0).`,
      );
    }
    if (!this.ceilMode) return this.kernelSize.map(() => 0);
    return x.shape.slice(2).map((extent, axis) => {
      const [stride, margin] = [this.stride[axis]!, this.padding[axis]!];
      const room = extent + 2 * margin - this.dilation[axis]! * (this.kernelSize[axis]! - 1) - 1;
      const steps = Math.ceil(room / stride);
      const last = steps * stride >= extent + margin ? steps - 1 : steps; // it begins inside
      return Math.max(last * stride - room, 0);
    });
  }

  /** Windows of x with `value` around it: a function of values to [N, C, O…, K…], and their axes. */
  protected windows(x: Tensor, value: number): Tensor {
    const extra = this.extra(x);
    const low = [0, 0, ...this.padding];
    const high = [0, 0, ...this.padding.map((margin, axis) => margin + extra[axis]!)];
    const { kernelSize: size, stride, dilation } = this;
    return compute([x], (x) => window(pad(x, { low, high, value }), { size, stride, dilation }));
  }

  protected get windowAxes(): number[] {
    return this.kernelSize.map((_, axis) => axis + 2 + this.kernelSize.length);
  }

  protected get isPlain(): boolean {
    return !this.ceilMode && this.dilation.every((by) => by === 1);
  }
}

/** What `MaxPool1d` to `MaxPool3d` have in common. */
export abstract class MaxPooling extends WindowLayer {
  /** Throws: RangeError if `x` is not [n, channels, …] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (!this.isPlain) {
      const axes = this.windowAxes;
      return compute([this.windows(x, Number.NEGATIVE_INFINITY)], (windows) => max(windows, { axes }));
    }
    this.extra(x);
    const { kernelSize: size, stride, padding } = this;
    return compute([x], (x) => maxPool(x, { size, stride, padding }));
  }

  /** As `forward`, with the places of the greatest, which `MaxUnpool1d` to `3d` take. Throws: as `forward`. */
  withIndices(x: Tensor): PooledWithIndices {
    const windows = this.windows(x, Number.NEGATIVE_INFINITY);
    const kept = windows.shape.slice(0, x.rank);
    const extents = x.shape.slice(2);
    let place = windows
      .detach()
      .reshape([...kept, -1])
      .argmax({ axis: -1 }); // in the window, row by row
    let indices = place.mul(0);
    let stride = 1;
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      const size = this.kernelSize[axis]!;
      const starts = Int32Array.from(
        { length: kept[axis + 2]! },
        (_, at) => at * this.stride[axis]! - this.padding[axis]!,
      );
      const along = kept.map((extent, i) => (i === axis + 2 ? extent : 1));
      const at = place.mod(size).mul(this.dilation[axis]!).add(tensor(starts).reshape(along));
      indices = indices.add(at.mul(stride));
      place = place.floorDivide(size);
      stride *= extents[axis]!;
    }
    return { output: windows.max({ axis: this.windowAxes }), indices };
  }
}

/** What `AvgPool1d` to `AvgPool3d` have in common. */
export abstract class AvgPooling extends WindowLayer {
  readonly countIncludePad: boolean;
  readonly divisorOverride: number | undefined;

  /** Throws: RangeError if a number is out of range or the padding is larger than half the kernel. */
  protected constructor(axes: number, kernelSize: Numbers, options: AvgPoolingOptions<Numbers>) {
    super(axes, kernelSize, options);
    this.countIncludePad = options.countIncludePad ?? true;
    this.divisorOverride = options.divisorOverride;
    if (this.divisorOverride === undefined || this.divisorOverride !== 0) return;
    throw new RangeError(
      `Cannot make a ${new.target.name} with divisorOverride 0: expected another number, got 0. Leave it out for means.`,
    );
  }

  /** Throws: RangeError if `x` is not [n, channels, …] or smaller than the kernel. */
  forward(x: Tensor): Tensor {
    checkInputTensor(this.constructor.name, "the elements", x);
    const extra = this.extra(x);
    const { kernelSize: size, stride, padding, divisorOverride } = this;
    const inside = this.countIncludePad || padding.every((margin) => margin === 0);
    if (divisorOverride === undefined && inside && extra.every((more) => more === 0)) {
      return compute([x], (x) => avgPool(x, { size, stride, padding }));
    }
    const axes = this.windowAxes;
    const windows = this.windows(x, 0);
    if (divisorOverride !== undefined) {
      return compute([windows], (windows) => div(sum(windows, { axes }), divisorOverride));
    }
    const counts = this.#counts(x, windows.shape);
    return compute([windows, ...counts], (windows, ...counts) =>
      div(
        sum(windows, { axes }),
        counts.reduce((product, count) => mul(product, count)),
      ),
    );
  }

  /** How many elements each window has along each axis; their product divides. */
  #counts(x: Tensor, shape: readonly number[]): Tensor[] {
    return this.kernelSize.map((size, axis) => {
      const [extent, margin] = [x.shape[axis + 2]!, this.padding[axis]!];
      const [from, to] = this.countIncludePad ? [-margin, extent + margin] : [0, extent];
      const counts = Array.from({ length: shape[axis + 2]! }, (_, place) => {
        const start = place * this.stride[axis]! - margin;
        return Math.min(start + size, to) - Math.max(start, from);
      });
      const along = shape.slice(0, x.rank).map((_, i) => (i === axis + 2 ? counts.length : 1));
      return tensor(counts).reshape(along);
    });
  }
}
