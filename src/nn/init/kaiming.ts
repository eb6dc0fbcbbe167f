import type { Tensor } from "../../tensor/index.ts";
import { calculateGain, type GainNonlinearity } from "./calculate-gain.ts";
import { fansOf, fill } from "./fill.ts";

/** The options of `kaimingUniform` and `kaimingNormal`. */
export interface KaimingOptions {
  /** The slope of a leaky ReLU that follows. Default: 0. */
  readonly a?: number;
  /** Whether variances are kept forwards ("fanIn") or backwards ("fanOut"). Default: "fanIn". */
  readonly mode?: "fanIn" | "fanOut";
  /** What follows. Default: "leakyRelu", which with slope 0 is ReLU. */
  readonly nonlinearity?: GainNonlinearity;
}

/**
 * Elements from U(±gain · √(3 / fan)), which keeps variances through layers of rectifiers.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes or another word, TypeError unless it is a
 * float32 tensor.
 * Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.2.
 *
 * @example
 * nn.init.kaimingUniform(new nn.Linear(8, 4).weight, { nonlinearity: "relu" });
 */
export function kaimingUniform<T extends Tensor>(x: T, options: KaimingOptions = {}): T {
  const bound = Math.sqrt(3) * deviation("kaimingUniform", x, options);
  return fill("kaimingUniform", x, (random) => random.uniform(-bound, bound));
}

/**
 * Elements from N(0, gain² / fan), which keeps variances through layers of rectifiers.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes or another word, TypeError unless it is a
 * float32 tensor.
 * Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.2.
 *
 * @example
 * nn.init.kaimingNormal(new nn.Conv2d(3, 8, { kernelSize: 3 }).weight, { mode: "fanOut", nonlinearity: "relu" });
 */
export function kaimingNormal<T extends Tensor>(x: T, options: KaimingOptions = {}): T {
  const std = deviation("kaimingNormal", x, options);
  return fill("kaimingNormal", x, (random) => std * random.normal());
}

function deviation(name: string, x: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = "fanIn", nonlinearity = "leakyRelu" } = options;
  if (mode !== "fanIn" && mode !== "fanOut") {
    throw new RangeError(
      `Cannot fill a tensor by init.${name} with mode "${String(mode)}": expected "fanIn" or "fanOut", got ` +
        `"${String(mode)}". Leave it out for "fanIn".`,
    );
  }
  return calculateGain(nonlinearity, a) / Math.sqrt(fansOf(name, x)[mode]);
}
