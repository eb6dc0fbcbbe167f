import { Autoencoder } from "../models/index.ts";
import { digitAutoencoder } from "./digit-autoencoder.ts";

/**
 * A deep autoencoder. Its error at 30 numbers a digit must be at most 0.8 of that of 30 principal components; in the paper
 * it is a quarter, with 60,000 digits. The linear classifier sees the first hidden layer.
 *
 * Source: Hinton, Salakhutdinov, "Reducing the Dimensionality of Data with Neural Networks", 2006, figure 2B.
 */
export const autoencoder = digitAutoencoder({
  name: "autoencoder",
  description: "A deep autoencoder squeezes digits into 30 numbers, better than principal components do.",
  settings: { epochs: 25, batchSize: 64, learningRate: 1.5e-3, units: 1000, code: 30, masked: 0 },
  errorToPca: 0.8,
  fast: {
    settings: { epochs: 6, units: 500, code: 16, learningRate: 2e-3 },
    errorToPca: 0.92,
    probeAccuracy: 0.92,
  },
  model: ({ units, code }) => new Autoencoder({ hidden: [units, units / 2], codeFeatures: code }),
  filters: ({ encoder }) => encoder[0]!.weight.slice([0], [64]).reshape([64, 28, 28]),
});
