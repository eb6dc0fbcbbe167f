/** What comes after a layer, for `calculateGain`. */
export type GainNonlinearity = "linear" | "conv" | "sigmoid" | "tanh" | "relu" | "leakyRelu" | "selu";

/**
 * What weights are scaled by so that variances stay what they are through a layer and what follows it: 1, for tanh 5/3, for
 * ReLU √2, for leaky ReLU √(2 / (1 + slope²)), for SELU 3/4.
 *
 * Throws: RangeError for another word.
 * Source: He, Zhang, Ren, Sun, "Delving Deep into Rectifiers", 2015, section 2.2.
 *
 * @example
 * nn.init.calculateGain("leakyRelu", 0.2); // 1.3868
 */
export function calculateGain(nonlinearity: GainNonlinearity, slope = 0.01): number {
  const gains = {
    linear: 1,
    conv: 1,
    sigmoid: 1,
    tanh: 5 / 3,
    relu: Math.SQRT2,
    leakyRelu: Math.sqrt(2 / (1 + slope * slope)),
    selu: 3 / 4,
  };
  if (Object.hasOwn(gains, nonlinearity) && Number.isFinite(slope)) return gains[nonlinearity];
  throw new RangeError(
    `Cannot calculate the gain of "${String(nonlinearity)}" with slope ${String(slope)}: expected one of ` +
      `${Object.keys(gains).join(", ")} and a finite number, got another. Use "linear" for what is none of them.`,
  );
}
