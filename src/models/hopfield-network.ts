import { Module } from "../nn/index.ts";
import { arange, eye, noGrad, scan, type Tensor, variable, zeros } from "../tensor/index.ts";

/**
 * Hopfield's associative memory: units of −1 and 1, each drawn to the sign of what all others say, so that the state falls to
 * a minimum of the energy −½ s · W · s; stored patterns are such minima, if there are not many more than 0.138 · units.
 *
 * Shapes: states [n, units] of −1 and 1; weight [units, units]. Starts from zeros.
 * Source: Hopfield, "Neural Networks and Physical Systems with Emergent Collective Computational Abilities", 1982.
 *
 * @example
 * const memory = new HopfieldNetwork(4);
 * memory.store(tensor([[1, 1, -1, -1]]));
 * memory.forward(tensor([[1, -1, -1, -1]])).toArray(); // [[1, 1, -1, -1]]
 */
export class HopfieldNetwork extends Module {
  readonly weight: Tensor;
  readonly units: number;

  /** Throws: RangeError unless `units` is an integer of 0 or more. */
  constructor(units: number) {
    super();
    this.weight = variable(zeros([units, units]));
    this.units = units;
  }

  /**
   * Adds Σ p · pᵀ / units to the weights, with zeros on the diagonal: Hebb's rule.
   *
   * Shapes: patterns [count, units] of −1 and 1. Throws: RangeError if they are not.
   */
  store(patterns: Tensor): void {
    noGrad(() => {
      const [count] = patterns.shape as [number];
      const products = patterns.transpose().matmul(patterns).sub(eye(this.units).mul(count));
      this.weight.assign(this.weight.add(products.div(this.units)));
    });
  }

  /** −½ s · W · s of each state. Shapes: [n, units] → [n]. Throws: RangeError for other shapes. */
  energy(states: Tensor): Tensor {
    return states.matmul(this.weight).mul(states).sum({ axis: 1 }).mul(-0.5);
  }

  /** Each state after every unit, one after the other, has followed all others once. Throws: RangeError for other shapes. */
  forward(states: Tensor): Tensor {
    const unit = arange(this.units).cast("int32");
    const [settled] = scan(
      (states: Tensor, { row, unit }: { row: Tensor; unit: Tensor }) => {
        const said = states.mul(row).sum({ axis: 1, keepDims: true }); // [n, 1]
        const follows = said.gt(0).where(1, said.lt(0).where(-1, states)); // as it is, if nothing is said
        return [arange(this.units).cast("int32").eq(unit).where(follows, states), null];
      },
      states,
      { row: this.weight.add(0), unit },
    );
    return settled;
  }
}
