import { Autoencoder } from "../models/index.ts";
import { digitAutoencoder } from "./digit-autoencoder.ts";

/**
 * A denoising autoencoder: it sees digits of whose pixels 40 % are black, and must give back the whole digits with at most
 * 0.6 of the error of as many principal components.
 *
 * Source: Vincent, Larochelle, Lajoie, Bengio, Manzagol, "Stacked Denoising Autoencoders", 2010, section 3.
 */
export const denoisingAutoencoder = digitAutoencoder({
  name: "denoising-autoencoder",
  description: "An autoencoder learns to fill in digits of which two pixels in five are missing.",
  settings: { epochs: 25, batchSize: 64, learningRate: 1.5e-3, units: 1000, code: 64, masked: 0.4 },
  errorToPca: 0.6,
  fast: {
    settings: { epochs: 5, units: 500, learningRate: 2e-3 },
    errorToPca: 0.8,
    probeAccuracy: 0.93,
  },
  model: ({ units, code }) => new Autoencoder({ hidden: [units], codeFeatures: code }),
  filters: ({ encoder }) => encoder[0]!.weight.slice([0], [64]).reshape([64, 28, 28]),
});
