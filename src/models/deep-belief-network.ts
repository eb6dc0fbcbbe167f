import { Dropout, Linear, Module } from "../nn/index.ts";
import { noGrad, type Tensor } from "../tensor/index.ts";
import { drawBinary } from "./draw-binary.ts";
import { RestrictedBoltzmannMachine } from "./restricted-boltzmann-machine.ts";

/** The options of `DeepBeliefNetwork`. */
export interface DeepBeliefNetworkOptions {
  /** Numbers in one example. Default: 784, an image of 28 × 28. */
  readonly visibleUnits?: number;
  /** Units of each hidden layer. Default: [500, 500, 2000]. */
  readonly hidden?: readonly number[];
  /** Default: 10. */
  readonly numClasses?: number;
  /** The share of hidden units that classification in training goes without. Default: 0. */
  readonly dropout?: number;
}

/**
 * Restricted Boltzmann machines one on top of the other, each of which learns what the hidden units of the one below do
 * (greedy pretraining, layer by layer), with a linear layer on top that is trained together with them by backpropagation.
 * 1,666,794 parameters by default, which `forward` uses except for the visible biases.
 *
 * Shapes: x [n, …] with visibleUnits numbers from 0 to 1 an example → logits [n, numClasses].
 * Source: Hinton, Osindero, Teh, "A Fast Learning Algorithm for Deep Belief Nets", 2006; fine-tuned as in Hinton, Salakhutdinov,
 * "Reducing the Dimensionality of Data with Neural Networks", 2006. The paper's top machine sees labels, too; this one does not.
 *
 * @example
 * const model = new DeepBeliefNetwork({ hidden: [64, 32] });
 * model.machines[1]!.learn(model.up(zeros([2, 784]), 1));
 */
export class DeepBeliefNetwork extends Module {
  readonly machines: readonly RestrictedBoltzmannMachine[];
  readonly output: Linear;
  readonly drop: Dropout;

  /** Throws: RangeError unless all but `dropout` are positive integers, and that lies in [0, 1]. */
  constructor(options: DeepBeliefNetworkOptions = {}) {
    super();
    const { visibleUnits = 784, hidden = [500, 500, 2000], numClasses = 10, dropout = 0 } = options;
    const widths = [visibleUnits, ...hidden];
    this.machines = hidden.map((units, i) => new RestrictedBoltzmannMachine(widths[i]!, units));
    this.output = new Linear(widths.at(-1)!, numClasses);
    this.drop = new Dropout(dropout);
  }

  /** How likely the units of layer `layer` are on, 0 being x itself. Shapes: [n, …] → [n, units of that layer]. */
  up(x: Tensor, layer: number): Tensor {
    x = x.flatten(1);
    for (const machine of this.machines.slice(0, layer)) x = machine.forward(x);
    return x;
  }

  /**
   * What the network dreams: the machine on top goes on by Gibbs sampling from states of its visible units, which are then
   * handed down. Shapes: states [n, visible units of the top machine] → probabilities [n, visibleUnits].
   */
  dream(states: Tensor, { steps }: { readonly steps: number }): Tensor {
    return noGrad(() => {
      let below = this.machines.at(-1)!.gibbs(states, { steps });
      for (const machine of this.machines.slice(0, -1).toReversed()) {
        below = machine.reconstruct(drawBinary(below));
      }
      return below;
    });
  }

  forward(x: Tensor): Tensor {
    x = x.flatten(1);
    for (const machine of this.machines) x = this.drop.forward(machine.forward(x));
    return this.output.forward(x);
  }
}
