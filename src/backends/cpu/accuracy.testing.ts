/** What tests of accuracy share: points, units of the last place, and functions evaluated by the CPU devices. */

import assert from "node:assert/strict";
import { Random } from "../../base/random.ts";
import { input, type Value } from "../../graph/node.ts";
import { cpuDevices } from "./devices.testing.ts";

const bits = new Int32Array(1);
const number = new Float32Array(bits.buffer);

/** The float32 of 32 bits. */
export function fromBits(pattern: number): number {
  bits[0] = pattern;
  return number[0]!;
}

/** The distance between neighbouring float32 numbers of the size of x. */
export function ulp(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -126) return 2 ** -149;
  return 2 ** (Math.min(Math.floor(Math.log2(size)), 127) - 23);
}

const devices = cpuDevices.filter(({ skip }) => skip === false).map(({ create }) => create({ threads: 1 }));

/** f of each point, or of points of several arguments: the same bits on every device. */
export function evaluate(f: (...x: Value[]) => Value, ...points: Float32Array[]): Float32Array {
  const inputs = points.map(({ length }) => input({ shape: [length], dtype: "float32" }));
  const graph = { inputs, outputs: [f(...inputs)], updates: [] };
  const [first, ...others] = devices.map((device) => {
    const program = device.compile(graph);
    const [result] = program.run(points);
    program.release();
    return result as Float32Array;
  });
  for (const other of others) {
    const at = other.findIndex((value, i) => !Object.is(value, first![i]));
    assert.equal(at, -1, `at ${points.map((each) => each[at])}: ${other[at]}, expected ${first![at]}`);
  }
  return first!;
}

/** How far a result is from the truth, in ulp; one that is not finite must be exactly the truth, rounded. */
export function errorOf(got: number, exact: number, what: string): number {
  const rounded = Math.fround(exact);
  if (Number.isFinite(rounded) && Number.isFinite(got)) return Math.abs(got - exact) / ulp(exact);
  assert.ok(Object.is(got, rounded), `${what} is ${got}, expected ${rounded}`);
  return 0;
}

/** A number in a message, with its sign where it is a zero. */
export function text(x: number): string {
  return Object.is(x, -0) ? "−0" : String(x);
}

/** Every exponent of both signs with random mantissas. */
export function allExponents(each: number): Float32Array {
  const random = new Random(1);
  return Float32Array.from({ length: 510 * each }, (_, i) => {
    const exponent = Math.floor(i / each) % 255;
    const sign = i >= 255 * each ? 2 ** 31 : 0;
    return fromBits((sign + exponent * 2 ** 23 + (random.bits() >>> 9)) | 0);
  });
}

/** Evenly spaced over [low, high], and rounded to float32. */
export function sweep(low: number, high: number, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}
