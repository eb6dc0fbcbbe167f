import { SequenceDataset } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { editDistance } from "../metrics/index.ts";
import { AttentionSeq2Seq } from "../models/index.ts";
import { AdamW, clipGradNorm, WarmupCosineLR } from "../optim/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { padSequences } from "../text/in-memory.ts";
import { type HeatMap, heatMapsSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { readPronunciations, type Word } from "./pronunciations.ts";
import type { SampleOptions } from "./recipe.ts";

/** The label of places after the end. */
const ignored = -1;
/** The most letters of a spelling, and phonemes with their end. */
const longest = 30;
/** How many words' attention the report shows. */
const maps = 6;

type Assets = {
  /** All that words are written with; a letter's number is its place here, from 1. */
  readonly letters: string;
  /** A phoneme's number is its place here, from 1; 0 is the end. */
  readonly phonemes: readonly string[];
};

/**
 * An encoder and a decoder with attention tell how English words are pronounced. Spellings that are held out are in no other
 * part; stress is left out; any pronunciation that the dictionary lists is right.
 *
 * Must have at most 30 % of the held-out words wrong, in 30 minutes on two cores. On another tenth of CMUdict an encoder and a
 * decoder without attention have 28.6 %, and networks in both directions that are given the alignment 23.6 % (Yao, Zweig,
 * "Sequence-to-Sequence Neural Net Models for Grapheme-to-Phoneme Conversion", 2015). The fast form, which learns from few
 * words, is to have at most 40 % of the phonemes wrong.
 *
 * Source: Toshniwal, Livescu, "Jointly Learning to Align and Convert Graphemes to Phonemes with Neural Attention Models", 2016.
 */
export const g2p = defineRecipe({
  name: "g2p",
  family: "recurrent",
  description: "An encoder and a decoder with attention learn how English words are pronounced.",
  data: "cmudict",
  settings: {
    words: 200_000,
    /** What batches are filled up to. */
    lengths: [6, 8, 10, 12, 15, longest] as readonly number[],
    embedDim: 64,
    hiddenSize: 256,
    dropout: 0.1,
    epochs: 10,
    batchSize: 128,
    learningRate: 3e-3,
    warmup: 0.05,
    weightDecay: 0.01,
  },
  targets: [{ metric: "wordErrorRate", atMost: 0.3 }],
  fast: {
    settings: {
      ...{ words: 4000, lengths: [8, 11, longest], embedDim: 32, hiddenSize: 64 },
      ...{ epochs: 2, batchSize: 32, learningRate: 1e-2 },
    },
    targets: [{ metric: "phonemeErrorRate", atMost: 0.4 }],
  },
  prepare: ({ contents }, { words, lengths }) => {
    const dictionary = new TextDecoder().decode(contents.get("cmudict.dict"));
    const { training, validation, test } = readPronunciations(dictionary, words);
    const assets: Assets = {
      letters: [...new Set(training.flatMap(({ spelling }) => [...spelling]))].sort().join(""),
      phonemes: [...new Set(training.flatMap(({ pronunciations }) => pronunciations.flat()))].sort(),
    };
    return {
      assets,
      card: [
        ["to train with", `${training.length.toLocaleString("en-US")} spellings`],
        ["to watch", validation.length.toLocaleString("en-US")],
        ["held out", test.length.toLocaleString("en-US")],
        ["letters, phonemes", `${assets.letters.length}, ${assets.phonemes.length}`],
      ] as const,
      ...{ train: pairs(training, assets, lengths), validation, test },
    };
  },
  model: ({ letters, phonemes }, { embedDim, hiddenSize, dropout }) =>
    new AttentionSeq2Seq({
      sourceSize: letters.length + 1,
      targetSize: phonemes.length + 1,
      ...{ embedDim, hiddenSize, dropout },
    }),
  train: (model, { assets, train, validation }, { epochs, batchSize, learningRate, warmup, weightDecay }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
    const sampler = train.byLength(batchSize);
    const totalSteps = (epochs * sampler.length) / batchSize;
    const pronounce = pronouncer(model, assets);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, sampler, optimizers: [optimizer] },
        schedule: new WarmupCosineLR(optimizer, { warmupSteps: Math.floor(warmup * totalSteps), totalSteps }),
        trainingStep: (spelling, before, phonemes) => {
          optimizer.zeroGrad();
          const loss = crossEntropy(model.forward(spelling!, before!).transpose(1, 2), phonemes!, {
            ignoreIndex: ignored,
          });
          loss.backward();
          clipGradNorm(model.parameters(), 1);
          optimizer.step();
          return { loss };
        },
        validate: async () =>
          errorRates(validation, await pronounce(validation.map(({ spelling }) => spelling))),
      },
    };
  },
  evaluate: async (model, { assets, test }) => {
    const spoken = await pronouncer(model, assets)(test.map(({ spelling }) => spelling));
    const rows = test.map(({ spelling, pronunciations }, i) => ({
      right: isListed(spoken[i]!.phonemes, pronunciations),
      cells: [
        spelling,
        spoken[i]!.phonemes.join(" "),
        pronunciations.map((way) => way.join(" ")).join(", or "),
      ],
    }));
    const some = (right: boolean): string[][] =>
      rows
        .filter((row) => row.right === right)
        .slice(0, 20)
        .map(({ cells }) => cells);
    const long = test.map((_, i) => i).filter((i) => test[i]!.spelling.length >= 8);
    return {
      metrics: errorRates(test, spoken),
      sections: [
        heatMapsSection(
          "What it looks at",
          long.slice(0, maps).map((i) => attentionMap(test[i]!.spelling, spoken[i]!)),
          "a row a phoneme as it is told, a column a letter",
        ),
        tableSection("Held-out words that it pronounces as listed", {
          head: ["word", "as it says"],
          rows: some(true).map((cells) => cells.slice(0, 2)),
        }),
        tableSection("Held-out words that it does not", {
          head: ["word", "as it says", "as listed"],
          rows: some(false),
        }),
      ],
    };
  },
  sampler: { kind: "text", sample },
});

