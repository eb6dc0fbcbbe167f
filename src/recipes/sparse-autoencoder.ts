import { KSparseAutoencoder } from "../models/index.ts";
import { digitAutoencoder } from "./digit-autoencoder.ts";

/**
 * A k-sparse autoencoder: each digit is a sum of 25 of 1,000 strokes, and the error must be at most 0.8 of that of 25
 * principal components. The linear classifier sees which strokes a digit uses.
 *
 * Source: Makhzani, Frey, "k-Sparse Autoencoders", 2013, section 4.
 */
export const sparseAutoencoder = digitAutoencoder({
  name: "sparse-autoencoder",
  description: "An autoencoder writes each digit as a sum of 25 of 1,000 strokes that it learns.",
  settings: { epochs: 20, batchSize: 64, learningRate: 1e-3, units: 1000, code: 25, masked: 0 },
  errorToPca: 0.8,
  fast: { settings: { epochs: 4, units: 400 }, errorToPca: 0.95, probeAccuracy: 0.92 },
  model: ({ units, code }) => new KSparseAutoencoder({ units, active: code }),
  filters: ({ weight }) => weight.slice([0], [128]).reshape([128, 28, 28]),
});
