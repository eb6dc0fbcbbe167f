import assert from "node:assert/strict";
import { test } from "node:test";
import { manualSeed, Random } from "../tensor/index.ts";
import { type SampleTokenOptions, sampleToken } from "./index.ts";

const logits = [2, 0, 1, -1];

/** How often each token comes in `draws` draws. */
function shares(options: SampleTokenOptions, draws = 20_000): number[] {
  const random = new Random(7);
  const counts = logits.map(() => 0);
  for (let i = 0; i < draws; i++) counts[sampleToken(logits, { ...options, random })]!++;
  return counts.map((count) => count / draws);
}

/** softmax(logits / temperature) over the tokens allowed. */
function softmax(allowed: readonly number[], temperature = 1): number[] {
  const weights = logits.map((logit, i) => (allowed.includes(i) ? Math.exp(logit / temperature) : 0));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / whole);
}

const cases: [string, SampleTokenOptions, number[]][] = [
  ["all tokens come as often as the softmax says", {}, softmax([0, 1, 2, 3])],
  ["a temperature divides the logits", { temperature: 0.5 }, softmax([0, 1, 2, 3], 0.5)],
  ["only the likeliest come with topK", { topK: 2 }, softmax([0, 2])],
  // Of the softmax 0.644, 0.087, 0.237, 0.032 the likeliest alone have 0.644, two have 0.881.
  ["the likeliest alone come where they have topP", { topP: 0.64 }, softmax([0])],
  ["as many come as it takes to have topP", { topP: 0.65 }, softmax([0, 2])],
  ["a sharp temperature comes before topP", { temperature: 0.2, topP: 0.99 }, softmax([0], 0.2)],
  ["topP is a share of what topK left", { topK: 3, topP: 0.9 }, softmax([0, 2])],
];
for (const [what, options, expected] of cases) {
  test(what, () => {
    for (const [token, share] of shares(options).entries()) {
      assert.ok(Math.abs(share - expected[token]!) < 0.015, `${token}: ${share} for ${expected[token]}`);
      assert.equal(share === 0, expected[token] === 0);
    }
  });
}

test("temperature 0 takes the likeliest, the first of several", () => {
  assert.equal(sampleToken([0, 3, 3], { temperature: 0 }), 1);
});

test("tokens that cannot be never come", () => {
  const random = new Random(1);
  for (let i = 0; i < 100; i++)
    assert.equal(sampleToken([Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY], { random }), 1);
});

test("numbers come from the default generator: manualSeed repeats them", () => {
  const drawn = (seed: number): number[] => {
    manualSeed(seed);
    return Array.from({ length: 40 }, () => sampleToken(logits));
  };
  assert.deepEqual(drawn(3), drawn(3));
  assert.notDeepEqual(drawn(3), drawn(4));
});

test("options out of range are named", () => {
  for (const [options, name] of [
    [{ temperature: -1 }, "temperature"],
    [{ temperature: Number.NaN }, "temperature"],
    [{ topK: 0 }, "topK"],
    [{ topK: 1.5 }, "topK"],
    [{ topP: 0 }, "topP"],
    [{ topP: 1.1 }, "topP"],
  ] as const) {
    assert.throws(() => sampleToken(logits, options), new RegExp(`^RangeError: .*as ${name} a`));
  }
  assert.throws(() => sampleToken([]), /logits one number a token, got none/);
  assert.throws(() => sampleToken([0, Number.NaN]), /got NaN/);
});
