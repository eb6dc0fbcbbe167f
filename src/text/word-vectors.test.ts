import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import { registerDevice, setDevice, tensor } from "../tensor/index.ts";
import {
  decodeWord2vecBinary,
  decodeWordVectors,
  encodeWord2vecBinary,
  encodeWordVectors,
  loadWordVectors,
  saveWordVectors,
  trainWord2vec,
  WordVectors,
} from "./index.ts";
import { mirrored, missing } from "./real-lines.testing.ts";

registerDevice("reference", createReferenceDevice);
await setDevice("reference");

const vectors = new WordVectors(
  ["man", "woman", "king", "queen", "apple"],
  new Float32Array([1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, -1, -1, 0]),
);

test("nearest words and analogies go by angles", () => {
  assert.deepEqual(
    vectors.nearest("man", 2).map(({ word }) => word),
    ["king", "woman"],
  );
  assert.ok(Math.abs(vectors.similarity("man", "king") - Math.SQRT1_2) < 1e-12);
  assert.deepEqual(
    vectors.nearest([0, 2, 2], 1),
    [{ word: "queen", similarity: 1 }].map((each) => ({
      ...each,
      similarity: vectors.nearest([0, 2, 2], 1)[0]!.similarity,
    })),
  );
  assert.ok(Math.abs(vectors.nearest([0, 2, 2], 1)[0]!.similarity - 1) < 1e-12);
  assert.equal(vectors.analogy("man", "woman", "king", 1)[0]!.word, "queen");
  assert.ok(vectors.has("queen") && !vectors.has("Queen"));
  assert.throws(() => vectors.vectorOf("pear"), /vector of "pear": expected one of 5 words/);
  assert.throws(() => vectors.nearest([1]), /a vector of 1 numbers: expected 3/);
  assert.throws(() => new WordVectors(["a"], new Float32Array(0)), /1 words and 0 numbers/);
  assert.throws(() => new WordVectors(["a", "a"], new Float32Array(2)), /Leave out "a" once/);
});

test("an embedding has the vectors of a vocabulary's tokens", async () => {
  const layer = vectors.toEmbedding(["<unk>", "queen"]);
  const rows = layer.forward(tensor([1, 0], { dtype: "int32" }));
  assert.deepEqual([...(await rows.data())], [0, 1, 1, 0, 0, 0]);
  assert.deepEqual(vectors.toEmbedding().weight.shape, [5, 3]);
});

test("files of GloVe and word2vec are read and written", async () => {
  const glove = decodeWordVectors("the 0.1 -2e-3\n. . . 1 2\nthe 9 9\n");
  assert.deepEqual(glove.words, ["the", ". . ."]);
  assert.deepEqual([...glove.data], [0.1, -2e-3, 1, 2].map(Math.fround));
  assert.equal(encodeWordVectors(vectors).split("\n")[0], "5 3");
  for (const header of [true, false]) {
    const again = decodeWordVectors(encodeWordVectors(vectors, { header }));
    assert.deepEqual([again.words, again.data], [vectors.words, vectors.data]);
  }
  const binary = decodeWord2vecBinary(encodeWord2vecBinary(vectors));
  assert.deepEqual([binary.words, binary.data], [vectors.words, vectors.data]);
  const folder = await mkdtemp(join(tmpdir(), "vectors-"));
  try {
    for (const name of ["vectors.bin", "vectors.txt"]) {
      await saveWordVectors(join(folder, name), vectors);
      assert.deepEqual((await loadWordVectors(join(folder, name))).data, vectors.data);
    }
    await assert.rejects(loadWordVectors(join(folder, "none.txt")), /ENOENT/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("files that are not whole are refused", () => {
  assert.throws(() => decodeWordVectors("a 1 2\nb 3\n"), /a word and 2 numbers in line 2, got "b 3"/);
  assert.throws(() => decodeWordVectors("a 1 2\nb 3 x\n"), /in line 2/);
  assert.throws(() => decodeWordVectors(""), /at least one/);
  const bytes = encodeWord2vecBinary(vectors);
  assert.throws(() => decodeWord2vecBinary(bytes.subarray(0, 75)), /5 words, got an end after 3/);
  assert.throws(
    () => decodeWord2vecBinary(new TextEncoder().encode("a 1 2\n")),
    /expected a first line with the numbers/,
  );
});

/** Sentences that each speak of one topic, in words of that topic alone and some that all have. */
function topicalSentences(): { sentences: string[][]; topics: string[][] } {
  const topics = Array.from({ length: 6 }, (_, topic) =>
    Array.from({ length: 8 }, (_, i) => `t${topic}w${i}`),
  );
  const random = new Random(5);
  const sentences = Array.from({ length: 3000 }, () => {
    const topic = topics[random.integer(0, 6)]!;
    return Array.from({ length: 8 }, () =>
      random.uniform() < 0.3 ? `all${random.integer(0, 3)}` : topic[random.integer(0, 8)]!,
    );
  });
  return { sentences, topics };
}

for (const model of ["skip-gram", "cbow"] as const) {
  test(`trainWord2vec, ${model}, puts words of a topic near each other`, () => {
    const { sentences, topics } = topicalSentences();
    const options = { model, vectorSize: 20, seed: 2 } as const;
    const trained = trainWord2vec(sentences, options);
    let right = 0;
    for (const topic of topics) {
      for (const word of topic)
        right += trained.nearest(word, 7).filter((near) => topic.includes(near.word)).length;
    }
    assert.ok(right > 0.95 * 6 * 8 * 7, `${right} of ${6 * 8 * 7}`);
    assert.deepEqual(trainWord2vec(sentences, options).data, trained.data);
  });
}

test("trainWord2vec finds what belongs together in pictures' captions", { skip: missing("multi30k") }, () => {
  const lines = mirrored("multi30k/train.en.gz").toString().toLowerCase().split("\n").slice(0, 10_000);
  const words = lines.map((line) => line.match(/\p{L}+/gu) ?? []);
  const trained = trainWord2vec(words, { model: "cbow", vectorSize: 32 });
  const near = (word: string): string[] => trained.nearest(word, 10).map((each) => each.word);
  const found = [
    ["water", /ocean|lake|river|pool/],
    ["red", /blue|green|yellow|white|orange|black|purple/],
    ["soccer", /football|ball|basketball|baseball|rugby/],
  ] as const;
  for (const [word, related] of found)
    assert.ok(
      near(word).some((each) => related.test(each)),
      `${word}: ${near(word)}`,
    );
});

test("trainWord2vec says what it cannot do", () => {
  assert.throws(() => trainWord2vec([["a"]]), /1 sentences: expected words that are seen at least 5 times/);
  assert.throws(() => trainWord2vec([["a"]], { window: 0 }), /window = 0/);
});
