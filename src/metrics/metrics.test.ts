import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures } from "../nn/oracle.ts";
import * as metrics from "./index.ts";

interface Case {
  readonly metric: string;
  readonly arguments: readonly unknown[];
  readonly options: object;
  readonly expected: number;
}

const all = new Map<string, unknown>(Object.entries(metrics));

/** Probabilities are logits by their logarithms. */
all.set(
  "calibration",
  (probabilities: number[], labels: number[], { bins }: { bins: number }) =>
    metrics.calibration(probabilities.map(Math.log), { labels, bins }).expectedError,
);

/** ROUGE and entities are compared by their F1. */
for (const name of ["rougeN", "rougeL", "entityF1"] as const) {
  const scored = all.get(name) as (...words: readonly unknown[]) => { readonly f1: number };
  all.set(name, (...words: readonly unknown[]) => scored(...words).f1);
}

type Metric = (...words: readonly unknown[]) => number | { readonly score: number };

const cases = fixtures<Case>("metrics");

/** Fails unless two numbers agree to float64's last digits. */
function assertClose(actual: number, expected: number, what: string): void {
  const off = Math.abs(actual - expected);
  assert.ok(off <= 1e-12 * Math.max(1, Math.abs(expected)), `${what}: got ${actual}, expected ${expected}`);
}

for (const name of new Set(cases.map(({ metric }) => metric))) {
  test(`${name} equals scikit-learn, NLTK or its paper's formula`, () => {
    for (const { metric, arguments: words, options, expected } of cases) {
      if (metric !== name) continue;
      const got = (all.get(metric) as Metric)(...words, options);
      assertClose(typeof got === "number" ? got : got.score, expected, JSON.stringify(options));
    }
  });
}

test("BLEU clips counts, as in the paper's examples", () => {
  const references = ["the cat is on the mat", "there is a cat on the mat"];
  const clipped = metrics.bleu(["the the the the the the the"], [references]);
  assertClose(clipped.precisions[0]!, 200 / 7, "example 2");
  // Example 1: candidate 1 has 17 of its 18 words in a reference, candidate 2 has 8 of 14.
  const party = [
    "It is a guide to action that ensures that the military will forever heed Party commands",
    "It is the guiding principle which guarantees the military forces always being under the command of the Party",
    "It is the practical guide for the army always to heed the directions of the party",
  ];
  const first =
    "It is a guide to action which ensures that the military always obeys the commands of the party";
  const second = "It is to insure the troops forever hearing the activity guidebook that party direct";
  const [one, two] = [first, second].map((text) => metrics.bleu([text], [party], { lowercase: true }));
  assertClose(one!.precisions[0]!, (100 * 17) / 18, "candidate 1");
  assertClose(two!.precisions[0]!, (100 * 8) / 14, "candidate 2");
  assert.deepEqual([one!.hypothesisLength, one!.referenceLength, one!.brevityPenalty], [18, 18, 1]);
  assert.equal(one!.signature, "nrefs:3|case:lc|eff:no|tok:13a|smooth:exp");
});

test("BLEU is 0 without a common word, without words, and for texts that are all too short", () => {
  for (const [text, reference] of [
    ["a b c d e", "v w x y z"],
    ["", "v w x y z"],
    ["v w x", "v w x"],
  ]) {
    assert.equal(metrics.bleu([text!], [reference!]).score, 0, text);
  }
});

test("words are split as by mteval-v13a", () => {
  const score = (text: string, words: string) =>
    metrics.bleu([text], [words.replaceAll(" ", " ")], { tokenize: "13a" }).hypothesisLength ===
    words.split(" ").length;
  for (const [text, words] of [
    ["It costs 1,000.50, (no?)", "It costs 1,000.50 , ( no ? )"],
    ['"Well-known" &amp; e.g. 3-4', '" Well-known " & e . g . 3 - 4'],
    ["U.S. it's", "U . S . it's"],
  ]) {
    assert.ok(score(text!, words!), text);
    assertClose(metrics.bleu([text!], [words!]).precisions[0]!, 100, text!);
  }
});

