import { softplus } from "../nn/index.ts";
import { compile, noGrad, scan, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { drawBinary } from "./draw-binary.ts";
import type { RestrictedBoltzmannMachine } from "./restricted-boltzmann-machine.ts";

/** How a partition function is estimated. */
export interface AnnealingOptions {
  /** Inverse temperatures after the first, which is 0: more make the estimate better. Default: 1000. */
  readonly temperatures?: number;
  /** Independent runs, whose weights are averaged. Default: 100. */
  readonly runs?: number;
  /**
   * The visible biases of the machine without weights that annealing begins with, [visibleUnits]: best the logits of how
   * often each unit is on in the data. Default: zeros.
   */
  readonly baseBias?: Tensor;
}

/** An estimate of log Z, and where log Z lies for an estimate of Z that is three standard errors lower or higher. */
export interface LogPartitionEstimate {
  readonly logPartition: number;
  /** −Infinity if the standard error is more than a third of the estimate. */
  readonly low: number;
  readonly high: number;
}

/**
 * An estimate of log Z of a machine that is too large for `logPartition`, by annealed importance sampling: states of a machine
 * without weights, whose Z is known, are sampled on while the weights are turned on little by little, and each run is
 * weighed by ∏ p*ₖ(vₖ) / p*ₖ₋₁(vₖ). The temperatures are those of the paper: a 29th of them evenly up to 0.5, eight 29ths up to
 * 0.9, the rest up to 1.
 *
 * Throws: RangeError unless there is at least one temperature and two runs.
 * Source: Salakhutdinov, Murray, "On the Quantitative Analysis of Deep Belief Networks", 2008, section 4.1, equations 16 to 18.
 *
 * @example
 * const machine = new RestrictedBoltzmannMachine(6, 3);
 * const { logPartition } = await annealedLogPartition(machine, { temperatures: 100 });
 * Math.abs(logPartition - machine.logPartition().item()) < 0.1; // true
 */
export async function annealedLogPartition(
  machine: RestrictedBoltzmannMachine,
  options: AnnealingOptions = {},
): Promise<LogPartitionEstimate> {
  const { temperatures = 1000, runs = 100 } = options;
  const [hiddenUnits, visibleUnits] = machine.weight.shape as [number, number];
  if (!(temperatures >= 1 && runs >= 2)) {
    throw new RangeError(
      `Cannot anneal in ${temperatures} temperatures and ${runs} runs: expected at least 1 and 2, got fewer. Leave them out for 1000 and 100.`,
    );
  }
  const { baseBias = zeros([visibleUnits]) } = options;
  const betas = schedule(temperatures);
  const program = compile((betas: Tensor, before: Tensor, baseBias: Tensor) =>
    noGrad(() => {
      const turned = machine.visibleBias.sub(baseBias);
      const anneal = (
        { visible, logWeight }: { visible: Tensor; logWeight: Tensor },
        { beta, before }: { beta: Tensor; before: Tensor },
      ) => {
        const said = visible.matmul(machine.weight.transpose()).add(machine.hiddenBias); // [runs, hiddenUnits]
        const gain = softplus(said.mul(beta))
          .sub(softplus(said.mul(before)))
          .sum({ axis: 1 });
        const biases = visible.mul(turned).sum({ axis: 1 }).mul(beta.sub(before));
        const hidden = drawBinary(said.mul(beta).sigmoid());
        const back = hidden.matmul(machine.weight).add(turned).mul(beta).add(baseBias);
        return [
          { visible: drawBinary(back.sigmoid()), logWeight: logWeight.add(gain).add(biases) },
          null,
        ] as const;
      };
      const visible = drawBinary(baseBias.sigmoid().expand([runs, visibleUnits]));
      const start = { visible, logWeight: zeros([runs]) };
      const [{ logWeight }] = scan(anneal, start, { beta: betas, before });
      return {
        logWeight,
        base: softplus(baseBias)
          .sum()
          .add(hiddenUnits * Math.LN2),
      };
    }),
  );
  const made = program(tensor(betas.slice(1)), tensor(betas.slice(0, -1)), baseBias);
  const base = (await made.base.data())[0]!;
  const logWeights = Float64Array.from(await made.logWeight.data());

  const greatest = logWeights.reduce((a, b) => Math.max(a, b));
  const weights = logWeights.map((weight) => Math.exp(weight - greatest));
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / runs;
  const variance = weights.reduce((sum, weight) => sum + (weight - mean) ** 2, 0) / (runs - 1);
  const error = Math.sqrt(variance / runs);
  const logOf = (share: number) => base + greatest + Math.log(Math.max(0, share));
  return { logPartition: logOf(mean), low: logOf(mean - 3 * error), high: logOf(mean + 3 * error) };
}

/** 0, then so many inverse temperatures that end with 1. */
function schedule(count: number): Float32Array {
  const at = (position: number) => {
    if (position < 1 / 29) return 0.5 * 29 * position;
    if (position < 9 / 29) return 0.5 + 0.4 * ((29 * position - 1) / 8);
    return 0.9 + 0.1 * ((29 * position - 9) / 20);
  };
  return Float32Array.from({ length: count + 1 }, (_, i) => at(i / count));
}
