import type { Random } from "../base/random.ts";
import { newHostArray } from "../runtime/device.ts";
import { defaultGenerator, fromHostArray, Parameter } from "../tensor/index.ts";

/**
 * A parameter with values from U(−1/√fanIn, 1/√fanIn), drawn in row-major order from the default generator on the
 * host. It is what PyTorch starts linear and convolution layers with: Kaiming's uniform distribution for a = √5,
 * with bound √(6 / ((1 + a²) · fanIn)) = 1/√fanIn.
 *
 * Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.2.
 */
export function uniformByFanIn(shape: readonly number[], fanIn: number): Parameter {
  const bound = 1 / Math.sqrt(fanIn);
  return drawn(shape, (random) => random.uniform(-bound, bound));
}

/** A parameter with values from N(0, 1), drawn in row-major order from the default generator on the host. */
export function standardNormal(shape: readonly number[]): Parameter {
  return drawn(shape, (random) => random.normal());
}

function drawn(shape: readonly number[], draw: (random: Random) => number): Parameter {
  const random = defaultGenerator.host();
  const values = newHostArray({ shape, dtype: "float32" }).map(() => draw(random));
  return new Parameter(fromHostArray(values, shape, "float32"));
}