test("ROUGE of the paper's example, and of texts without words", () => {
  const reference = "police killed the gunman";
  const [first, second] = ["police kill the gunman", "the gunman kill police"];
  assert.equal(metrics.rougeL(first!, reference).f1, 3 / 4);
  assert.equal(metrics.rougeL(second!, reference).f1, 2 / 4);
  assert.deepEqual(metrics.rougeN(first!, reference, 2), metrics.rougeN(second!, reference, 2));
  assert.deepEqual(metrics.rougeN("a a b", "A! b, c. d", 1), { precision: 2 / 3, recall: 1 / 2, f1: 4 / 7 });
  assert.deepEqual(metrics.rougeL("", "..."), { precision: 0, recall: 0, f1: 0 });
});

test("hits and reciprocal ranks of queries", () => {
  const scores = [
    [0.9, 0.5, 0.1],
    [0.1, 0.5, 0.9],
    [1, 1, 1],
    [3, 2, 1],
  ];
  const relevances = [
    [0, 1, 0],
    [0, 0, 1],
    [0, 1, 1],
    [0, 0, 0],
  ];
  assertClose(metrics.meanReciprocalRank(scores, relevances), (1 / 2 + 1 + 1 / 2 + 0) / 4, "reciprocal rank");
  assert.equal(metrics.hitRate(scores, relevances, { k: 1 }), 1 / 4);
  assert.equal(metrics.hitRate(scores, relevances), 3 / 4);
});

test("adding to all scores, or turning the order of cases, changes no ranking", () => {
  const scores = [0.1, 0.7, 0.7, 0.3, 0.9];
  const labels = [0, 1, 0, 1, 1];
  for (const metric of [metrics.rocAuc, metrics.averagePrecision]) {
    const expected = metric(scores, labels);
    assertClose(
      metric(
        scores.map((score) => score + 1000),
        labels,
      ),
      expected,
      "moved",
    );
    assertClose(metric(scores.toReversed(), labels.toReversed()), expected, "turned");
  }
  assertClose(
    1 - metrics.rocAuc(scores, labels),
    metrics.rocAuc(
      scores.map((score) => -score),
      labels,
    ),
    "mirrored",
  );
});

test("edit distances are those of known words, and symmetric", () => {
  for (const [a, b, edits] of [
    ["kitten", "sitting", 3],
    ["intention", "execution", 5],
    ["", "abc", 3],
    ["flaw", "lawn", 2],
  ] as const) {
    assert.equal(metrics.editDistance([...a], [...b]), edits);
    assert.equal(metrics.editDistance([...b], [...a]), edits);
  }
});

test("perplexity of a uniform choice is the number of choices", () => {
  assertClose(metrics.perplexity(new Array(5).fill(Math.log(50))), 50, "uniform");
});

test("what does not go together is refused", () => {
  const refusals: [() => unknown, RegExp][] = [
    [() => metrics.precision([1], [1, 0]), /a precision from 1 predictions and 2 labels/],
    [() => metrics.recall([], []), /a recall from 0 predictions/],
    [() => metrics.fScore([0, 5], [0, 1], { average: "binary" }), /class 1 among 6 classes/],
    [() => metrics.fScore([0], [0], { beta: 0 }), /beta = 0/],
    [() => metrics.meanIoU([3], [0], { numClasses: 2 }), /prediction 3/],
    [() => metrics.topKAccuracy([1, 2, 3], [0, 1], { k: 1 }), /3 numbers and 2 labels/],
    [() => metrics.topKAccuracy([1, 2], [2], { k: 1 }), /label 2: expected an integer from 0 to 1/],
    [() => metrics.topKAccuracy([1, 2], [0], { k: 0 }), /k = 0/],
    [() => metrics.rocAuc([1, 2], [1, 1]), /2 cases of 1 and 0 of 0/],
    [() => metrics.averagePrecision([1, Number.NaN], [1, 0]), /the score NaN at index 1/],
    [() => metrics.logLoss([0.5], [2]), /label 2: expected an integer from 0 to 1/],
    [() => metrics.r2Score([1], [1]), /R² from 1 case/],
    [() => metrics.ndcg([[1, 2]], [[1]]), /an NDCG of query 0 from 2 scores and 1 relevances/],
    [() => metrics.hitRate([[1]], [[1]], { k: 0 }), /k = 0/],
    [() => metrics.bleu(["a"], [[]]), /text 0 without a reference/],
    [() => metrics.chrF(["a"], ["a"], { charOrder: 0 }), /charOrder = 0/],
    [() => metrics.wordErrorRate(["a"], [" "]), /against empty references/],
    [() => metrics.rougeN("a", "a", 0), /n = 0/],
    [() => metrics.perplexity([]), /no tokens/],
  ];
  for (const [call, message] of refusals) assert.throws(call, { name: "RangeError", message });
});

