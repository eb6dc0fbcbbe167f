import { ConvAutoencoder } from "../models/index.ts";
import { digitAutoencoder } from "./digit-autoencoder.ts";

/**
 * A convolutional autoencoder; its error at 32 numbers a digit must be at most 0.8 of that of 32 principal components. The
 * linear classifier sees what the convolutions see.
 *
 * Source: Masci, Meier, Cireşan, Schmidhuber, "Stacked Convolutional Auto-Encoders for Hierarchical Feature Extraction", 2011.
 */
export const convAutoencoder = digitAutoencoder({
  name: "conv-autoencoder",
  description: "Convolutions squeeze digits into 32 numbers, transposed convolutions draw them again.",
  settings: { epochs: 20, batchSize: 32, learningRate: 3e-3, units: 16, code: 32, masked: 0 },
  errorToPca: 0.8,
  fast: { settings: { epochs: 2, code: 16 }, errorToPca: 0.9, probeAccuracy: 0.93 },
  model: ({ units, code }) => new ConvAutoencoder({ channels: [units, 2 * units], codeFeatures: code }),
  filters: ({ conv1 }) => conv1.weight.reshape([16, 3, 3]),
});
