import assert from "node:assert/strict";
import { test } from "node:test";
import { Random, threefry } from "./random.ts";

/** Key, counter, result. Source: Random123 1.14, tests/kat_vectors, threefry2x32 with 20 rounds. */
const knownAnswers = [
  [0x00000000, 0x00000000, 0x00000000, 0x00000000, 0x6b200159, 0x99ba4efe],
  [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
  [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
] as const;

test("threefry gives the published answers", () => {
  for (const [key0, key1, counter0, counter1, word0, word1] of knownAnswers) {
    assert.deepEqual(threefry(key0, key1, counter0, counter1), [word0 | 0, word1 | 0]);
    assert.deepEqual(threefry(key0 | 0, key1 | 0, counter0 | 0, counter1 | 0), [word0 | 0, word1 | 0]);
  }
});

test("a stream is its seed and its position", () => {
  const first = new Random(42);
  const drawn = Array.from({ length: 10 }, () => first.bits());
  const second = new Random(42);
  second.position = 4;
  assert.deepEqual(
    Array.from({ length: 6 }, () => second.bits()),
    drawn.slice(4),
  );
  assert.equal(second.position, 10);
  assert.equal(new Set(drawn).size, 10);
  assert.notEqual(new Random(43).bits(), drawn[0]);
  assert.notEqual(new Random(42 + 2 ** 32).bits(), drawn[0]);
});

test("uniforms fill their range evenly", () => {
  const random = new Random(7);
  const counts = new Array<number>(8).fill(0);
  for (let i = 0; i < 8000; i++) {
    const value = random.uniform(-1, 3);
    assert.ok(value >= -1 && value < 3);
    counts[Math.floor((value + 1) * 2)]!++;
  }
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 150, `${counts}`);
});

test("integers lie in their range and reach both ends", () => {
  const random = new Random(8);
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(-2, 3)));
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2],
  );
});

test("permutations hold each index once, and every order is as likely", () => {
  const random = new Random(9);
  const orders = new Map<string, number>();
  for (let i = 0; i < 2400; i++) {
    const order = random.permutation(4);
    assert.deepEqual([...order].sort(), [0, 1, 2, 3]);
    orders.set(order.join(), (orders.get(order.join()) ?? 0) + 1);
  }
  assert.equal(orders.size, 24);
  for (const count of orders.values()) assert.ok(Math.abs(count - 100) < 45, `${count}`);
  assert.deepEqual([...random.permutation(0)], []);
});

test("normal numbers have the moments and the tails of N(0, 1)", () => {
  const random = new Random(10);
  const count = 20_000;
  const values = Array.from({ length: count }, () => random.normal());
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / count;
  for (const [power, expected] of [1, 2, 3, 4].map((power) => [power, [0, 1, 0, 3][power - 1]!] as const)) {
    assert.ok(Math.abs(moment(power) - expected) < 0.15, `moment ${power} is ${moment(power)}`);
  }
  for (const [limit, share] of [
    [1, 0.3173],
    [2, 0.0455],
    [3, 0.0027],
  ] as const) {
    const beyond = values.filter((x) => Math.abs(x) > limit).length / count;
    assert.ok(Math.abs(beyond - share) < 4 * Math.sqrt(share / count), `${beyond} beyond ${limit}`);
  }
  const again = new Random(10);
  assert.deepEqual(
    values.slice(0, 9),
    Array.from({ length: 9 }, () => again.normal()),
  );
});
