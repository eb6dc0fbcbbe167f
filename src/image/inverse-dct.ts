// cos and sin of π/16, 3π/16 and 6π/16, √2 and √½, as multiples of 1/4096.
const [cos1, sin1] = [4017, 799] as const;
const [cos3, sin3] = [3406, 2276] as const;
const [cos6, sin6] = [1567, 3784] as const;
const root2 = 5793;
const rootHalf = 2896;

/** Which eight numbers are transformed together, and how many bits of their multiples are dropped. */
interface Lines {
  readonly along: number;
  readonly across: number;
  readonly shift: number;
}

const rows: Lines = { along: 1, across: 8, shift: 8 };
const columns: Lines = { along: 8, across: 1, shift: 12 };

/**
 * Turns 8×8 coefficients into samples ×16, in place. It is done in whole numbers with the roundings of jpeg-js, so that a
 * picture is the same whichever of the two decodes it.
 *
 * Source: Loeffler, Ligtenberg and Moschytz, "Practical fast 1-D DCT algorithms with 11 multiplications", 1989, figure 1;
 * the roundings are those of jpeg-js 0.4 (Apache-2.0, 2011 notmasteryet).
 */
export function inverseDct(block: Int32Array): void {
  transform(block, rows);
  transform(block, columns);
}

// Products wrap as those of 32 bits do, so that a damaged file's are the same whether V8 takes them for integers or not.
const { imul } = Math;

function transform(block: Int32Array, { along, across, shift }: Lines): void {
  const half = 1 << (shift - 1);
  const raised = 12 - shift;
  for (let line = 0; line < 8; line++) {
    const i0 = line * across;
    const i1 = i0 + along;
    const i2 = i1 + along;
    const i3 = i2 + along;
    const i4 = i3 + along;
    const i5 = i4 + along;
    const i6 = i5 + along;
    const i7 = i6 + along;
    const x0 = block[i0]!;
    const x1 = block[i1]!;
    const x2 = block[i2]!;
    const x3 = block[i3]!;
    const x4 = block[i4]!;
    const x5 = block[i5]!;
    const x6 = block[i6]!;
    const x7 = block[i7]!;
    if ((x1 | x2 | x3 | x4 | x5 | x6 | x7) === 0) {
      const constant = (imul(root2, x0) + 4 * half) >> (shift + 2);
      block[i0] = block[i1] = block[i2] = block[i3] = constant;
      block[i4] = block[i5] = block[i6] = block[i7] = constant;
      continue;
    }
    // Even places.
    const sum = (imul(root2, x0) + half) >> shift;
    const other = (imul(root2, x4) + half) >> shift;
    const turned6 = (imul(x2, sin6) + imul(x6, cos6) + half) >> shift;
    const turned2 = (imul(x2, cos6) - imul(x6, sin6) + half) >> shift;
    const upper = (sum + other + 1) >> 1;
    const lower = (sum - other + 1) >> 1;
    const e0 = (upper + turned6 + 1) >> 1;
    const e3 = (upper - turned6 + 1) >> 1;
    const e1 = (lower + turned2 + 1) >> 1;
    const e2 = (lower - turned2 + 1) >> 1;
    // Odd places.
    const difference = (imul(rootHalf, x1 - x7) + half) >> shift;
    const total = (imul(rootHalf, x1 + x7) + half) >> shift;
    const third = x3 << raised;
    const fifth = x5 << raised;
    const a4 = (difference + fifth + 1) >> 1;
    const a6 = (difference - fifth + 1) >> 1;
    const a7 = (total + third + 1) >> 1;
    const a5 = (total - third + 1) >> 1;
    const o7 = (imul(a4, sin3) + imul(a7, cos3) + 2048) >> 12;
    const o4 = (imul(a4, cos3) - imul(a7, sin3) + 2048) >> 12;
    const o6 = (imul(a5, sin1) + imul(a6, cos1) + 2048) >> 12;
    const o5 = (imul(a5, cos1) - imul(a6, sin1) + 2048) >> 12;
    block[i0] = e0 + o7;
    block[i7] = e0 - o7;
    block[i1] = e1 + o6;
    block[i6] = e1 - o6;
    block[i2] = e2 + o5;
    block[i5] = e2 - o5;
    block[i3] = e3 + o4;
    block[i4] = e3 - o4;
  }
}
