import { ArrayDataset } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { CharacterRNN, type RecurrentState, sampleToken } from "../models/index.ts";
import { AdamW, WarmupCosineLR } from "../optim/index.ts";
import { noGrad, Random, type Tensor, tensor } from "../tensor/index.ts";
import { Evaluator, textsSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import type { SampleOptions } from "./recipe.ts";

/** The label of places after the end of a name. */
const ignored = -1;

type Assets = {
  /** All characters; the first one is before and after each name. */
  readonly characters: string;
  /** The most characters that a name has. */
  readonly longest: number;
};

/**
 * A recurrent network that writes first names character by character. Names that occur more than once count once, so that
 * none of the held-out ones was seen in training.
 *
 * Must reach 2.1 nats a character, the end of a name included, on held-out names: makemore's recurrent networks have
 * about 2.0 to 2.1 with repetitions, its bigrams 2.45 (Karpathy, makemore, 2022). The fast form is to be better than
 * bigrams.
 */
export const names = defineRecipe({
  name: "names",
  family: "recurrent",
  description: "A recurrent network learns to write first names, character by character.",
  data: "makemore-names",
  settings: {
    cell: "lstm" as "rnn" | "lstm" | "gru",
    embedDim: 32,
    hiddenSize: 128,
    epochs: 16,
    batchSize: 64,
    learningRate: 5e-3,
    warmup: 0.05,
    weightDecay: 0.05,
  },
  targets: [{ metric: "nats", atMost: 2.1 }],
  fast: {
    settings: { epochs: 1, hiddenSize: 64, learningRate: 1e-2 },
    targets: [{ metric: "nats", atMost: 2.35 }],
  },
  prepare: ({ parts }) => {
    const all = [...new Set(parts.all!.trim().split(/\s+/))];
    const characters = `.${[...new Set(all.join(""))].sort().join("")}`;
    const assets: Assets = { characters, longest: Math.max(...all.map((name) => name.length)) };
    const order = [...new Random(1).permutation(all.length)].map((i) => all[i]!);
    const [first, second] = [0.8, 0.9].map((share) => Math.floor(share * all.length));
    const [training, validation, test] = [
      order.slice(0, first),
      order.slice(first, second),
      order.slice(second),
    ] as const;
    return {
      assets,
      card: [
        ["to train with", `${training.length} different names`],
        ["to choose settings with", `${validation.length}`],
        ["held out", `${test.length}`],
        ["characters", characters.slice(1)],
      ] as const,
      known: new Set(all),
      train: examples(training, assets),
      validation: examples(validation, assets),
      test: examples(test, assets),
    };
  },
  model: ({ characters }, { cell, embedDim, hiddenSize }) =>
    new CharacterRNN({ vocabSize: characters.length, cell, embedDim, hiddenSize }),
  train: (model, { train, validation }, { epochs, batchSize, learningRate, warmup, weightDecay }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay });
    const totalSteps = epochs * Math.floor(train.length / batchSize);
    const schedule = new WarmupCosineLR(optimizer, {
      warmupSteps: Math.floor(warmup * totalSteps),
      totalSteps,
    });
    return {
      data: train,
      options: { epochs, batchSize, optimizer, schedule, loss, clipGradNorm: 1, validation },
    };
  },
  evaluate: async (model, { assets, test, known }) => {
    const { metrics } = await new Evaluator(model, { loss: nameLoss }).evaluate(test);
    const characters = (test.columns[1]!.data as Int32Array).filter((label) => label !== ignored).length;
    const nats = (metrics.loss! * test.length) / characters;
    const written: string[] = [];
    for await (const piece of sample(model, assets, { count: 40 })) {
      if (written.length === 0 || piece === "\0") written.push("");
      if (piece !== "\0") written[written.length - 1] += piece;
    }
    const text = written.filter(Boolean).map((name) => (known.has(name) ? name : `${name} *`));
    return {
      metrics: { nats, perplexity: Math.exp(nats) },
      sections: [
        textsSection(
          "Names it wrote",
          [{ text: text.join("\n") }],
          "a star marks those that are not in the data",
        ),
      ],
    };
  },
  sampler: { kind: "text", sample },
});

/** Padded to one length. Shapes: characters and those that follow, each [names, longest + 1] int32. */
function examples(words: readonly string[], { characters, longest }: Assets): ArrayDataset {
  const shape = [words.length, longest + 1];
  const inputs = new Int32Array(words.length * (longest + 1));
  const targets = new Int32Array(inputs.length).fill(ignored);
  for (const [row, word] of words.entries()) {
    for (let i = 0; i <= word.length; i++) {
      const at = row * (longest + 1) + i;
      inputs[at] = i === 0 ? 0 : characters.indexOf(word[i - 1]!);
      targets[at] = i === word.length ? 0 : characters.indexOf(word[i]!);
    }
  }
  return new ArrayDataset([inputs, targets].map((data) => ({ shape, data })));
}

/** Shapes: logits [batch, time, characters], targets [batch, time]. */
function loss(logits: Tensor, targets: Tensor): Tensor {
  return crossEntropy(logits.transpose(1, 2), targets, { ignoreIndex: ignored });
}

/** The sum over the characters of a name, a mean over the names. */
function nameLoss(logits: Tensor, targets: Tensor): Tensor {
  const sum = crossEntropy(logits.transpose(1, 2), targets, { ignoreIndex: ignored, reduction: "sum" });
  return sum.div(targets.shape[0]!);
}

/** Names, each up to its end or to the length of the longest in the data. */
async function* sample(
  model: CharacterRNN,
  { characters, longest }: Assets,
  options: SampleOptions,
): AsyncGenerator<string> {
  const { count, prompt = "", length = longest } = options;
  for (let n = 0; n < count; n++) {
    if (n > 0) yield "\0";
    let state: RecurrentState | undefined;
    let next = [0, ...[...prompt].map((character) => indexOf(characters, character))];
    if (prompt !== "") yield prompt;
    for (let i = 0; i < length; i++) {
      const { logits, state: after } = noGrad(() =>
        model.continue(tensor([next], { dtype: "int32" }), state),
      );
      state = after;
      const token = sampleToken((await logits.data()).slice(-characters.length), options);
      if (token === 0) break;
      yield characters[token]!;
      next = [token];
    }
  }
}

/** Throws: RangeError for a character that the network does not know. */
function indexOf(characters: string, character: string): number {
  const index = characters.indexOf(character, 1);
  if (index > 0) return index;
  throw new RangeError(
    `Cannot begin with "${character}": expected characters of ${characters.slice(1)}, got another. Choose another prompt.`,
  );
}
