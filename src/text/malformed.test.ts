import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { compilePattern } from "./compile-pattern.ts";
import {
  bertTokenizer,
  clipTokenizer,
  Encoding,
  gpt2Tokenizer,
  loadTokenizer,
  saveTokenizer,
  sentencePieceTokenizer,
  Tokenizer,
  type TokenizerJson,
} from "./index.ts";

const model = { type: "WordLevel", vocab: { "[UNK]": 0, red: 1, blue: 2 }, unk_token: "[UNK]" } as const;
const words = new Tokenizer({ model, pre_tokenizer: { type: "WhitespaceSplit" } });

const malformed: [what: string, json: unknown, message: RegExp][] = [
  ["no object", null, /expected the contents of a tokenizer\.json with a "model", got null/],
  ["another file", { vocab: {} }, /tokenizer_config\.json or vocab\.json is another file/],
  [
    "an unknown model",
    { model: { type: "Words" } },
    /model of type "Words": expected BPE, WordPiece, Unigram or WordLevel/,
  ],
  ["a model without a type", { model: {} }, /model of type undefined/],
  [
    "a vocab that is a list",
    { model: { type: "BPE", vocab: [], merges: [] } },
    /expected a vocab of tokens with their numbers/,
  ],
  [
    "a number that is none",
    { model: { type: "WordLevel", vocab: { a: -1 } } },
    /token "a" has the number -1/,
  ],
  ["no merges", { model: { type: "BPE", vocab: {} } }, /expected merges, a list of pairs/],
  [
    "a rule of unknown tokens",
    { model: { type: "BPE", vocab: { a: 0 }, merges: ["a b"] } },
    /rule "a b" at 0: expected two tokens/,
  ],
  [
    "dropout",
    { model: { type: "BPE", vocab: {}, merges: [], dropout: 0.1 } },
    /with dropout 0\.1: .* Set it to null/,
  ],
  [
    "no unknown token",
    { model: { type: "WordPiece", vocab: { a: 0 } } },
    /unk_token "\[UNK\]": expected a token of its vocab of 1/,
  ],
  [
    "a vocab without scores",
    { model: { type: "Unigram", vocab: { a: 0 } } },
    /at least one \[piece, score\]/,
  ],
  [
    "an unk_id outside",
    { model: { type: "Unigram", vocab: [["a", 0]], unk_id: 3 } },
    /unk_id 3: expected an index of its 1 pieces/,
  ],
  [
    "a normalizer",
    { model, normalizer: { type: "Shout" } },
    /normalizer of type "Shout": expected Sequence, NFC/,
  ],
  ["a pre-tokenizer", { model, pre_tokenizer: {} }, /pre-tokenizer of type undefined/],
  ["a post-processor", { model, post_processor: { type: "X" } }, /post-processor of type "X"/],
  ["a decoder", { model, decoder: { type: "X" } }, /decoder of type "X"/],
  [
    "a template",
    {
      model,
      post_processor: {
        type: "TemplateProcessing",
        single: [{ SpecialToken: { id: "[X]", type_id: 0 } }],
        pair: [],
      },
    },
    /special token "\[X\]": expected one of special_tokens, which are none/,
  ],
  [
    "a pattern",
    { model, pre_tokenizer: { type: "Split", pattern: "x", behavior: "Removed" } },
    /pattern "x": expected \{ "String"/,
  ],
  [
    "a map",
    { model, normalizer: { type: "Precompiled", precompiled_charsmap: "%" } },
    /expected base64 of a double-array trie/,
  ],
  [
    "a short map",
    { model, normalizer: { type: "Precompiled", precompiled_charsmap: "AAAA" } },
    /got 3 bytes/,
  ],
  ["a length of 0", { model, truncation: { max_length: 0 } }, /max_length = 0: expected a positive integer/],
  ["a multiple of 0", { model, padding: { pad_to_multiple_of: 0 } }, /pad_to_multiple_of = 0/],
];

for (const [what, json, message] of malformed) {
  test(`a tokenizer.json with ${what} is refused`, () => {
    assert.throws(
      () => new Tokenizer(json as TokenizerJson),
      (error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, message);
        assert.match(error.message, /^Cannot /);
        return true;
      },
    );
  });
}

test("what is no JSON, no vocabulary or no model is refused", () => {
  assert.throws(
    () => Tokenizer.fromJSON("<html>"),
    /expected the JSON of a tokenizer\.json, got .*Fetch the file anew/,
  );
  assert.throws(
    () => bertTokenizer(["a"]),
    /expected \[PAD\], .* got no \[PAD\], \[UNK\], \[CLS\], \[SEP\], \[MASK\]/,
  );
  assert.throws(() => gpt2Tokenizer({ vocab: {}, merges: ["a b"] }), /rule "a b" at 0/);
  assert.throws(() => clipTokenizer(["a"]), /rule "a" at 0/);
  assert.throws(() => sentencePieceTokenizer(new Uint8Array(0)), /got 0 pieces in 0 bytes/);
  assert.throws(
    () => sentencePieceTokenizer(new TextEncoder().encode("{}")),
    /expected the bytes of a tokenizer\.model/,
  );
});

