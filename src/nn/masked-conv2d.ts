import { requireKind } from "../base/argument-kinds.ts";
import { conv } from "../ops/index.ts";
import { compute, type Parameter, type Tensor, tensor } from "../tensor/index.ts";
import { Conv2d } from "./conv2d.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";

/** The options of `MaskedConv2d`. */
export interface MaskedConv2dOptions {
  /** An odd number. */
  readonly kernelSize: number;
  /** "A" does not see the element itself, for the first layer; "B" does, for all others. */
  readonly mask: "A" | "B";
}

/**
 * `Conv2d` over what comes before in reading order: an output sees elements above, and to the left in its own row: y =
 * conv2d(x, mask · weight) + bias, the mask being 1 there and 0 elsewhere.
 *
 * Shapes: [n, inChannels, h, w] → [n, outChannels, h, w]; weight [outChannels, inChannels, kernel, kernel], bias
 * [outChannels].
 * Source: van den Oord, Kalchbrenner, Kavukcuoglu, "Pixel Recurrent Neural Networks", 2016, section 3.4.
 *
 * @example
 * new nn.MaskedConv2d(1, 8, { kernelSize: 5, mask: "A" }).forward(zeros([1, 1, 7, 7])).shape; // [1, 8, 7, 7]
 */
export class MaskedConv2d extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter | undefined;
  readonly kernelSize: number;
  readonly mask: "A" | "B";

  /** Throws: RangeError unless the kernel is odd and the mask "A" or "B". */
  constructor(inChannels: number, outChannels: number, options: MaskedConv2dOptions) {
    super();
    requireKind("options", "make MaskedConv2d", { options });
    const { kernelSize, mask } = options;
    checkNumber("MaskedConv2d", "kernelSize", kernelSize, { least: 1, integer: true });
    if (kernelSize % 2 === 0 || (mask !== "A" && mask !== "B")) {
      throw new RangeError(
        `Cannot make MaskedConv2d with kernelSize ${kernelSize} and mask "${String(mask)}": expected an odd kernel, and "A" or ` +
          '"B", got another. Take "A" for the first layer.',
      );
    }
    ({ weight: this.weight, bias: this.bias } = new Conv2d(inChannels, outChannels, { kernelSize }));
    this.kernelSize = kernelSize;
    this.mask = mask;
  }

  /** Throws: RangeError if `x` is not [n, inChannels, height, width]. */
  forward(x: Tensor): Tensor {
    const size = this.kernelSize;
    const seen = (size * size - 1) / 2 + (this.mask === "B" ? 1 : 0);
    const mask = tensor(Float32Array.from({ length: size * size }, (_, i) => Number(i < seen)));
    const weight = this.weight.mul(mask.reshape([size, size]));
    const y = compute([x, weight], (x, weight) => conv(x, weight, { padding: (size - 1) / 2 }));
    return y.add(this.bias!.reshape([this.weight.shape[0]!, 1, 1]));
  }
}
