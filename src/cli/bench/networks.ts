/** The networks whose training steps are timed, each with the batch of its workload. */

import * as losses from "../../losses/index.ts";
import * as nn from "../../nn/index.ts";
import { manualSeed, type Tensor } from "../../tensor/index.ts";
import type { HostTensor, Workload } from "./workload.ts";

/** A network and what it is trained on. */
export interface Network {
  /** "MLP 784-128-10, batch 128". */
  readonly title: string;
  make(): nn.Layer & nn.Module;
  /** The shape of a batch of inputs. */
  readonly inputs: readonly number[];
  /** Targets are class numbers below this. */
  readonly classes: number;
  /** Multiplications and additions of the products and convolutions of a step: forward and both gradients. */
  readonly flops: number;
}

function mlp(batch: number, hidden: number): Network {
  return {
    title: `MLP 784-${hidden}-10, batch ${batch}`,
    make: () => new nn.Sequential([new nn.Linear(784, hidden), new nn.ReLU(), new nn.Linear(hidden, 10)]),
    inputs: [batch, 784],
    classes: 10,
    // The first layer needs no gradient of its inputs.
    flops: 2 * batch * (2 * 784 * hidden + 3 * hidden * 10),
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
    classes: 10,
    flops: 2 * batch * (2 * 26 ** 2 * 9 * 32 + 3 * 24 ** 2 * 9 * 32 * 64 + 3 * 9216 * 128 + 3 * 128 * 10),
  };
}

/** The networks by the kind of their workloads. */
export const networks: Readonly<Record<string, Network>> = {
  "mlp-256": mlp(64, 256),
  mlp: mlp(128, 128),
  cnn: cnn(64),
};

/** The loss of a network: the mean cross-entropy of its logits. */
export function lossOf(model: nn.Layer, inputs: Tensor, targets: Tensor): Tensor {
  return losses.crossEntropy(model.forward(inputs), targets);
}

/** A training step of a network with Adam: a batch, and parameters that each contestant starts from. */
export async function trainingWorkload(kind: string): Promise<Workload> {
  const { title, make, inputs, classes, flops } = networks[kind]!;
  manualSeed(0);
  const tensors: Record<string, HostTensor> = {
    x: { shape: inputs, data: fractions(inputs.reduce((a, b) => a * b)) },
    y: { shape: [inputs[0]!], data: Int32Array.from({ length: inputs[0]! }, (_, i) => (7 * i) % classes) },
  };
  let i = 0;
  for (const parameter of make().parameters()) {
    tensors[`parameter${i++}`] = { shape: parameter.shape, data: Float32Array.from(await parameter.data()) };
  }
  return { name: title, kind, options: {}, tensors, flops, checkedRuns: 3, tolerance: 1e-4 };
}

/** Evenly spread numbers in 0..1, the same everywhere. */
export function fractions(length: number): Float32Array {
  let state = 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return (state >>> 8) * 2 ** -24;
  });
}