test("what is no text is not encoded", () => {
  for (const wrong of [undefined, 5, [], ["a", "b", "c"], [1]]) {
    assert.throws(() => words.encode(wrong as unknown as string), /expected a text or a pair of texts/);
  }
});

test("texts that cannot be truncated as wished are not", () => {
  const cut = (truncation: TokenizerJson["truncation"]): Tokenizer => words.with({ truncation: truncation! });
  assert.throws(
    () => cut({ max_length: 1, strategy: "OnlySecond" }).encode("red blue"),
    /text 2 to have more than 1, got 0/,
  );
  assert.throws(
    () => cut({ max_length: 2, stride: 2 }).encode("red red red"),
    /stride 2: expected a stride below that/,
  );
});

test("patterns that JavaScript cannot say are refused, others are translated", () => {
  for (const [pattern, got] of [
    ["a++", "a possessive repetition, \\+\\+"],
    ["(?>a)", "an atomic group"],
    ["(?x: a)", "\\(\\?x:"],
    ["[a&&b]", "inside a class"],
    ["\\p{Nothing}", "\\\\p\\{Nothing\\}"],
    ["(", "Unterminated group"],
    ["\\G", "\\\\G"],
  ] as const) {
    assert.throws(
      () => compilePattern({ Regex: pattern }),
      new RegExp(`Cannot compile the pattern .* got .*${got}`, "s"),
    );
  }
  const matches = (pattern: string, text: string): string[] =>
    text.match(compilePattern({ Regex: pattern })) ?? [];
  assert.deepEqual(matches("(?i:k|s)b|k", "Kb kb \u212Ab ſb KB K k"), ["Kb", "kb", "\u212Ab", "ſb", "k"]);
  assert.deepEqual(matches("(?i)[a-b]c", "Ac bC"), ["Ac", "bC"]);
  assert.deepEqual(matches("\\s", "a\u0085\uFEFF"), ["\u0085"]);
  assert.deepEqual(matches("^.", "ab\ncd\r"), ["a", "c"]);
  assert.deepEqual(matches("\\w+", "Ünï_1-½"), ["Ünï_1"]);
  assert.deepEqual(matches("\\p{Han}|\\pN|\\p{^L}\\x{62}", "中5-b"), ["中", "5", "-b"]);
  assert.deepEqual(matches("[\\-\\]x]\\'", "-']'x'"), ["-'", "]'", "x'"]);
  assert.deepEqual("a.b".split(compilePattern({ String: "." })), ["a", "b"]);
  assert.equal("ab".match(compilePattern({ String: "" })), null);
});

test("tokens that are added keep their numbers or get the next", () => {
  const more = words.withTokens(["red", { content: "<x>", special: true }, "<y>"]);
  assert.deepEqual(
    ["red", "<x>", "<y>"].map((token) => more.tokenToId(token)),
    [1, 3, 4],
  );
  assert.equal(more.vocabSize, 5);
  assert.equal(words.vocabSize, 3);
  assert.deepEqual(more.encode("blue<x>red green").ids, [2, 3, 1, 0]);
  assert.equal(more.decode([2, 3, 1, 99]), "blue red");
  assert.equal(more.idToToken(4), "<y>");
});

test("a batch is padded to its longest, at either side, and up to a multiple", () => {
  const right = words.with({ padding: { pad_id: 7 } });
  assert.deepEqual(
    right.encodeBatch(["red", "red blue", ""]).map(({ ids }) => ids),
    [
      [1, 7],
      [1, 2],
      [7, 7],
    ],
  );
  assert.deepEqual(right.encode("red").ids, [1]);
  const left = words.with({ padding: { direction: "Left", pad_to_multiple_of: 4 } });
  const [encoding] = left.encodeBatch(["red blue"]);
  assert.ok(encoding instanceof Encoding);
  assert.deepEqual(encoding!.ids, [0, 0, 1, 2]);
  assert.deepEqual(encoding!.attentionMask, [0, 0, 1, 1]);
  assert.equal(encoding!.tokenAt(5), 3);
  assert.equal(encoding!.tokenAt(3), undefined);
});

test("a tokenizer is written to a file and read again; what is wrong with a file names it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "text-"));
  try {
    const path = join(folder, "tokenizer.json");
    await saveTokenizer(path, words);
    assert.deepEqual((await loadTokenizer(path)).encode("blue red").ids, [2, 1]);
    await writeFile(join(folder, "bad.model"), "nothing");
    await assert.rejects(
      loadTokenizer(join(folder, "bad.model")),
      /bad\.model: Cannot read a SentencePiece model/,
    );
    await assert.rejects(loadTokenizer(join(folder, "none.json")), /ENOENT/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
