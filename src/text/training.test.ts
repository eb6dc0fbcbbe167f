import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  type BpeJson,
  Tokenizer,
  trainBpe,
  trainCharacters,
  trainUnigram,
  trainWordPiece,
  type UnigramJson,
} from "./index.ts";
import { mirrored, missing } from "./real-lines.testing.ts";

interface Trained {
  readonly lines: string[];
  readonly bpe: { readonly vocab: string[]; readonly merges: [string, string][] };
  readonly wikitext: {
    readonly bpeMerges: string;
    readonly wordPieceTokens: number;
    readonly unigramTokens: number;
    readonly unigramScore: number;
  };
}

const official = JSON.parse(readFileSync("test/fixtures/trained-tokenizers.json", "utf8")) as Trained;
const { lines } = official;
const valid = (): string[] => mirrored("wikitext2-small/valid.txt").toString().split("\n");
const texts = [...lines, "", " ", "never seen: ☃ 𝔘 \u0000", "a\tb\nc  d"];

test("trainBpe learns the tokens and rules of Hugging Face's trainer", () => {
  const tokenizer = trainBpe(lines, { vocabSize: 330, specialTokens: ["<|endoftext|>"] });
  const { vocab, merges } = tokenizer.toJSON().model as BpeJson;
  const byNumber = Object.entries(vocab).sort(([, a], [, b]) => a - b);
  assert.deepEqual(
    byNumber.map(([token]) => token),
    official.bpe.vocab,
  );
  assert.deepEqual(merges, official.bpe.merges);
  assert.equal(tokenizer.vocabSize, 330);
  for (const text of texts) assert.equal(tokenizer.decode(tokenizer.encode(text).ids), text);
  assert.deepEqual(Tokenizer.fromJSON(JSON.stringify(tokenizer)).toJSON(), tokenizer.toJSON());
});

test("trainBpe learns the same 7,743 rules from a megabyte", { skip: missing("wikitext2-small") }, () => {
  const tokenizer = trainBpe(valid(), { vocabSize: 8000, specialTokens: ["<|endoftext|>"] });
  const { merges } = tokenizer.toJSON().model as BpeJson;
  const digest = createHash("sha256").update(JSON.stringify(merges)).digest("hex").slice(0, 16);
  assert.equal(merges.length, 8000 - 257);
  assert.equal(digest, official.wikitext.bpeMerges);
});

test("trainBpe merges as in the paper's example", () => {
  const words = { low: 5, lower: 2, newest: 6, widest: 3 };
  const text = Object.entries(words).map(([word, count]) => `${word} `.repeat(count));
  const train = (vocabSize: number): string[] => {
    const tokenizer = trainBpe(text, {
      vocabSize,
      endOfWordSuffix: "</w>",
      parts: { pre_tokenizer: { type: "WhitespaceSplit" }, decoder: { type: "BPEDecoder" } },
    });
    const { merges } = tokenizer.toJSON().model as BpeJson;
    assert.equal(tokenizer.decode(tokenizer.encode("lowest newer").ids), "lowest newer");
    return merges.map((rule) => (rule as [string, string]).join(" "));
  };
  // Characters, those at ends of words, and four rules; the paper writes the mark as a symbol of its own.
  assert.deepEqual(train(10 + 3 + 4), ["e s", "es t</w>", "l o", "e w"].slice(0, 4));
});

test("trainWordPiece takes words apart and puts them together again", () => {
  const tokenizer = trainWordPiece(lines, { vocabSize: 120 });
  assert.equal(tokenizer.vocabSize, 120);
  const encoding = tokenizer.encode("Peter picked pickled peppers");
  assert.deepEqual(encoding.tokens, ["[CLS]", "peter", "picked", "pickled", "peppers", "[SEP]"]);
  assert.deepEqual(trainWordPiece(lines, { vocabSize: 120 }).toJSON(), tokenizer.toJSON());
  for (const line of lines) assert.ok(!tokenizer.encode(line).tokens.includes("[UNK]"));
});

test("trainWordPiece makes as few tokens as the official trainer", {
  skip: missing("wikitext2-small"),
}, () => {
  const tokenizer = trainWordPiece(valid(), { vocabSize: 8000 });
  const encodings = tokenizer.encodeBatch(valid(), { addSpecialTokens: false });
  const tokens = encodings.reduce((sum, { length }) => sum + length, 0);
  const { wordPieceTokens } = official.wikitext;
  assert.ok(Math.abs(tokens / wordPieceTokens - 1) < 0.001, `${tokens} tokens, official ${wordPieceTokens}`);
});

test("trainUnigram takes lines apart and puts them together again", () => {
  const tokenizer = trainUnigram(lines, { vocabSize: 90, specialTokens: ["</s>"] });
  assert.equal(tokenizer.vocabSize, 90);
  assert.deepEqual([tokenizer.tokenToId("<unk>"), tokenizer.tokenToId("</s>")], [0, 1]);
  for (const line of lines)
    assert.equal(tokenizer.decode(tokenizer.encode(line).ids), line.normalize("NFKC"));
  const { vocab } = tokenizer.toJSON().model as UnigramJson;
  assert.ok(vocab.some(([piece]) => piece === "▁pickled"));
  const again = trainUnigram(lines, { vocabSize: 90, specialTokens: ["</s>"] });
  assert.deepEqual(again.toJSON(), tokenizer.toJSON());
});

test("trainUnigram makes a text as probable as the official trainer does", {
  skip: missing("wikitext2-small"),
}, () => {
  const tokenizer = trainUnigram(valid(), { vocabSize: 8000 });
  const scores = new Map((tokenizer.toJSON().model as UnigramJson).vocab);
  const tokens = tokenizer.encodeBatch(valid()).flatMap((encoding) => encoding.tokens);
  const score = tokens.reduce((sum, token) => sum + scores.get(token)!, 0);
  const { unigramTokens, unigramScore } = official.wikitext;
  assert.ok(tokens.length < 1.02 * unigramTokens, `${tokens.length} tokens, official ${unigramTokens}`);
  assert.ok(score > 1.01 * unigramScore, `log-likelihood ${score}, official ${unigramScore}`);
});

test("trainCharacters numbers characters in order", () => {
  const tokenizer = trainCharacters(["bca", "😀"], { unknown: "?", specialTokens: ["<pad>"] });
  assert.deepEqual(tokenizer.encode("a😀cz").tokens, ["a", "😀", "c", "?"]);
  assert.deepEqual(tokenizer.encode("abc").ids, [2, 3, 4]);
  assert.equal(tokenizer.decode(tokenizer.encode("bac 😀").ids, { skipSpecialTokens: false }), "bac?😀");
  assert.deepEqual(trainCharacters(["ab"]).encode("axb").ids, [0, 1]);
});

test("trainers say what they cannot do", () => {
  assert.throws(
    () => trainBpe(["a"], { vocabSize: 100 }),
    /tokenizer of 100 tokens: expected an integer of at least 256/,
  );
  assert.throws(() => trainWordPiece(["abc"], { vocabSize: 5 }), /of at least 10/);
  assert.throws(() => trainUnigram(["abc"], { vocabSize: 3 }), /of at least 4/);
  assert.throws(() => trainBpe("a text"), /expected a list/);
  assert.throws(
    () => trainCharacters([1] as unknown as string[]),
    /got a number in it\. Split a single text into lines/,
  );
});
