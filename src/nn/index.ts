/** Layers and the class they extend. */

export { AvgPool2d, type AvgPool2dOptions } from "./avg-pool2d.ts";
export { Conv2d, type Conv2dOptions } from "./conv2d.ts";
export { Dropout } from "./dropout.ts";
export { Embedding, embedding } from "./embedding.ts";
export { Flatten, type FlattenOptions } from "./flatten.ts";
export { GELU, type GELUOptions } from "./gelu.ts";
export { GRU } from "./gru.ts";
export { GRUCell, type GRUCellOptions, gruStep } from "./gru-cell.ts";
export { standardNormal, uniformByFanIn } from "./initial.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { LSTM } from "./lstm.ts";
export { LSTMCell, type LSTMCellOptions, type LSTMState, lstmStep } from "./lstm-cell.ts";
export { MaxPool2d, type MaxPool2dOptions } from "./max-pool2d.ts";
export { type Layer, type LoadReport, Module, type StateDict } from "./module.ts";
export type { Pair } from "./pair.ts";
export type { RecurrentOptions, SequenceOptions } from "./recurrent-layer.ts";
export type { RecurrentWeights } from "./recurrent-weights.ts";
export { ReLU } from "./relu.ts";
export { RNN, type RNNOptions } from "./rnn.ts";
export { type Nonlinearity, RNNCell, type RNNCellOptions, rnnStep } from "./rnn-cell.ts";
export { Sequential } from "./sequential.ts";
export { Sigmoid } from "./sigmoid.ts";
export { summary } from "./summary.ts";
export { Tanh } from "./tanh.ts";
