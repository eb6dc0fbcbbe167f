import assert from "node:assert/strict";
import { test } from "node:test";
import { BigramNaiveBayes } from "./bigram-naive-bayes.ts";

const split = (text: string): string[] => text.split(" ");

test("pairs of words tell what single words cannot", () => {
  const texts = ["not good at all", "not bad at all", "good", "bad", "so good", "so bad"].map(split);
  const model = new BigramNaiveBayes(texts, [0, 1, 1, 0, 1, 0], 2);
  assert.deepEqual(
    ["not good", "not bad", "good", "bad"].map((text) => model.predict(split(text))),
    [0, 1, 1, 0],
  );
});

test("its scores are those worked out by hand", () => {
  // Class 0 has "a" twice and "b" once; class 1 has "b" twice: five terms with the pair "a b" once in class 0.
  const model = new BigramNaiveBayes([["a"], ["a", "b"], ["b"], ["b"], ["b"]], [0, 0, 1, 1, 1], 2);
  // p(a | 0) = 3/7, p(a | 1) = 1/6; p(0) = 2/5, p(1) = 3/5: "a" is of class 0, 6/35 against 1/10; "b" of class 1.
  assert.equal(model.predict(["a"]), 0);
  assert.equal(model.predict(["b"]), 1);
  // Nothing known: the class with more texts.
  assert.equal(model.predict(["c"]), 1);
  assert.throws(() => new BigramNaiveBayes([["a"]], [], 2), /from 0 labels: expected as many/);
});
