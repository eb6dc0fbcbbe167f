import assert from "node:assert/strict";
import { test } from "node:test";
import { readPronunciations } from "./pronunciations.ts";

test("pronunciations are read without stress, comments and repetitions, all of a spelling together", () => {
  const {
    training,
    validation,
    test: held,
  } = readPronunciations(
    ["a AH0", "a(2) EY1", "a(3) EY2", "aalborg AO1 L B AO0 R G # place, danish", "a.m. EY2 EH1 M"].join("\n"),
  );
  assert.deepEqual([validation, held], [[], []]);
  assert.deepEqual(
    training.toSorted((a, b) => (a.spelling < b.spelling ? -1 : 1)),
    [
      { spelling: "a", pronunciations: [["AH"], ["EY"]] },
      { spelling: "a.m.", pronunciations: [["EY", "EH", "M"]] },
      { spelling: "aalborg", pronunciations: [["AO", "L", "B", "AO", "R", "G"]] },
    ],
  );
  assert.throws(
    () => readPronunciations("a AH0\nloom"),
    /^RangeError: Cannot read the pronunciation of "loom"/,
  );
});

test("each spelling is in one part, the same at each call", () => {
  const lines = Array.from({ length: 300 }, (_, i) => `w${i % 200}${i >= 200 ? "(2)" : ""} W ${i}`);
  const words = readPronunciations(lines.join("\n"));
  assert.deepEqual([words.test.length, words.validation.length, words.training.length], [20, 4, 176]);
  const spellings = Object.values(words).flatMap((part) =>
    part.map(({ spelling }: { spelling: string }) => spelling),
  );
  assert.equal(new Set(spellings).size, 200);
  assert.deepEqual(readPronunciations(lines.join("\n")), words);
  const some = readPronunciations(lines.join("\n"), 50);
  assert.deepEqual([some.test.length, some.validation.length, some.training.length], [5, 1, 44]);
});
