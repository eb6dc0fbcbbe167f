/** Architectures, each one file that reads alone. */

export { Adaline, type AdalineLearning } from "./adaline.ts";
export {
  CharacterRNN,
  type CharacterRNNOptions,
  type RecurrentState,
} from "./character-rnn.ts";
export { GAT, type GATOptions } from "./gat.ts";
export { GCN, type GCNOptions } from "./gcn.ts";
export { type GenerateTokensOptions, generateTokens } from "./generate-tokens.ts";
export { GPT, type GPTInputs, type GPTOptions } from "./gpt.ts";
export { HopfieldNetwork } from "./hopfield-network.ts";
export { McCullochPitts, type McCullochPittsOptions } from "./mcculloch-pitts.ts";
export { MLP, type MLPOptions } from "./mlp.ts";
export { MnistCNN, type MnistCNNOptions } from "./mnist-cnn.ts";
export { Perceptron, type PerceptronLearning } from "./perceptron.ts";
export {
  type ContrastiveDivergence,
  RestrictedBoltzmannMachine,
} from "./restricted-boltzmann-machine.ts";
export { type SampleTokenOptions, sampleToken } from "./sample-token.ts";
