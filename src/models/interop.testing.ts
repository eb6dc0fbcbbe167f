/** Test support: models whose weights PyTorch reads, too, with inputs; the same at each call. */

import type { Layer } from "../nn/index.ts";
import { manualSeed, rand, type Tensor, tensor } from "../tensor/index.ts";
import { CharacterRNN, GPT, LeNet5 } from "./index.ts";

const tokens = [
  [3, 0, 7, 7, 1, 10],
  [9, 2, 5, 4, 8, 6],
];

/** A model and what it is given, by the name that tools/interop/load.py knows it under. */
export function interopModels(): Record<string, { readonly model: Layer; readonly input: Tensor }> {
  manualSeed(5);
  const words = () => tensor(tokens, { dtype: "int32" });
  return {
    LeNet5: { model: new LeNet5(), input: rand([2, 1, 28, 28]) },
    CharacterRNN: {
      model: new CharacterRNN({ vocabSize: 11, embedDim: 5, hiddenSize: 7, numLayers: 2 }),
      input: words(),
    },
    GPT: {
      model: new GPT({ vocabSize: 11, contextLength: 8, numLayers: 2, numHeads: 2, embedDim: 12 }),
      input: words(),
    },
  };
}
