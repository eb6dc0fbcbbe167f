import { type Tensor, tensor } from "../tensor/index.ts";
import { checkNumber } from "./number-option.ts";

/**
 * −m · (i − j) for query i and key j at or before it, with a slope m for each head: what is added to scores so that far keys
 * count less, in place of positions. Slopes are 2^(−8 h / numHeads) for heads h from 1 on; for a number of heads that is no
 * power of two, every other slope of the next one follows those of the one below.
 *
 * Shapes: → [numHeads, tokens, tokens], 0 above the diagonal.
 * Throws: RangeError unless both are positive integers.
 * Source: Press, Smith, Lewis, "Train Short, Test Long", 2021, section 3.
 *
 * @example
 * nn.alibiBias(8, 4).at(0, 3).toArray(); // [-1.5, -1, -0.5, 0]
 */
export function alibiBias(numHeads: number, tokens: number): Tensor {
  checkNumber("alibiBias", "numHeads", numHeads, { least: 1, integer: true });
  checkNumber("alibiBias", "tokens", tokens, { least: 1, integer: true });
  const slopes = slopesOf(numHeads);
  const values = slopes.flatMap((slope) =>
    Array.from({ length: tokens * tokens }, (_, at) => {
      const distance = Math.floor(at / tokens) - (at % tokens);
      return distance > 0 ? -slope * distance : 0;
    }),
  );
  return tensor(Float32Array.from(values)).reshape([numHeads, tokens, tokens]);
}

function slopesOf(numHeads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(numHeads));
  const slopes = Array.from({ length: power }, (_, h) => 2 ** ((-8 * (h + 1)) / power));
  if (power === numHeads) return slopes;
  const more = slopesOf(2 * power).filter((_, h) => h % 2 === 0);
  return [...slopes, ...more.slice(0, numHeads - power)];
}
