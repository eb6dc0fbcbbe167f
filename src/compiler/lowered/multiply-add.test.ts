import assert from "node:assert/strict";
import { test } from "node:test";
import { fusedMultiplyAdd } from "./multiply-add.ts";

const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

function fromBits(pattern: number): number {
  bits[0] = pattern;
  return floats[0]!;
}

/** value = integer · 2^-149, exactly. */
function scaled(value: number): bigint {
  floats[0] = value;
  const exponent = (bits[0]! >>> 23) & 255;
  const fraction = bits[0]! & 0x7fffff;
  const size = exponent === 0 ? BigInt(fraction) : BigInt(fraction | 0x800000) << BigInt(exponent - 1);
  return bits[0]! >>> 31 === 1 ? -size : size;
}

/** The float32 nearest to integer · 2^-298, ties to even; for an integer other than 0. */
function round(integer: bigint): number {
  const negative = integer < 0n;
  const size = negative ? -integer : integer;
  const unit = Math.max(size.toString(2).length - 24, 149);
  let mantissa = size >> BigInt(unit);
  const rest = size - (mantissa << BigInt(unit));
  const half = 1n << BigInt(unit - 1);
  if (rest > half || (rest === half && (mantissa & 1n) === 1n)) mantissa++;
  const value = Math.fround(Number(mantissa) * 2 ** (unit - 298));
  return negative ? -value : value;
}

function exact(a: number, b: number, c: number): number {
  const sum = scaled(a) * scaled(b) + (scaled(c) << 149n);
  return sum === 0n ? a * b + c : round(sum);
}

function check(a: number, b: number, c: number): void {
  const actual = fusedMultiplyAdd(a, b, c);
  const expected = exact(a, b, c);
  if (!Object.is(actual, expected)) assert.fail(`${a} * ${b} + ${c} is ${actual}, expected ${expected}`);
}

let state = 1;
function random32(): number {
  state = (state + 0x9e3779b9) | 0;
  let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}

/** A float32 whose mantissa has few bits, so that sums tie often. */
function sparse(lowest: number, highest: number): number {
  const exponent = lowest + (random32() % (highest - lowest + 1));
  const fraction = random32() & random32() & random32() & 0x7fffff;
  const edge = [0, 1, 0x7fffff, 0x400000, fraction, random32() & 0x7fffff][random32() % 6]!;
  return fromBits(((random32() & 1) << 31) | (exponent << 23) | edge);
}

test("a fused multiply-add of random float32 equals exact arithmetic", () => {
  for (let i = 0; i < 100_000; i++) {
    const pattern = (): number => fromBits((random32() & 0x807fffff) | ((random32() % 255) << 23));
    check(pattern(), pattern(), pattern());
  }
});

test("a fused multiply-add near ties, subnormals and overflow equals exact arithmetic", () => {
  for (let i = 0; i < 100_000; i++) {
    check(sparse(117, 137), sparse(117, 137), sparse(100, 150));
    check(sparse(40, 80), sparse(40, 60), sparse(0, 3));
    check(sparse(180, 210), sparse(170, 200), sparse(250, 254));
  }
});

test("a fused multiply-add that ties in double rounding is rounded by what the double lost", () => {
  // 1 + 2^-24 is a tie between 1 and 1 + 2^-23; the product moves it off by less than a double shows.
  let hard = 0;
  for (let i = 0; i < 60_000; i++) {
    const a = sparse(30, 60);
    const b = sparse(127, 127);
    const tie = sparse(120, 130);
    const half = 2 ** (Math.floor(Math.log2(Math.abs(tie))) - 24);
    // tie + half is no float32: make it from a product, and let the addend be tiny.
    check(Math.fround(1 + 2 ** -12), Math.fround(1 + 2 ** -12), a);
    check(tie, b, Math.fround(half));
    check(Math.fround(half), b, tie);
    check(fromBits(0x3f800001 + (random32() % 4096)), fromBits(0x3f800000 | (4096 + (random32() & 1))), a);
    const naive = Math.fround(tie * b + a);
    if (naive !== fusedMultiplyAdd(tie, b, a)) hard++;
    check(tie, b, a);
  }
  assert.ok(hard > 100, `only ${hard} cases tell a fused multiply-add from a rounded double`);
});

test("a fused multiply-add knows infinities, NaN and signed zeros", () => {
  assert.equal(fusedMultiplyAdd(Infinity, 1, -Infinity), NaN);
  assert.equal(fusedMultiplyAdd(Infinity, 0, 1), NaN);
  assert.equal(fusedMultiplyAdd(2, 3, Infinity), Infinity);
  assert.ok(Object.is(fusedMultiplyAdd(-0, 1, -0), -0));
  assert.ok(Object.is(fusedMultiplyAdd(-1, 1, 1), 0));
  // Just below and just at the point from which float32 overflows.
  const large = fromBits(0x7f7fffff);
  const half = 2 ** 103;
  assert.equal(fusedMultiplyAdd(1, large, Math.fround(half)), Infinity);
  assert.equal(fusedMultiplyAdd(2 ** 52, 2 ** 51, large), Infinity);
  // 2^25 − 1 = 18631 · 1801: the product is the very point, and the addend decides.
  for (const sign of [1, -1]) {
    assert.equal(fusedMultiplyAdd(sign * 18631 * 2 ** 50, 1801 * 2 ** 53, sign * 1e-30), sign * Infinity);
    assert.equal(fusedMultiplyAdd(sign * 18631 * 2 ** 50, 1801 * 2 ** 53, sign * -1e-30), sign * large);
  }
  check(fromBits(0x5f7fffff), fromBits(0x5f800001), 2 ** 50);
  check(fromBits(0x5f7fffff), fromBits(0x5f800001), -(2 ** 50));
});
