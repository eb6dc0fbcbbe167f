/** Architectures, each one file that reads alone. */

export { MLP, type MLPOptions } from "./mlp.ts";
export { MnistCNN, type MnistCNNOptions } from "./mnist-cnn.ts";
