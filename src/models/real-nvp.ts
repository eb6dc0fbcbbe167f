import { Linear, Module, ModuleList } from "../nn/index.ts";
import { concat, type Tensor } from "../tensor/index.ts";

/** The options of `RealNVP`. */
export interface RealNVPOptions {
  /** Numbers of an example, two or more. Default: 2. */
  readonly features?: number;
  /** Couplings, each of which changes the half that the one before it left alone. Default: 8. */
  readonly couplings?: number;
  /** Units of both hidden layers of each coupling. Default: 32. */
  readonly hidden?: number;
}

/**
 * A map of examples to normal noise that can be turned round, and whose exact density is known:
 *
 *     log p(x) = log N(f(x); 0, 1) + log |det ∂f / ∂x|
 *
 * Each coupling moves and stretches one half of the numbers by amounts that a network makes of the other half.
 *
 * Shapes: x [n, features] → log-likelihoods in nats [n].
 * Source: Dinh, Sohl-Dickstein, Bengio, "Density estimation using Real NVP", 2016, sections 3.1 to 3.4; halves in place of
 * checkerboards, and no batch normalisation.
 *
 * @example
 * const flow = new RealNVP({ hidden: 8 });
 * const { z } = flow.encode(randn([5, 2]));
 * flow.decode(z).shape; // [5, 2]
 */
export class RealNVP extends Module {
  readonly couplings: ModuleList<Coupling>;
  readonly #features: number;

  /** Throws: RangeError unless the options are positive integers, of two features at least. */
  constructor(options: RealNVPOptions = {}) {
    super();
    const { features = 2, couplings = 8, hidden = 32 } = options;
    if (!(features >= 2 && couplings >= 1)) {
      throw new RangeError(
        `Cannot make a RealNVP of ${features} features and ${couplings} couplings: expected two features and one coupling at ` +
          "least, since one half is moved by the other. Give more.",
      );
    }
    this.#features = features;
    const lower = Math.floor(features / 2);
    this.couplings = new ModuleList(
      Array.from({ length: couplings }, (_, i) => {
        const kept = i % 2 === 0 ? lower : features - lower;
        return new Coupling(kept, features - kept, hidden);
      }),
    );
  }

  /** The log-likelihood of each example. */
  forward(x: Tensor): Tensor {
    const { z, logDeterminant } = this.encode(x);
    const normal = z
      .mul(z)
      .add(Math.log(2 * Math.PI))
      .mul(-0.5)
      .sum({ axis: 1 }); // [n]
    return normal.add(logDeterminant);
  }

  /** The noise that examples come from. Shapes: x [n, features] → z [n, features], logDeterminant [n]. */
  encode(x: Tensor): { z: Tensor; logDeterminant: Tensor } {
    let logDeterminant = x.sum({ axis: 1 }).mul(0); // [n]
    for (const [i, coupling] of [...this.couplings].entries()) {
      const [kept, moved] = this.#halves(x, i);
      const { logScale, shift } = coupling.forward(kept);
      x = this.#joined(kept, moved.mul(logScale.exp()).add(shift), i);
      logDeterminant = logDeterminant.add(logScale.sum({ axis: 1 }));
    }
    return { z: x, logDeterminant };
  }

  /** The examples that noise makes. Shapes: z [n, features] → [n, features]. */
  decode(z: Tensor): Tensor {
    for (const [i, coupling] of [...[...this.couplings].entries()].reverse()) {
      const [kept, moved] = this.#halves(z, i);
      const { logScale, shift } = coupling.forward(kept);
      z = this.#joined(kept, moved.sub(shift).mul(logScale.neg().exp()), i);
    }
    return z;
  }

  /** What a coupling keeps, and what it moves: the first half and the second, or the other way round. */
  #halves(x: Tensor, coupling: number): [kept: Tensor, moved: Tensor] {
    const half = Math.floor(this.#features / 2);
    const [first, second] = [x.at(":", `:${half}`), x.at(":", `${half}:`)];
    return coupling % 2 === 0 ? [first, second] : [second, first];
  }

  #joined(kept: Tensor, moved: Tensor, coupling: number): Tensor {
    return concat(coupling % 2 === 0 ? [kept, moved] : [moved, kept], { axis: 1 });
  }
}

/** How far one half is moved, and the logarithm of how much it is stretched, as the other half has it. */
class Coupling extends Module {
  readonly hidden1: Linear;
  readonly hidden2: Linear;
  readonly logScale: Linear;
  readonly shift: Linear;

  constructor(kept: number, moved: number, hidden: number) {
    super();
    this.hidden1 = new Linear(kept, hidden);
    this.hidden2 = new Linear(hidden, hidden);
    this.logScale = new Linear(hidden, moved);
    this.shift = new Linear(hidden, moved);
  }

  forward(kept: Tensor): { logScale: Tensor; shift: Tensor } {
    const h = this.hidden2.forward(this.hidden1.forward(kept).tanh()).tanh(); // [n, hidden]
    return { logScale: this.logScale.forward(h).tanh().mul(2), shift: this.shift.forward(h) }; // [n, moved]
  }
}
