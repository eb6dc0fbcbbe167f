/** Layers and the class they extend. */

export type { AttentionMasks } from "./attention-mask.ts";
export { AvgPool2d, type AvgPool2dOptions } from "./avg-pool2d.ts";
export { BatchNorm1d } from "./batch-norm1d.ts";
export { BatchNorm2d } from "./batch-norm2d.ts";
export { BatchNorm3d } from "./batch-norm3d.ts";
export { CELU, celu } from "./celu.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { Dropout } from "./dropout.ts";
export { ELU, elu } from "./elu.ts";
export { Embedding, embedding } from "./embedding.ts";
export { Flatten, type FlattenOptions } from "./flatten.ts";
export { GELU, type GELUOptions } from "./gelu.ts";
export { GLU, glu } from "./glu.ts";
export { GroupNorm, type GroupNormOptions } from "./group-norm.ts";
export { GRU } from "./gru.ts";
export { GRUCell, type GRUCellOptions, gruStep } from "./gru-cell.ts";
export { Hardsigmoid, hardsigmoid } from "./hardsigmoid.ts";
export { Hardswish, hardswish } from "./hardswish.ts";
export { Hardtanh, hardtanh } from "./hardtanh.ts";
export { standardNormal, uniformByFanIn, xavierUniform } from "./initial.ts";
export { InstanceNorm1d } from "./instance-norm1d.ts";
export { InstanceNorm2d } from "./instance-norm2d.ts";
export { LayerNorm, type LayerNormOptions } from "./layer-norm.ts";
export { LeakyReLU, leakyRelu } from "./leaky-relu.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { LocalResponseNorm, type LocalResponseNormOptions } from "./local-response-norm.ts";
export { LogSigmoid, logSigmoid } from "./log-sigmoid.ts";
export { LSTM } from "./lstm.ts";
export { LSTMCell, type LSTMCellOptions, type LSTMState, lstmStep } from "./lstm-cell.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { Mish, mish } from "./mish.ts";
export { type Layer, type LoadReport, Module, type StateDict } from "./module.ts";
export {
  type Attended,
  MultiheadAttention,
  type MultiheadAttentionInputs,
  type MultiheadAttentionOptions,
} from "./multihead-attention.ts";
export type { Pair } from "./pair.ts";
export { PReLU, type PReLUOptions } from "./prelu.ts";
export type { RecurrentOptions, SequenceOptions } from "./recurrent-layer.ts";
export type { RecurrentWeights } from "./recurrent-weights.ts";
export { ReLU } from "./relu.ts";
export { ReLU6, relu6 } from "./relu6.ts";
export { RMSNorm, type RMSNormOptions } from "./rms-norm.ts";
export { RNN, type RNNOptions } from "./rnn.ts";
export { type Nonlinearity, RNNCell, type RNNCellOptions, rnnStep } from "./rnn-cell.ts";
export type { BatchNormOptions, InstanceNormOptions } from "./running-norm.ts";
export { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";
export { SELU, selu } from "./selu.ts";
export { Sequential } from "./sequential.ts";
export { Sigmoid } from "./sigmoid.ts";
export { SiLU, silu } from "./silu.ts";
export { Softmin, softmin } from "./softmin.ts";
export { Softplus, softplus } from "./softplus.ts";
export { Softsign, softsign } from "./softsign.ts";
export { summary } from "./summary.ts";
export { Tanh } from "./tanh.ts";
export { Threshold, threshold } from "./threshold.ts";
export { TransformerEncoder, type TransformerEncoderOptions } from "./transformer-encoder.ts";
export {
  type TransformerEncoderInputs,
  TransformerEncoderLayer,
  type TransformerEncoderLayerOptions,
} from "./transformer-encoder-layer.ts";
