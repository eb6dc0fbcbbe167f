/** Architectures, each one file that reads alone. */

export { Adaline, type AdalineLearning } from "./adaline.ts";
export { AlexNet, type AlexNetOptions } from "./alexnet.ts";
export {
  type AnnealingOptions,
  annealedLogPartition,
  type LogPartitionEstimate,
} from "./annealed-log-partition.ts";
export {
  AttentionSeq2Seq,
  type AttentionSeq2SeqOptions,
  type Read,
  type Written,
} from "./attention-seq2seq.ts";
export { Autoencoder, type AutoencoderOptions } from "./autoencoder.ts";
export { type BeamSearchOptions, beamSearch } from "./beam-search.ts";
export { Bert, BertClassifier, type BertOptions } from "./bert.ts";
export { binaryStates } from "./binary-states.ts";
export { BoltzmannMachine, type BoltzmannSampling } from "./boltzmann-machine.ts";
export { C3D, type C3DOptions } from "./c3d.ts";
export {
  CharacterRNN,
  type CharacterRNNOptions,
  type RecurrentState,
} from "./character-rnn.ts";
export { CnnLstm, type CnnLstmOptions } from "./cnn-lstm.ts";
export { ConditionalGAN, type ConditionalGANOptions } from "./conditional-gan.ts";
export { ConditionalVAE, type ConditionalVAEOptions } from "./conditional-vae.ts";
export { ConvAutoencoder, type ConvAutoencoderOptions } from "./conv-autoencoder.ts";
export { ConvRealNVP, type ConvRealNVPOptions } from "./conv-real-nvp.ts";
export { CycleGAN, type CycleGANOptions } from "./cyclegan.ts";
export { DCGAN, type DCGANOptions } from "./dcgan.ts";
export { DeepBeliefNetwork, type DeepBeliefNetworkOptions } from "./deep-belief-network.ts";
export { DenoisingUNet, type DenoisingUNetOptions } from "./denoising-unet.ts";
export { drawBinary } from "./draw-binary.ts";
export { ESPCN, type ESPCNOptions } from "./espcn.ts";
export { GAN, type GANOptions } from "./gan.ts";
export { GAN3D, type GAN3DOptions } from "./gan-3d.ts";
export { GANomaly, type GANomalyOptions, type Regenerated } from "./ganomaly.ts";
export { GAT, type GATOptions } from "./gat.ts";
export {
  type DiffusionSampleOptions,
  GaussianDiffusion,
  type GaussianDiffusionOptions,
  type NoisePredictor,
} from "./gaussian-diffusion.ts";
export { GCN, type GCNOptions } from "./gcn.ts";
export { type GenerateTokensOptions, generateTokens } from "./generate-tokens.ts";
export { GPT, type GPTInputs, type GPTOptions } from "./gpt.ts";
export { HopfieldNetwork } from "./hopfield-network.ts";
export { KSparseAutoencoder, type KSparseAutoencoderOptions } from "./k-sparse-autoencoder.ts";
export { LeNet5 } from "./lenet5.ts";
export { McCullochPitts, type McCullochPittsOptions } from "./mcculloch-pitts.ts";
export { MLP, type MLPOptions } from "./mlp.ts";
export { MnistCNN, type MnistCNNOptions } from "./mnist-cnn.ts";
export { MoEClassifier, type MoEClassifierOptions } from "./moe-classifier.ts";
export { Perceptron, type PerceptronLearning } from "./perceptron.ts";
export { Pix2Pix, type Pix2PixOptions } from "./pix2pix.ts";
export { RealNVP, type RealNVPOptions } from "./real-nvp.ts";
export { RecurrentForecaster, type RecurrentForecasterOptions } from "./recurrent-forecaster.ts";
export { ResNetCifar, type ResNetCifarOptions } from "./resnet-cifar.ts";
export {
  type ContrastiveDivergence,
  RestrictedBoltzmannMachine,
} from "./restricted-boltzmann-machine.ts";
export { type SampleTokenOptions, sampleToken } from "./sample-token.ts";
export { SemiSupervisedGAN, type SemiSupervisedGANOptions } from "./semi-supervised-gan.ts";
export { TextCNN, type TextCNNOptions } from "./text-cnn.ts";
export { type TranslateTokensOptions, translateTokens } from "./translate-tokens.ts";
export {
  type Memory,
  TranslationTransformer,
  type TranslationTransformerOptions,
} from "./translation-transformer.ts";
export { TripletNetwork, type TripletNetworkOptions } from "./triplet-network.ts";
export { UNet, type UNetOptions } from "./unet.ts";
export { type Posterior, sampleCode, VAE, type VAEOptions } from "./vae.ts";
export { VGG, type VGGOptions } from "./vgg.ts";
export { VisionTransformer, type VisionTransformerOptions } from "./vision-transformer.ts";
export { WGANGP, type WGANGPOptions } from "./wgan-gp.ts";
