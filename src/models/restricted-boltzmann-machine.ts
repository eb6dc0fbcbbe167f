import { init, Module, softplus } from "../nn/index.ts";
import { concat, noGrad, Parameter, scan, type Tensor, zeros } from "../tensor/index.ts";
import { binaryStates } from "./binary-states.ts";
import { drawBinary } from "./draw-binary.ts";

/** The options of `RestrictedBoltzmannMachine.learn`. */
export interface ContrastiveDivergence {
  /** How far weights move. Default: 0.1. */
  readonly lr?: number;
  /** How many times the machine dreams on from the data. Default: 1. */
  readonly steps?: number;
}

/**
 * Two layers of units of 0 and 1, each unit on with the probability σ of what the other layer says; the probability of a
 * visible state is proportional to e^−freeEnergy.
 *
 * Shapes: visible [n, visibleUnits]; weight [hiddenUnits, visibleUnits], biases [visibleUnits] and [hiddenUnits]. Starts from
 * N(0, 0.01²) and zeros.
 * Source: Smolensky, "Information Processing in Dynamical Systems", 1986; Hinton, "Training Products of Experts by
 * Minimizing Contrastive Divergence", 2002.
 *
 * @example
 * const machine = new RestrictedBoltzmannMachine(6, 3);
 * machine.learn(tensor([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]));
 * machine.forward(zeros([2, 6])).shape; // [2, 3]
 */
export class RestrictedBoltzmannMachine extends Module {
  readonly weight: Parameter;
  readonly visibleBias: Parameter;
  readonly hiddenBias: Parameter;

  /** Throws: RangeError unless both are integers of 0 or more. */
  constructor(visibleUnits: number, hiddenUnits: number) {
    super();
    this.weight = init.normal(new Parameter(zeros([hiddenUnits, visibleUnits])), { std: 0.01 });
    this.visibleBias = new Parameter(zeros([visibleUnits]));
    this.hiddenBias = new Parameter(zeros([hiddenUnits]));
  }

  /** How likely each hidden unit is on. Shapes: [n, visibleUnits] → [n, hiddenUnits]. Throws: RangeError for others. */
  forward(visible: Tensor): Tensor {
    return visible.matmul(this.weight.transpose()).add(this.hiddenBias).sigmoid();
  }

  /** How likely each visible unit is on. Shapes: [n, hiddenUnits] → [n, visibleUnits]. Throws: RangeError for others. */
  reconstruct(hidden: Tensor): Tensor {
    return hidden.matmul(this.weight).add(this.visibleBias).sigmoid();
  }

  /** −v · visibleBias − Σ log(1 + e^(W · v + hiddenBias)). Shapes: [n, visibleUnits] → [n]. Throws: RangeError for others. */
  freeEnergy(visible: Tensor): Tensor {
    const said = visible.matmul(this.weight.transpose()).add(this.hiddenBias);
    return visible
      .mul(this.visibleBias)
      .sum({ axis: 1 })
      .add(softplus(said).sum({ axis: 1 }))
      .neg();
  }

  /**
   * Visible states after so many rounds of Gibbs sampling: all hidden units are drawn, then all visible ones.
   *
   * Shapes: [n, visibleUnits] → [n, visibleUnits] of 0 and 1. Throws: RangeError for others.
   */
  gibbs(visible: Tensor, { steps = 1 }: { readonly steps?: number } = {}): Tensor {
    return noGrad(() => {
      const step = (visible: Tensor) =>
        [drawBinary(this.reconstruct(drawBinary(this.forward(visible)))), null] as const;
      return scan(step, visible, null, { length: steps })[0];
    });
  }

  /**
   * The logarithm of Z = Σ e^−freeEnergy over all visible states, exactly: a sum over the states of the smaller layer.
   *
   * Shapes: → []. Throws: RangeError if both layers have more than 20 units.
   */
  logPartition(): Tensor {
    const [hidden, visible] = this.weight.shape as [number, number];
    const units = Math.min(hidden, visible);
    // What all states of the larger layer add up to, given a state of the smaller one.
    const logWeight = (states: Tensor): Tensor => {
      if (visible <= hidden) return this.freeEnergy(states).neg();
      const said = states.matmul(this.weight).add(this.visibleBias);
      return states
        .mul(this.hiddenBias)
        .sum({ axis: 1 })
        .add(softplus(said).sum({ axis: 1 }));
    };
    const low = binaryStates(Math.min(units, 10));
    const high = binaryStates(Math.max(0, units - 10));
    const block = (_: null, state: Tensor) => {
      const rest = state.unsqueeze(0).expand([low.shape[0]!, state.shape[0]!]);
      return [null, logSumExp(logWeight(concat([low, rest], { axis: 1 })))] as const;
    };
    return logSumExp(scan(block, null, high)[1]);
  }

  /**
   * Moves all parameters by lr · (what goes together in the data − what goes together in the dream). Returns the mean squared
   * difference between data and dream.
   *
   * Shapes: visible [n, visibleUnits] → []. Throws: RangeError for others.
   */
  learn(visible: Tensor, options: ContrastiveDivergence = {}): Tensor {
    const { lr = 0.1, steps = 1 } = options;
    return noGrad(() => {
      const hidden = this.forward(visible);
      let dream = this.reconstruct(drawBinary(hidden));
      for (let step = 1; step < steps; step++)
        dream = this.reconstruct(drawBinary(this.forward(drawBinary(dream))));
      const dreamt = this.forward(dream);
      const rate = lr / (visible.shape[0] ?? 1);
      const correlations = hidden.transpose().matmul(visible).sub(dreamt.transpose().matmul(dream));
      this.weight.assign(this.weight.add(correlations.mul(rate)));
      this.visibleBias.assign(this.visibleBias.add(visible.sub(dream).sum({ axis: 0 }).mul(rate)));
      this.hiddenBias.assign(this.hiddenBias.add(hidden.sub(dreamt).sum({ axis: 0 }).mul(rate)));
      return visible.sub(dream).pow(2).mean();
    });
  }
}

/** Shapes: [n] → []. */
function logSumExp(x: Tensor): Tensor {
  const greatest = x.max();
  return x.sub(greatest).exp().sum().log().add(greatest);
}
