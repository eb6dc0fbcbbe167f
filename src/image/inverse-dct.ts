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

function transform(block: Int32Array, { along, across, shift }: Lines): void {
  const half = 1 << (shift - 1);
  const raised = 12 - shift;
  for (let line = 0; line < 8; line++) {
    const i0 = line * across;
    const [i1, i2, i3] = [i0 + along, i0 + 2 * along, i0 + 3 * along];
    const [i4, i5, i6, i7] = [i0 + 4 * along, i0 + 5 * along, i0 + 6 * along, i0 + 7 * along];
    const [x0, x1, x2, x3] = [block[i0]!, block[i1]!, block[i2]!, block[i3]!];
    const [x4, x5, x6, x7] = [block[i4]!, block[i5]!, block[i6]!, block[i7]!];
    if ((x1 | x2 | x3 | x4 | x5 | x6 | x7) === 0) {
      const constant = (root2 * x0 + 4 * half) >> (shift + 2);
      block[i0] = block[i1] = block[i2] = block[i3] = constant;
      block[i4] = block[i5] = block[i6] = block[i7] = constant;
      continue;
    }
    // Even places.
    const sum = (root2 * x0 + half) >> shift;
    const other = (root2 * x4 + half) >> shift;
    const turned6 = (x2 * sin6 + x6 * cos6 + half) >> shift;
    const turned2 = (x2 * cos6 - x6 * sin6 + half) >> shift;
    const [upper, lower] = [(sum + other + 1) >> 1, (sum - other + 1) >> 1];
    const [e0, e3] = [(upper + turned6 + 1) >> 1, (upper - turned6 + 1) >> 1];
    const [e1, e2] = [(lower + turned2 + 1) >> 1, (lower - turned2 + 1) >> 1];
    // Odd places.
    const difference = (rootHalf * (x1 - x7) + half) >> shift;
    const total = (rootHalf * (x1 + x7) + half) >> shift;
    const [third, fifth] = [x3 << raised, x5 << raised];
    const [a4, a6] = [(difference + fifth + 1) >> 1, (difference - fifth + 1) >> 1];
    const [a7, a5] = [(total + third + 1) >> 1, (total - third + 1) >> 1];
    const o7 = (a4 * sin3 + a7 * cos3 + 2048) >> 12;
    const o4 = (a4 * cos3 - a7 * sin3 + 2048) >> 12;
    const o6 = (a5 * sin1 + a6 * cos1 + 2048) >> 12;
    const o5 = (a5 * cos1 - a6 * sin1 + 2048) >> 12;
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