test("entities are read as CoNLL's script does, or held to a scheme", () => {
  const f1 = (guess: string, truth: string, scheme?: "IOB1" | "IOB2" | "BIOES"): number =>
    metrics.entityF1([guess.split(" ")], [truth.split(" ")], scheme && { scheme }).f1;
  // seqeval's own examples: the entity of type MISC is too long; PER is right.
  const scores = metrics.entityF1(
    ["O O B-MISC I-MISC I-MISC I-MISC O".split(" "), "B-PER I-PER O".split(" ")],
    ["O O O B-MISC I-MISC I-MISC O".split(" "), "B-PER I-PER O".split(" ")],
  );
  assert.deepEqual([scores.precision, scores.recall, scores.f1, scores.support], [0.5, 0.5, 0.5, 2]);
  assert.deepEqual([...scores.types.keys()], ["MISC", "PER"]);
  assert.deepEqual(scores.types.get("PER"), { precision: 1, recall: 1, f1: 1, support: 1 });
  // And the one that tells the modes apart: I without B is an entity to CoNLL's script only.
  const [truth, guess] = ["B-NP I-NP O", "I-NP I-NP O"];
  assert.deepEqual([f1(guess, truth), f1(guess, truth, "IOB2")], [1, 0]);
  // An I of another type begins an entity loosely and in IOB1, not in IOB2.
  assert.equal(f1("B-A I-B", "B-A B-B"), 1);
  assertClose(f1("B-A I-B", "B-A B-B", "IOB2"), 2 / 3, "IOB2");
  assert.equal(f1("I-A I-B O I-A B-A", "I-A I-B O I-A B-A", "IOB1"), 1);
  assert.equal(
    metrics.entityF1([["I-A", "B-A", "O", "B-A"]], [["I-A", "B-A", "O", "O"]], { scheme: "IOB1" }).f1,
    1,
  );
  // BIOES: what is not ended is none; S right after S and E are entities of their own.
  assert.equal(f1("B-A E-A S-A S-A", "B-A E-A S-A S-A", "BIOES"), 1);
  assert.equal(
    metrics.entityF1([["B-A", "I-A", "O"]], [["B-A", "E-A", "O"]], { scheme: "BIOES" }).precision,
    0,
  );
  assert.equal(metrics.entityF1([["S-A", "E-A"]], [["S-A", "O"]], { scheme: "BIOES" }).f1, 1);
  assertClose(f1("S-A E-A", "S-A O"), 2 / 3, "loosely an E after an S is one more");
  assert.equal(f1("O O", "O O"), 0);
  assert.throws(() => f1("E-A", "O", "IOB2"), /tag "E-A": expected one that begins with I, O, B/);
  assert.throws(() => f1("O", "O O"), /2 tags in sentence 0, got 1/);
});

test("errors of forecasts that cannot be scaled are refused, and none is 0", () => {
  assert.equal(metrics.symmetricMeanAbsolutePercentageError([0], [0]), 0);
  const scaled = (training: number[], period: number) =>
    metrics.meanAbsoluteScaledError([1], [2], { training, period });
  for (const [training, period] of [
    [[1, 1, 1], 1],
    [[1, 2], 2],
    [[1, 2, 3], 0],
  ] as const) {
    assert.throws(() => scaled([...training], period), /expected more than a period of them, which change/);
  }
});
