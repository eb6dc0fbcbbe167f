import { alexnet } from "./alexnet.ts";
import { autoencoder } from "./autoencoder.ts";
import { bertMlm } from "./bert-mlm.ts";
import { betaVae } from "./beta-vae.ts";
import { boltzmann } from "./boltzmann.ts";
import { charGpt } from "./char-gpt.ts";
import { conditionalGan } from "./conditional-gan.ts";
import { conditionalVae } from "./conditional-vae.ts";
import { convAutoencoder } from "./conv-autoencoder.ts";
import { coraGat } from "./cora-gat.ts";
import { coraGcn } from "./cora-gcn.ts";
import { cyclegan } from "./cyclegan.ts";
import { dbn } from "./dbn.ts";
import { dcgan } from "./dcgan.ts";
import { denoisingAutoencoder } from "./denoising-autoencoder.ts";
import { diffusion } from "./diffusion.ts";
import { fashionMnist } from "./fashion-mnist.ts";
import { flow } from "./flow.ts";
import { flowDigits } from "./flow-digits.ts";
import { forecast, forecastAirline, forecastEtth1 } from "./forecast.ts";
import { g2p } from "./g2p.ts";
import { gan } from "./gan.ts";
import { gan3d } from "./gan-3d.ts";
import { ganAnomaly } from "./gan-anomaly.ts";
import { ganAugmentation } from "./gan-augmentation.ts";
import { hopfield } from "./hopfield.ts";
import { karate } from "./karate.ts";
import { lenet } from "./lenet.ts";
import { mlpDigits, mlpDigitsFull } from "./mlp-digits.ts";
import { mlpHousing } from "./mlp-housing.ts";
import { mnist, mnistFull } from "./mnist.ts";
import { moe } from "./moe.ts";
import { movingDigitsC3d, movingDigitsLstm } from "./moving-digits.ts";
import { names } from "./names.ts";
import { perceptron } from "./perceptron.ts";
import { pix2pix } from "./pix2pix.ts";
import { rbm } from "./rbm.ts";
import type { Recipe } from "./recipe.ts";
import { resnet } from "./resnet.ts";
import { sentiment } from "./sentiment.ts";
import { siamese } from "./siamese.ts";
import { sparseAutoencoder } from "./sparse-autoencoder.ts";
import { styleTransfer } from "./style-transfer.ts";
import { superResolution } from "./super-resolution.ts";
import { translate } from "./translate.ts";
import { unet } from "./unet.ts";
import { vae } from "./vae.ts";
import { vit } from "./vit.ts";
import { wganGp } from "./wgan-gp.ts";

/** All recipes by name, families in the order in which they are taught. */
export const recipes: ReadonlyMap<string, Recipe> = new Map(
  [
    // perceptron
    perceptron,
    // feed-forward
    mlpDigits,
    mlpDigitsFull,
    mlpHousing,
    // convolutional
    mnist,
    mnistFull,
    lenet,
    fashionMnist,
    alexnet,
    resnet,
    // recurrent
    names,
    sentiment,
    forecast,
    forecastAirline,
    forecastEtth1,
    g2p,
    // generative adversarial
    gan,
    dcgan,
    conditionalGan,
    wganGp,
    superResolution,
    pix2pix,
    cyclegan,
    gan3d,
    ganAnomaly,
    ganAugmentation,
    // diffusion
    diffusion,
    // flow
    flow,
    flowDigits,
    // style transfer
    styleTransfer,
    // autoencoder
    autoencoder,
    convAutoencoder,
    denoisingAutoencoder,
    sparseAutoencoder,
    vae,
    conditionalVae,
    betaVae,
    // energy-based
    hopfield,
    boltzmann,
    rbm,
    dbn,
    // video
    movingDigitsC3d,
    movingDigitsLstm,
    // transformer
    charGpt,
    vit,
    translate,
    bertMlm,
    // graph
    coraGcn,
    coraGat,
    karate,
    // others
    moe,
    siamese,
    unet,
  ].map((recipe) => [recipe.name, recipe]),
);
