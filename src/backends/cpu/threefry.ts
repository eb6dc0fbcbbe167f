import type { KernelBuilder } from "../../compiler/lowered/builder.ts";
import type { Register } from "../../compiler/lowered/program.ts";

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * The first word of Threefry-2x32-20 of (counter, 0) under (key0, key1), the same bits as `threefry` in base.
 *
 * Source: Salmon, Moraes, Dror, Shaw, SC 2011, section 3.
 */
export function spellThreefry(
  builder: KernelBuilder,
  key0: Register,
  key1: Register,
  counter: Register,
): Register {
  const { lanes } = counter;
  const constant = (value: number): Register => builder.constant("int32", value, lanes);
  const keys = [
    key0,
    key1,
    builder.compute("xor", constant(0x1bd11bda), builder.compute("xor", key0, key1)),
  ] as const;
  let x0 = builder.compute("add", counter, key0);
  let x1 = key1;
  for (let round = 0; round < 20; round++) {
    const rotation = rotations[round % 8]!;
    x0 = builder.compute("add", x0, x1);
    const high = builder.shift("shiftLeft", x1, rotation);
    const low = builder.shift("shiftRightLogical", x1, 32 - rotation);
    x1 = builder.compute("xor", builder.compute("or", high, low), x0);
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x0 = builder.compute("add", x0, keys[injection % 3]!);
      const key = builder.compute("add", keys[(injection + 1) % 3]!, constant(injection));
      x1 = builder.compute("add", x1, key);
    }
  }
  return x0;
}