/** What the model says. */
interface Spoken {
  readonly phonemes: readonly string[];
  /** What each of them looked at, letter by letter. */
  readonly weights: Float32Array;
}

/** A pair for each pronunciation. Columns: letters, phonemes from the start on, phonemes and their end. */
function pairs(words: readonly Word[], assets: Assets, lengths: readonly number[]): SequenceDataset {
  const numbers = new Map(assets.phonemes.map((phoneme, i) => [phoneme, i + 1]));
  const all = words.flatMap(({ spelling, pronunciations }) =>
    pronunciations.map((way) => ({
      letters: encode(spelling, assets),
      phonemes: way.map((one) => numbers.get(one)!),
    })),
  );
  return new SequenceDataset(
    [
      { sequences: all.map(({ letters }) => letters) },
      { sequences: all.map(({ phonemes }) => [0, ...phonemes]) },
      { sequences: all.map(({ phonemes }) => [...phonemes, 0]), padding: ignored },
    ],
    { lengths },
  );
}

/** Says any number of words, in batches. */
function pronouncer(
  model: AttentionSeq2Seq,
  assets: Assets,
): (spellings: readonly string[]) => Promise<Spoken[]> {
  const program = compile((letters: Tensor) => noGrad(() => model.generate(letters, longest)));
  return async (spellings) => {
    const spoken: Spoken[] = [];
    for (let at = 0; at < spellings.length; at += 256) {
      const some = spellings.slice(at, at + 256);
      const { data, shape } = padSequences(
        some.map((word) => encode(word, assets)),
        { length: longest },
      );
      const { tokens, weights } = program(tensor(data, { shape: [...shape], dtype: "int32" }));
      const [written, looked] = [await tokens.data(), (await weights.data()) as Float32Array];
      for (const [row, { length }] of some.entries()) {
        const own = written.subarray(row * longest, (row + 1) * longest);
        const end = own.indexOf(0);
        const phonemes = Array.from(
          end < 0 ? own : own.subarray(0, end),
          (number) => assets.phonemes[number - 1]!,
        );
        const ofLetters = phonemes.flatMap((_, step) => {
          const from = (row * longest + step) * longest;
          return [...looked.subarray(from, from + length)];
        });
        spoken.push({ phonemes, weights: Float32Array.from(ofLetters) });
      }
    }
    return spoken;
  };
}

function errorRates(
  words: readonly Word[],
  spoken: readonly Spoken[],
): { wordErrorRate: number; phonemeErrorRate: number } {
  let [wrong, edits, phonemes] = [0, 0, 0];
  for (const [i, { pronunciations }] of words.entries()) {
    const said = spoken[i]!.phonemes;
    const nearest = pronunciations
      .map((way) => ({ edits: editDistance(said, way), length: way.length }))
      .reduce((a, b) => (b.edits < a.edits ? b : a));
    wrong += Number(nearest.edits > 0);
    edits += nearest.edits;
    phonemes += nearest.length;
  }
  return { wordErrorRate: wrong / words.length, phonemeErrorRate: edits / phonemes };
}

function isListed(said: readonly string[], pronunciations: Word["pronunciations"]): boolean {
  return pronunciations.some((way) => way.join(" ") === said.join(" "));
}

function attentionMap(spelling: string, { phonemes, weights }: Spoken): HeatMap {
  return { title: spelling, rows: phonemes, columns: [...spelling], values: weights };
}

/** Throws: RangeError for a letter that is not in the words it was trained with, or too many. */
function encode(spelling: string, { letters }: Assets): number[] {
  if (spelling.length > longest) {
    throw new RangeError(
      `Cannot pronounce "${spelling}": expected at most ${longest} letters, got ${spelling.length}. Take it apart.`,
    );
  }
  return [...spelling].map((letter) => {
    const index = letters.indexOf(letter);
    if (index >= 0) return index + 1;
    throw new RangeError(
      `Cannot pronounce "${spelling}": expected letters of ${letters}, got "${letter}". Write it with those.`,
    );
  });
}

/** The pronunciation of the prompt, the words of which are said one by one. */
async function* sample(
  model: AttentionSeq2Seq,
  assets: Assets,
  { prompt = "loom" }: SampleOptions,
): AsyncGenerator<string> {
  const words = prompt.toLowerCase().split(/\s+/).filter(Boolean);
  const spoken = await pronouncer(model, assets)(words);
  for (const [i, { phonemes }] of spoken.entries())
    yield `${i > 0 ? "\n" : ""}${words[i]}  ${phonemes.join(" ")}`;
}
