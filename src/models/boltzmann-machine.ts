import { init, Module } from "../nn/index.ts";
import { arange, concat, noGrad, Parameter, scan, type Tensor, triu, zeros } from "../tensor/index.ts";
import { binaryStates } from "./binary-states.ts";
import { drawBinary } from "./draw-binary.ts";

/** How states are sampled. */
export interface BoltzmannSampling {
  /** How often each unit is drawn anew. Default: 1. */
  readonly sweeps?: number;
  /** Whether visible units stay as they are. Default: false. */
  readonly clamped?: boolean;
}

/**
 * A Boltzmann machine: units of 0 and 1, each connected with all others by weights that are the same both ways, of which the
 * first are visible. The probability of a state s is proportional to e^−energy(s), so that a unit is on with the probability σ of what
 * all others say. It learns by making energy(states clamped to data) − energy(free states) small, whose gradient is how often
 * two units are on together in the ones less in the others.
 *
 * Shapes: states [n, units]; weight [units, units], of which the part above the diagonal counts, bias [units]. Starts from
 * N(0, 0.1²) and zeros.
 * Source: Ackley, Hinton, Sejnowski, "A Learning Algorithm for Boltzmann Machines", 1985.
 *
 * @example
 * const machine = new BoltzmannMachine(4, 2);
 * machine.logProbability(binaryStates(4)).exp().sum().item(); // 1
 */
export class BoltzmannMachine extends Module {
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly visibleUnits: number;
  readonly units: number;

  /** Throws: RangeError unless both are integers of 0 or more. */
  constructor(visibleUnits: number, hiddenUnits: number) {
    super();
    this.visibleUnits = visibleUnits;
    this.units = visibleUnits + hiddenUnits;
    this.weight = init.normal(new Parameter(zeros([this.units, this.units])), { std: 0.1 });
    this.bias = new Parameter(zeros([this.units]));
  }

  /** The weights both ways, without any of a unit to itself. Shapes: → [units, units]. */
  couplings(): Tensor {
    const above = triu(this.weight, { diagonal: 1 });
    return above.add(above.transpose());
  }

  /** −Σ wᵢⱼ sᵢ sⱼ over all pairs − bias · s. Shapes: [n, units] → [n]. Throws: RangeError for others. */
  energy(states: Tensor): Tensor {
    const pairs = states
      .matmul(triu(this.weight, { diagonal: 1 }))
      .mul(states)
      .sum({ axis: 1 });
    return pairs.add(states.mul(this.bias).sum({ axis: 1 })).neg();
  }

  /**
   * States after Gibbs sampling: unit after unit is drawn given all others.
   *
   * Shapes: [n, units] → [n, units]. Throws: RangeError for others.
   */
  gibbs(states: Tensor, { sweeps = 1, clamped = false }: BoltzmannSampling = {}): Tensor {
    const first = clamped ? this.visibleUnits : 0;
    const at = arange(this.units);
    return noGrad(() => {
      const its = {
        row: this.couplings().slice([first]),
        bias: this.bias.slice([first]),
        unit: at.slice([first]),
      };
      const draw = (states: Tensor, { row, bias, unit }: typeof its) => {
        const on = states.mul(row).sum({ axis: 1, keepDims: true }).add(bias).sigmoid(); // [n, 1]
        return [at.eq(unit).where(drawBinary(on), states), null] as const;
      };
      const sweep = (states: Tensor) => [scan(draw, states, its)[0], null] as const;
      return scan(sweep, states, null, { length: sweeps })[0];
    });
  }

  /** log Σ e^−energy over all states, exactly. Shapes: → []. Throws: RangeError for more than 20 units. */
  logPartition(): Tensor {
    return logSumExp(this.energy(binaryStates(this.units)).neg().unsqueeze(0)).squeeze(0);
  }

  /**
   * log p(v) exactly, by sums over all states of the hidden units and over all states. Shapes: visible [n, visibleUnits] → [n].
   * Throws: RangeError for others, or for more than 20 units.
   */
  logProbability(visible: Tensor): Tensor {
    const n = visible.shape[0]!;
    const hidden = binaryStates(this.units - this.visibleUnits);
    const count = hidden.shape[0]!;
    const states = concat([visible.repeatInterleave(count), hidden.tile([n, 1])], { axis: 1 });
    const summed = logSumExp(this.energy(states).neg().reshape([n, count]));
    return summed.sub(this.logPartition());
  }
}

/** Shapes: [n, count] → [n]. */
function logSumExp(x: Tensor): Tensor {
  const greatest = x.max({ axis: 1, keepDims: true });
  return x.sub(greatest).exp().sum({ axis: 1 }).log().add(greatest.squeeze(1));
}
