import { ArrayDataset } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { BoltzmannMachine, binaryStates } from "../models/index.ts";
import { Module } from "../nn/index.ts";
import { LinearLR, SGD } from "../optim/index.ts";
import { compile, concat, noGrad, rand, type Tensor, tensor, variable } from "../tensor/index.ts";
import { picturesSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";

const side = 3;
const pixels = side * side;
/** Steps an epoch, and states that are sampled at the end. */
const [stepsPerEpoch, sampled] = [100, 4000];

/** The machine and the states in which it dreams on. */
class DreamingMachine extends Module {
  readonly machine: BoltzmannMachine;
  readonly chains: Tensor;

  constructor(hiddenUnits: number, chains: number) {
    super();
    this.machine = new BoltzmannMachine(pixels, hiddenUnits);
    this.chains = variable(
      rand([chains, pixels + hiddenUnits])
        .lt(0.5)
        .cast("float32"),
    );
  }
}

/**
 * A Boltzmann machine with all connections learns bars and stripes: pictures of 3 × 3 whose rows, or whose columns, are all on
 * or all off, 14 of 512. It is small enough for all to be known exactly.
 *
 * Must reach: a divergence of the patterns' distribution from the machine's of at most 0.1 nats, where all pictures alike are at
 * log 512 − log 14 = 3.60; and how often units are on, alone and in pairs, in 4,000 states sampled from noise must be within 0.04
 * of the exact probabilities, which is five standard errors of a share of one half. Figures of our own: the paper reports how
 * often its encoders find their codes.
 *
 * Source: Ackley, Hinton, Sejnowski, "A Learning Algorithm for Boltzmann Machines", 1985, here with chains that go on from step
 * to step (Tieleman, 2008) in place of annealing; the patterns are of MacKay, "Information Theory, Inference, and Learning
 * Algorithms", 2003, section 43.
 */
export const boltzmann = defineRecipe({
  name: "boltzmann",
  family: "energy-based",
  description: "A Boltzmann machine with all connections learns bars and stripes, and all is known exactly.",
  settings: {
    epochs: 150,
    hiddenUnits: 6,
    learningRate: 0.3,
    copies: 10,
    sweeps: 3,
    chains: 200,
    sampling: 1000,
  },
  targets: [
    { metric: "divergence", atMost: 0.1 },
    { metric: "samplingError", atMost: 0.04 },
  ],
  fast: {
    settings: { epochs: 15, sampling: 300 },
    targets: [
      { metric: "divergence", atMost: 0.3 },
      { metric: "samplingError", atMost: 0.04 },
    ],
  },
  prepare: (_, { copies }) => {
    const patterns = barsAndStripes();
    const count = patterns.length;
    const rows = Array.from({ length: stepsPerEpoch * copies }, () => patterns).flat(2);
    return {
      assets: {},
      card: [["patterns", `${count} of ${2 ** pixels} pictures, all equally likely`]],
      patterns: tensor(Float32Array.from(patterns.flat()), { shape: [count, pixels] }),
      data: new ArrayDataset([{ shape: [rows.length / pixels, pixels], data: Float32Array.from(rows) }]),
      batchSize: copies * count,
    };
  },
  model: (_, { hiddenUnits, chains }) => new DreamingMachine(hiddenUnits, chains),
  train: (
    { machine, chains },
    { data, patterns, batchSize },
    { epochs, learningRate, hiddenUnits, sweeps },
  ) => {
    const optimizer = new SGD(machine.parameters(), { lr: learningRate });
    const divergence = divergenceOf(machine, patterns);
    return {
      data,
      options: {
        ...{ epochs, batchSize, optimizers: [optimizer] },
        schedule: new LinearLR(optimizer, {
          ...{ startFactor: 1, endFactor: 0, totalIters: epochs * stepsPerEpoch },
        }),
        trainingStep: (visible) => {
          optimizer.zeroGrad();
          const hidden = rand([visible!.shape[0]!, hiddenUnits]).lt(0.5).cast("float32");
          const clamped = machine.gibbs(concat([visible!, hidden], { axis: 1 }), { sweeps, clamped: true });
          const free = machine.gibbs(chains, { sweeps });
          noGrad(() => chains.assign(free));
          const energyGap = machine.energy(clamped).mean().sub(machine.energy(free).mean());
          energyGap.backward();
          optimizer.step();
          return { energyGap };
        },
        validate: async () => ({ divergence: await divergence() }),
      },
    };
  },
  evaluate: async ({ machine }, { patterns }, { sampling }) => {
    const { units } = machine;
    const noise = rand([sampled, units]).lt(0.5).cast("float32").detach();
    const sample = compile((from: Tensor) => machine.gibbs(from, { sweeps: sampling }));
    const states = tensor((await sample(noise).data()) as Float32Array, { shape: [sampled, units] });
    const together = compile((states: Tensor) => states.transpose().matmul(states).div(sampled));
    const exactly = compile(() =>
      noGrad(() => {
        const all = binaryStates(units);
        const p = machine.energy(all).neg().sub(machine.logPartition()).exp().unsqueeze(1);
        return all.transpose().matmul(all.mul(p));
      }),
    );
    const [seen, exact] = [await together(states).data(), await exactly().data()];
    const errors = Array.from(exact, (p, i) => Math.abs(p - seen[i]!));
    const logProbability = await noGrad(() => machine.logProbability(binaryStates(pixels))).data();
    const order = [...logProbability.keys()].sort((a, b) => logProbability[b]! - logProbability[a]!);
    const isPattern = new Set(barsAndStripes().map((pattern) => numberOf(pattern)));
    const mass = order.reduce((sum, i) => sum + (isPattern.has(i) ? Math.exp(logProbability[i]!) : 0), 0);
    const visible = Array.from(await states.data());
    return {
      metrics: {
        divergence: await divergenceOf(machine, patterns)(),
        samplingError: Math.max(...errors),
        patternShare: mass,
      },
      sections: [
        tableSection(
          "The likeliest pictures, exactly",
          {
            head: ["picture", "probability", "one of the patterns"],
            rows: order
              .slice(0, 18)
              .map((i) => [
                rowsOf(i),
                `${(100 * Math.exp(logProbability[i]!)).toFixed(2)} %`,
                isPattern.has(i) ? "yes" : "no",
              ]),
          },
          `each of the 14 patterns has ${(100 / 14).toFixed(2)} %; together they have ${(100 * mass).toFixed(1)} %`,
        ),
        picturesSection("Samples", [
          {
            picture: pictureGrid(
              Array.from({ length: 100 }, (_, i) =>
                drawnPicture(visible.slice(units * i, units * i + pixels)),
              ),
              { columns: 20, zoom: 6 },
            ),
            caption: `visible units after ${sampling} sweeps from noise`,
          },
        ]),
      ],
    };
  },
});

/** The mean over the patterns of log 1/count − log p: the divergence of their distribution from the machine's, exactly. */
function divergenceOf(machine: BoltzmannMachine, patterns: Tensor): () => Promise<number> {
  const program = compile((patterns: Tensor) =>
    noGrad(() => machine.logProbability(patterns).mean().add(Math.log(patterns.shape[0]!)).neg()),
  );
  return async () => (await program(patterns).data())[0]!;
}

/** Pictures whose rows are all on or all off, and those turned round, each once. */
function barsAndStripes(): number[][] {
  const pictures = Array.from({ length: 2 ** side }, (_, bits) =>
    Array.from({ length: pixels }, (_, i) => (bits >> Math.floor(i / side)) & 1),
  );
  const turned = pictures.map((picture) =>
    Array.from({ length: pixels }, (_, i) => picture[side * (i % side) + Math.floor(i / side)]!),
  );
  const unique = new Map([...pictures, ...turned].map((picture) => [numberOf(picture), picture]));
  return [...unique.values()];
}

const numberOf = (picture: readonly number[]): number => picture.reduce((sum, on, i) => sum + on * 2 ** i, 0);

const rowsOf = (number: number): string =>
  Array.from({ length: side }, (_, row) =>
    Array.from({ length: side }, (_, i) => ((number >> (side * row + i)) & 1 ? "■" : "□")).join(""),
  ).join(" ");

/** Grey, so that it shows on a page that is white or black. */
const drawnPicture = (values: readonly number[]): Picture =>
  pictureOf(
    values.map((on) => 0.2 + 0.6 * on),
    { channels: 1, height: side, width: side },
  );
