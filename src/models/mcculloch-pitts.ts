import { Module } from "../nn/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";

/** How a `McCullochPitts` unit is wired. */
export interface McCullochPittsOptions {
  /** How many excitatory inputs must be active at least. */
  readonly threshold: number;
  /** Which inputs excite. Default: all that do not inhibit. */
  readonly excitatory?: readonly number[];
  /** Which inputs inhibit: one that is active keeps the unit silent. Default: none. */
  readonly inhibitory?: readonly number[];
}

/**
 * The first model of a neuron: all or nothing. It fires if no inhibitory input is active and at least `threshold` excitatory
 * ones are; nothing is learned, and nets of it compute every function of propositional logic.
 *
 * Shapes: x [n, inputs] of 0 and 1 → [n] of 0 and 1.
 * Source: McCulloch, Pitts, "A Logical Calculus of the Ideas Immanent in Nervous Activity", 1943, section 2.
 *
 * @example
 * const and = new McCullochPitts(2, { threshold: 2 });
 * and.forward(tensor([[0, 1], [1, 1]])).toArray(); // [0, 1]
 */
export class McCullochPitts extends Module {
  readonly inputs: number;
  readonly threshold: number;
  readonly excitatory: readonly number[];
  readonly inhibitory: readonly number[];

  /** Throws: RangeError if a wire is no input or is wired twice, or the threshold is no integer of 0 or more. */
  constructor(inputs: number, options: McCullochPittsOptions) {
    super();
    const { threshold, inhibitory = [] } = options;
    const all = Array.from({ length: inputs }, (_, i) => i);
    const { excitatory = all.filter((i) => !inhibitory.includes(i)) } = options;
    const wires = [...excitatory, ...inhibitory];
    if (wires.some((wire) => !all.includes(wire)) || new Set(wires).size < wires.length) {
      throw new RangeError(
        `Cannot make McCullochPitts with the inputs [${excitatory.join(", ")}] and [${inhibitory.join(", ")}]: expected ` +
          `different integers from 0 to ${inputs - 1}, got another. Wire each input once.`,
      );
    }
    if (!Number.isInteger(threshold) || threshold < 0) {
      throw new RangeError(
        `Cannot make McCullochPitts with threshold ${String(threshold)}: expected an integer of 0 or more, got ` +
          `${String(threshold)}. It counts active inputs.`,
      );
    }
    this.inputs = inputs;
    this.threshold = threshold;
    this.excitatory = excitatory;
    this.inhibitory = inhibitory;
  }

  /** Throws: RangeError if `x` is not [n, inputs]. */
  forward(x: Tensor): Tensor {
    const active = (wires: readonly number[]) =>
      x
        .matmul(
          tensor(Float32Array.from({ length: this.inputs }, (_, i) => Number(wires.includes(i)))).unsqueeze(
            1,
          ),
        )
        .squeeze(1);
    const fires = active(this.excitatory).ge(this.threshold).logicalAnd(active(this.inhibitory).eq(0));
    return fires.cast("float32");
  }
}
