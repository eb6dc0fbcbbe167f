/** The networks whose training steps are timed, each with the batch of its workload. */

import * as losses from "../../losses/index.ts";
import * as nn from "../../nn/index.ts";
import { manualSeed, type Tensor } from "../../tensor/index.ts";
import { ResidualNetwork } from "./residual-network.ts";
import { RecurrentNetwork, TransformerNetwork } from "./sequence-networks.ts";
import type { HostTensor, Workload } from "./workload.ts";

/** A network and what it is trained on. */
export interface Network {
  /** "MLP 784-128-10, batch 128". */
  readonly title: string;
  make(): nn.Layer & nn.Module;
  /** The shape of a batch of inputs. */
  readonly inputs: readonly number[];
  /** Inputs are tokens below this; numbers in 0..1 without it. */
  readonly vocabulary?: number;
  /** Targets are as many class numbers below `classes`. */
  readonly targets: number;
  readonly classes: number;
  /** Multiplications and additions of the products and convolutions of a step: forward and both gradients. */
  readonly flops: number;
  /** How far losses may be apart after three steps, relative. Default: 1e-4. */
  readonly tolerance?: number;
}

function mlp(batch: number, inputs: number, hidden: number): Network {
  return {
    title: `MLP ${inputs}-${hidden}-10, batch ${batch}`,
    make: () => new nn.Sequential([new nn.Linear(inputs, hidden), new nn.ReLU(), new nn.Linear(hidden, 10)]),
    inputs: [batch, inputs],
    targets: batch,
    classes: 10,
    // The first layer needs no gradient of its inputs.
    flops: 2 * batch * (2 * inputs * hidden + 3 * hidden * 10),
  };
}

/** As PyTorch's MNIST example without dropout: two 3×3 convolutions without padding, one pooling, two dense layers. */
function cnn(batch: number): Network {
  return {
    title: `CNN conv 32, conv 64, pool, dense 128, batch ${batch}`,
    make: () =>
      new nn.Sequential([
        new nn.Conv2d(1, 32, { kernelSize: 3 }),
        new nn.ReLU(),
        new nn.Conv2d(32, 64, { kernelSize: 3 }),
        new nn.ReLU(),
        new nn.MaxPool2d(2),
        new nn.Flatten(),
        new nn.Linear(9216, 128),
        new nn.ReLU(),
        new nn.Linear(128, 10),
      ]),
    inputs: [batch, 1, 28, 28],
    targets: batch,
    classes: 10,
    flops: 2 * batch * (2 * 26 ** 2 * 9 * 32 + 3 * 24 ** 2 * 9 * 32 * 64 + 3 * 9216 * 128 + 3 * 128 * 10),
  };
}

function resnet(batch: number): Network {
  // Multiply-adds of a picture: the stem, three stages of the same cost less what the first convolutions of two save.
  const stem = 32 ** 2 * 9 * 3 * 16;
  const stage = 6 * 32 ** 2 * 9 * 16 * 16;
  const half = stage / 12;
  const shortcuts = 16 ** 2 * 16 * 32 + 8 ** 2 * 32 * 64;
  return {
    title: `ResNet 16-32-64 on 32², batch ${batch}`,
    make: () => new ResidualNetwork(),
    inputs: [batch, 3, 32, 32],
    targets: batch,
    classes: 10,
    flops: 2 * batch * (2 * stem + 3 * (3 * stage - 2 * half + shortcuts)),
    // Among millions of inputs of ReLU some lie so near to 0 that float32 rounds them to either side: another gradient.
    tolerance: 1e-3,
  };
}

const vocabulary = 65;

function lstm(time: number, batch: number): Network {
  return {
    title: `LSTM embedding 64, hidden 128, ${time} steps, batch ${batch}`,
    make: () => new RecurrentNetwork(vocabulary),
    inputs: [time, batch],
    vocabulary,
    targets: time * batch,
    classes: vocabulary,
    flops: 6 * time * batch * ((64 + 128) * 4 * 128 + 128 * vocabulary),
  };
}

function gpt(time: number, batch: number): Network {
  return {
    title: `GPT 4 × 128, 4 heads, context ${time}, batch ${batch}`,
    make: () => new TransformerNetwork(vocabulary, time),
    inputs: [batch, time],
    vocabulary,
    targets: batch * time,
    classes: vocabulary,
    flops: 6 * batch * time * (4 * (12 * 128 ** 2 + 2 * time * 128) + 128 * vocabulary),
  };
}

/** The networks by the kind of their workloads. */
export const networks: Readonly<Record<string, Network>> = {
  "mlp-tiny": mlp(4, 4, 8),
  "mlp-256": mlp(64, 784, 256),
  mlp: mlp(128, 784, 128),
  cnn: cnn(64),
  resnet: resnet(32),
  lstm: lstm(64, 32),
  gpt: gpt(64, 12),
};

/** The loss of a network: the mean cross-entropy of its logits. */
export function lossOf(model: nn.Layer, inputs: Tensor, targets: Tensor): Tensor {
  return losses.crossEntropy(model.forward(inputs), targets);
}

/** A training step of a network with Adam: a batch, and parameters that each contestant starts from. */
export async function trainingWorkload(kind: string): Promise<Workload> {
  const network = networks[kind]!;
  const { title, targets, classes, flops, tolerance = 1e-4 } = network;
  const tensors = {
    y: { shape: [targets], data: Int32Array.from({ length: targets }, (_, i) => (7 * i) % classes) },
    ...(await operandsOf(network, network.inputs)),
  };
  return { name: title, kind, options: {}, tensors, flops, checkedRuns: 3, tolerance };
}

/** What a network in evaluation mode says of a single example: its logits. */
export async function inferenceWorkload(kind: string): Promise<Workload> {
  const network = networks[kind]!;
  const name = `${network.title.replace(/\d+$/, "1")}, forward only`;
  const tensors = await operandsOf(network, [1, ...network.inputs.slice(1)]);
  return { name, kind: `${kind}${inference}`, options: {}, tensors, checkedRuns: 1, tolerance: 1e-4 };
}

/** What the kinds of workloads without training end with. */
export const inference = "-inference";

/** Inputs of this shape and the parameters that every contestant has. */
async function operandsOf(
  { vocabulary: tokens, make }: Network,
  inputs: readonly number[],
): Promise<Record<string, HostTensor>> {
  manualSeed(0);
  const numbers = fractions(inputs.reduce((a, b) => a * b));
  const data = tokens === undefined ? numbers : Int32Array.from(numbers, (x) => x * tokens);
  const tensors: Record<string, HostTensor> = { x: { shape: inputs, data } };
  let i = 0;
  for (const parameter of make().parameters()) {
    tensors[`parameter${i++}`] = { shape: parameter.shape, data: Float32Array.from(await parameter.data()) };
  }
  return tensors;
}

/** Evenly spread numbers in 0..1, the same everywhere. */
export function fractions(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) * 2 ** -24;
  });
}
