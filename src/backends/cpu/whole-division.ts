/** ⌊a / b⌋ of int32, for targets that divide floats only. */

import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";

/**
 * Two quotients in float32, each of what the one before left over, are off by one at most; what is left over then says
 * which way. Nothing here depends on products that wrap: b · q wraps only where the remainder does not.
 */
export function spellFloorDivide(builder: KernelBuilder, a: Register, b: Register): Register {
  const { lanes } = a;
  const [zero, one] = [0, 1].map((value) => builder.constant("int32", value, lanes)) as [Register, Register];
  const divisor = builder.compute("toFloat", b);
  const estimate = (of: Register) =>
    builder.compute("toInt", builder.compute("divide", builder.compute("toFloat", of), divisor));
  const leftOver = (quotient: Register) =>
    builder.compute("subtract", a, builder.compute("multiply", quotient, b));
  const first = estimate(a);
  let quotient = builder.compute("add", first, estimate(leftOver(first)));
  let rest = leftOver(quotient);
  const negative = builder.compute("less", b, zero);
  // 0 ≤ rest · sign(b) < |b|: where rest has the other sign the quotient is too great.
  for (let round = 0; round < 2; round++) {
    const opposite = builder.compute("xor", builder.compute("less", rest, zero), negative);
    const above = builder.compute("and", opposite, builder.compute("notEqual", rest, zero));
    quotient = builder.compute("select", above, builder.compute("subtract", quotient, one), quotient);
    rest = builder.compute("select", above, builder.compute("add", rest, b), rest);
  }
  const below = builder.compute(
    "select",
    negative,
    builder.compute("lessEqual", rest, b),
    builder.compute("lessEqual", b, rest),
  );
  quotient = builder.compute("select", below, builder.compute("add", quotient, one), quotient);
  return builder.compute("select", builder.compute("equal", b, zero), zero, quotient);
}
