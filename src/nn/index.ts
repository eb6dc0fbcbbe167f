/** Layers and the class they extend. */

export { AdaptiveAvgPool1d } from "./adaptive-avg-pool1d.ts";
export { AdaptiveAvgPool2d } from "./adaptive-avg-pool2d.ts";
export { AdaptiveAvgPool3d } from "./adaptive-avg-pool3d.ts";
export {
  type AdaptiveLogSoftmaxOutput,
  AdaptiveLogSoftmaxWithLoss,
  type AdaptiveLogSoftmaxWithLossOptions,
} from "./adaptive-log-softmax-with-loss.ts";
export { AdaptiveMaxPool1d } from "./adaptive-max-pool1d.ts";
export { AdaptiveMaxPool2d } from "./adaptive-max-pool2d.ts";
export { AdaptiveMaxPool3d } from "./adaptive-max-pool3d.ts";
export type { OutputSize } from "./adaptive-pooling.ts";
export { AdditiveAttention, type SimpleAttentionInputs, type SimplyAttended } from "./additive-attention.ts";
export { affineGrid, type CornerOptions } from "./affine-grid.ts";
export { alibiBias } from "./alibi-bias.ts";
export { AlphaDropout } from "./alpha-dropout.ts";
export type { AttentionMasks } from "./attention-mask.ts";
export { AvgPool1d, type AvgPool1dOptions } from "./avg-pool1d.ts";
export { AvgPool2d, type AvgPool2dOptions } from "./avg-pool2d.ts";
export { AvgPool3d, type AvgPool3dOptions } from "./avg-pool3d.ts";
export type { Pair, Single, Triple } from "./axis-numbers.ts";
export { BatchNorm1d } from "./batch-norm1d.ts";
export { BatchNorm2d } from "./batch-norm2d.ts";
export { BatchNorm3d } from "./batch-norm3d.ts";
export { Bilinear, type BilinearOptions } from "./bilinear.ts";
export { CausalConv1d, type CausalConv1dOptions } from "./causal-conv1d.ts";
export { CELU, celu } from "./celu.ts";
export { ChannelShuffle } from "./channel-shuffle.ts";
export { CircularPad1d } from "./circular-pad1d.ts";
export { CircularPad2d } from "./circular-pad2d.ts";
export { CircularPad3d } from "./circular-pad3d.ts";
export { ConstantPad1d } from "./constant-pad1d.ts";
export { ConstantPad2d } from "./constant-pad2d.ts";
export { ConstantPad3d } from "./constant-pad3d.ts";
export { ConvLSTMCell, type ConvLSTMCellOptions } from "./conv-lstm-cell.ts";
export { ConvTranspose1d, type ConvTranspose1dOptions } from "./conv-transpose1d.ts";
export { ConvTranspose2d, type ConvTranspose2dOptions } from "./conv-transpose2d.ts";
export { ConvTranspose3d, type ConvTranspose3dOptions } from "./conv-transpose3d.ts";
export { Conv1d, type Conv1dOptions } from "./conv1d.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { Conv3d, type Conv3dOptions } from "./conv3d.ts";
export type { ConvolutionOptions, TransposedConvolutionOptions } from "./convolution.ts";
export { CosineSimilarity, type CosineSimilarityOptions } from "./cosine-similarity.ts";
export { Dropout } from "./dropout.ts";
export { Dropout1d } from "./dropout1d.ts";
export { Dropout2d } from "./dropout2d.ts";
export { Dropout3d } from "./dropout3d.ts";
export { ELU, elu } from "./elu.ts";
export { Embedding, type EmbeddingOptions, embedding } from "./embedding.ts";
export { EmbeddingBag, type EmbeddingBagInputs, type EmbeddingBagOptions } from "./embedding-bag.ts";
export { FeatureAlphaDropout } from "./feature-alpha-dropout.ts";
export { Flatten, type FlattenOptions } from "./flatten.ts";
export { Fold } from "./fold.ts";
export { FractionalMaxPool2d, type FractionalMaxPool2dOptions } from "./fractional-max-pool2d.ts";
export { FractionalMaxPool3d, type FractionalMaxPool3dOptions } from "./fractional-max-pool3d.ts";
export { GATConv, type GATConvOptions } from "./gat-conv.ts";
export { GaussianNoise } from "./gaussian-noise.ts";
export { type EdgeInputs, GCNConv, type GraphConvOptions } from "./gcn-conv.ts";
export { GELU, type GELUOptions } from "./gelu.ts";
export { GINConv } from "./gin-conv.ts";
export { GlobalAvgPool } from "./global-avg-pool.ts";
export { GlobalMaxPool } from "./global-max-pool.ts";
export { GLU, glu } from "./glu.ts";
export { type GridSampleOptions, gridSample } from "./grid-sample.ts";
export { GroupNorm, type GroupNormOptions } from "./group-norm.ts";
export {
  GroupedQueryAttention,
  type GroupedQueryAttentionOptions,
  type GroupedQueryInputs,
} from "./grouped-query-attention.ts";
export { GRU } from "./gru.ts";
export { GRUCell, type GRUCellOptions, gruStep } from "./gru-cell.ts";
export { type GumbelSoftmaxOptions, gumbelSoftmax } from "./gumbel-softmax.ts";
export { Hardshrink, hardshrink } from "./hardshrink.ts";
export { Hardsigmoid, hardsigmoid } from "./hardsigmoid.ts";
export { Hardswish, hardswish } from "./hardswish.ts";
export { Hardtanh, hardtanh } from "./hardtanh.ts";
export { Highway, type HighwayOptions } from "./highway.ts";
export { Identity } from "./identity.ts";
export * as init from "./init/index.ts";
export { InstanceNorm1d } from "./instance-norm1d.ts";
export { InstanceNorm2d } from "./instance-norm2d.ts";
export { InstanceNorm3d } from "./instance-norm3d.ts";
export { KeyValueCache, type KeyValueCacheSizes } from "./key-value-cache.ts";
export { LayerNorm, type LayerNormOptions } from "./layer-norm.ts";
export { LeakyReLU, leakyRelu } from "./leaky-relu.ts";
export { LearnedPositions } from "./learned-positions.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { LocalResponseNorm, type LocalResponseNormOptions } from "./local-response-norm.ts";
export { LogSigmoid, logSigmoid } from "./log-sigmoid.ts";
export { LogSoftmax } from "./log-softmax.ts";
export { LPPool1d } from "./lp-pool1d.ts";
export { LPPool2d } from "./lp-pool2d.ts";
export { LPPool3d } from "./lp-pool3d.ts";
export { LSTM } from "./lstm.ts";
export { LSTMCell, type LSTMCellOptions, type LSTMState, lstmStep } from "./lstm-cell.ts";
export { LuongAttention, type LuongAttentionOptions } from "./luong-attention.ts";
export { MaskedConv2d, type MaskedConv2dOptions } from "./masked-conv2d.ts";
export { MaxPool1d, type MaxPool1dOptions } from "./max-pool1d.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { MaxPool3d, type MaxPool3dOptions } from "./max-pool3d.ts";
export { MaxUnpool1d, type MaxUnpool1dOptions } from "./max-unpool1d.ts";
export { MaxUnpool2d, type MaxUnpool2dOptions } from "./max-unpool2d.ts";
export { MaxUnpool3d, type MaxUnpool3dOptions } from "./max-unpool3d.ts";
export type { MaxUnpoolingOptions } from "./max-unpooling.ts";
export { Maxout } from "./maxout.ts";
export { Mish, mish } from "./mish.ts";
export { MixtureOfExperts, type MixtureOfExpertsOptions } from "./mixture-of-experts.ts";
export { type Layer, type LoadReport, Module, type StateDict } from "./module.ts";
export { ModuleDict } from "./module-dict.ts";
export { ModuleList } from "./module-list.ts";
export {
  type Attended,
  MultiheadAttention,
  type MultiheadAttentionInputs,
  type MultiheadAttentionOptions,
} from "./multihead-attention.ts";
export type { Padding } from "./pad-layer.ts";
export type { PaddingMode } from "./padding-mode.ts";
export { PairwiseDistance, type PairwiseDistanceOptions } from "./pairwise-distance.ts";
export { PatchEmbedding } from "./patch-embedding.ts";
export { PixelShuffle } from "./pixel-shuffle.ts";
export { PixelUnshuffle } from "./pixel-unshuffle.ts";
export type { AvgPoolingOptions, MaxPoolingOptions, PooledWithIndices, PoolingOptions } from "./pooling.ts";
export { PReLU, type PReLUOptions } from "./prelu.ts";
export type { RecurrentOptions, SequenceOptions } from "./recurrent-layer.ts";
export type { RecurrentWeights } from "./recurrent-weights.ts";
export { ReflectionPad1d } from "./reflection-pad1d.ts";
export { ReflectionPad2d } from "./reflection-pad2d.ts";
export { ReflectionPad3d } from "./reflection-pad3d.ts";
export { ReLU } from "./relu.ts";
export { ReLU6, relu6 } from "./relu6.ts";
export { ReplicationPad1d } from "./replication-pad1d.ts";
export { ReplicationPad2d } from "./replication-pad2d.ts";
export { ReplicationPad3d } from "./replication-pad3d.ts";
export { Reshape } from "./reshape.ts";
export { Residual, type ResidualOptions } from "./residual.ts";
export { RMSNorm, type RMSNormOptions } from "./rms-norm.ts";
export { RNN, type RNNOptions } from "./rnn.ts";
export { type Nonlinearity, RNNCell, type RNNCellOptions, rnnStep } from "./rnn-cell.ts";
export { RotaryPositions, type RotaryPositionsOptions } from "./rotary-positions.ts";
export { RReLU, type RReLUOptions } from "./rrelu.ts";
export type { BatchNormOptions, InstanceNormOptions } from "./running-norm.ts";
export { SAGEConv } from "./sage-conv.ts";
export { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";
export { SELU, selu } from "./selu.ts";
export { SeparableConv2d } from "./separable-conv2d.ts";
export { Sequential } from "./sequential.ts";
export { Sigmoid } from "./sigmoid.ts";
export { SiLU, silu } from "./silu.ts";
export { type PositionOptions, SinusoidalPositions } from "./sinusoidal-positions.ts";
export { Softmax } from "./softmax.ts";
export { Softmax2d } from "./softmax2d.ts";
export { Softmin, softmin } from "./softmin.ts";
export { Softplus, softplus } from "./softplus.ts";
export { Softshrink, softshrink } from "./softshrink.ts";
export { Softsign, softsign } from "./softsign.ts";
export { Sparsemax, sparsemax } from "./sparsemax.ts";
export { type SpectralNormOptions, spectralNorm } from "./spectral-norm.ts";
export { SqueezeExcite } from "./squeeze-excite.ts";
export { StochasticDepth } from "./stochastic-depth.ts";
export { type SummaryOptions, summary } from "./summary.ts";
export { SwiGLU } from "./swiglu.ts";
export { Tanh } from "./tanh.ts";
export { Tanhshrink, tanhshrink } from "./tanhshrink.ts";
export { Threshold, threshold } from "./threshold.ts";
export { Transformer, type TransformerInputs, type TransformerOptions } from "./transformer.ts";
export { TransformerDecoder, type TransformerDecoderOptions } from "./transformer-decoder.ts";
export {
  type TransformerDecoderInputs,
  TransformerDecoderLayer,
  type TransformerDecoderLayerOptions,
} from "./transformer-decoder-layer.ts";
export { TransformerEncoder, type TransformerEncoderOptions } from "./transformer-encoder.ts";
export {
  type TransformerEncoderInputs,
  TransformerEncoderLayer,
  type TransformerEncoderLayerOptions,
} from "./transformer-encoder-layer.ts";
export { Unflatten } from "./unflatten.ts";
export { Unfold, type UnfoldOptions } from "./unfold.ts";
export { Upsample, type UpsampleMode, type UpsampleOptions } from "./upsample.ts";
export { type Quantized, VectorQuantizer, type VectorQuantizerOptions } from "./vector-quantizer.ts";
export { type WeightNormOptions, weightNorm } from "./weight-norm.ts";
export { ZeroPad1d } from "./zero-pad1d.ts";
export { ZeroPad2d } from "./zero-pad2d.ts";
export { ZeroPad3d } from "./zero-pad3d.ts";
