import type { Tensor } from "../../tensor/index.ts";
import { fansOf, fill } from "./fill.ts";

/**
 * Elements from N(0, 1 / fanIn), which keeps variances forwards through linear layers, and what `SELU` asks for.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes, TypeError unless it is a float32 tensor.
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, section 4.6.
 *
 * @example
 * nn.init.lecunNormal(new nn.Linear(8, 4).weight);
 */
export function lecunNormal<T extends Tensor>(x: T): T {
  const std = 1 / Math.sqrt(fansOf("lecunNormal", x).fanIn);
  return fill("lecunNormal", x, (random) => std * random.normal());
}

/**
 * Elements from U(±√(3 / fanIn)), whose variance is that of `lecunNormal`.
 *
 * Shapes: [outputs, inputs, kernel…]. Throws: RangeError for fewer than two axes, TypeError unless it is a float32 tensor.
 * Source: LeCun, Bottou, Orr, Müller, "Efficient BackProp", 1998, section 4.6.
 *
 * @example
 * nn.init.lecunUniform(new nn.Linear(8, 4).weight);
 */
export function lecunUniform<T extends Tensor>(x: T): T {
  const bound = Math.sqrt(3 / fansOf("lecunUniform", x).fanIn);
  return fill("lecunUniform", x, (random) => random.uniform(-bound, bound));
}
