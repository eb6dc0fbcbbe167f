import { ArrayDataset } from "../data/index.ts";
import { type Picture, pictureGrid, pictureOf } from "../image/index.ts";
import { HopfieldNetwork } from "../models/index.ts";
import { compile, noGrad, Random, rand, type Tensor, tensor } from "../tensor/index.ts";
import { chartsSection, picturesSection, tableSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";

const side = 28;
const units = side * side;
/** How many sweeps a state is given to settle. */
const sweeps = 20;
/** Patterns a unit for which it is measured how well patterns are kept. */
const loads = [0.02, 0.04, 0.06, 0.08, 0.1, 0.11, 0.12, 0.13, 0.14, 0.15, 0.16, 0.18, 0.2, 0.25];

/**
 * A Hopfield network remembers pictures, and finds them again from a part: the patterns are the signs of random waves over the
 * plane, half black and half white. How many random patterns it can hold is measured, too.
 *
 * Must reach: damaged patterns (a fifth of the pixels turned over, or the lower half gone) end at an overlap of at least 0.97 with
 * what was stored; the load at which random patterns, left to settle, begin to drift away (an overlap of less than 0.9 on
 * average) is from 0.125 to 0.155 patterns a unit, where the theory of endless networks has 0.138 and an overlap of 0.967 just
 * below it.
 *
 * Source: Hopfield, "Neural Networks and Physical Systems with Emergent Collective Computational Abilities", 1982; Amit,
 * Gutfreund, Sompolinsky, "Storing Infinite Numbers of Patterns in a Spin-Glass Model of Neural Networks", 1985.
 */
export const hopfield = defineRecipe({
  name: "hopfield",
  family: "energy-based",
  description: "A Hopfield network finds stored pictures again from damaged ones, up to its capacity.",
  settings: { patterns: 8, waves: 60, damage: 0.2, capacityUnits: 1000 },
  targets: [
    { metric: "recallOverlap", atLeast: 0.97 },
    { metric: "completionOverlap", atLeast: 0.97 },
    { metric: "capacity", atLeast: 0.125 },
    { metric: "capacity", atMost: 0.155 },
  ],
  fast: {
    settings: { capacityUnits: 300 },
    targets: [
      { metric: "recallOverlap", atLeast: 0.97 },
      { metric: "capacity", atLeast: 0.1 },
      { metric: "capacity", atMost: 0.18 },
    ],
  },
  prepare: (_, { patterns, waves }) => {
    const random = new Random(1);
    const stored = Float32Array.from(Array.from({ length: patterns }, () => wavy(random, waves)).flat());
    return {
      assets: {},
      card: [["patterns", `${patterns} pictures of ${side}×${side}, made of waves`]],
      stored,
      data: new ArrayDataset([{ shape: [patterns, units], data: stored }]),
    };
  },
  model: () => new HopfieldNetwork(units),
  train: (model, { data }) => ({
    data,
    options: {
      ...{ epochs: 1, batchSize: data.length, optimizers: [] },
      trainingStep: (patterns) => {
        model.store(patterns!);
        return { energy: model.energy(patterns!).mean() };
      },
    },
  }),
  evaluate: async (model, { stored }, { damage, capacityUnits }) => {
    const count = stored.length / units;
    const patterns = tensor(stored, { shape: [count, units] });
    const turned = await host(rand([count, units]).lt(damage).where(-1, 1).mul(patterns));
    // The lower half is noise.
    const random = new Random(2);
    const cut = stored.map((value, i) => (i % units < units / 2 ? value : random.pick([-1, 1])));
    const settle = settler(model);
    const [recalled, completed] = [await settle(turned, count), await settle(cut, count)];
    const curve = await capacityCurve(capacityUnits);
    const drop = curve.findIndex(({ overlap }) => overlap < 0.9);
    const shown = Array.from({ length: Math.min(8, count) }, (_, i) => i);
    const row = (states: Float32Array): Picture[] =>
      shown.map((i) => pictureOfSigns(states.subarray(units * i, units * (i + 1))));
    return {
      metrics: {
        recallOverlap: meanOverlap(recalled, stored),
        completionOverlap: meanOverlap(completed, stored),
        capacity: between(curve[drop - 1]!, curve[drop]!),
      },
      sections: [
        picturesSection("What is found again", [
          {
            picture: pictureGrid([...row(stored), ...row(turned), ...row(recalled)], {
              columns: shown.length,
              zoom: 2,
            }),
            caption: `stored; ${Math.round(100 * damage)} % turned over; found again`,
          },
          {
            picture: pictureGrid([...row(stored), ...row(cut), ...row(completed)], {
              columns: shown.length,
              zoom: 2,
            }),
            caption: "stored; the lower half gone; found again",
          },
        ]),
        chartsSection(
          "How many patterns it can hold",
          [
            {
              title: "Overlap with the patterns",
              xLabel: "patterns per 100 units",
              series: [
                {
                  ...{ name: "after settling", color: 1, dots: true },
                  points: curve.map(({ load, overlap }) => [100 * load, overlap]),
                },
              ],
              format: (y) => y.toFixed(2),
              range: [0, 1],
            },
          ],
          `Random patterns in ${capacityUnits} units, from where they were stored; without end it would fall from 0.967 at 13.8.`,
        ),
        tableSection("The same in numbers", {
          head: ["patterns a unit", "overlap after settling"],
          rows: curve.map(({ load, overlap }) => [load.toFixed(2), overlap.toFixed(3)]),
        }),
      ],
    };
  },
});

/** A point of the curve of capacity. */
interface Held {
  readonly load: number;
  readonly overlap: number;
}

/** How well random patterns stay what they are, by how many there are for each unit. */
async function capacityCurve(units: number): Promise<Held[]> {
  const curve: Held[] = [];
  for (const load of loads) {
    const count = Math.round(load * units);
    const memory = new HopfieldNetwork(units);
    const stored = await host(rand([count, units]).lt(0.5).where(-1, 1).cast("float32"));
    memory.store(tensor(stored, { shape: [count, units] }));
    // A hundred of them say enough.
    const some = stored.subarray(0, units * Math.min(100, count));
    const settled = await settler(memory)(some, some.length / units);
    curve.push({ load, overlap: meanOverlap(settled, some) });
  }
  return curve;
}

/** The load at which the overlap goes through 0.9. */
const between = (before: Held, after: Held): number =>
  before.load + ((after.load - before.load) * (before.overlap - 0.9)) / (before.overlap - after.overlap);

function settler(memory: HopfieldNetwork): (states: Float32Array, count: number) => Promise<Float32Array> {
  const sweep = compile((states: Tensor) => noGrad(() => memory.forward(states)));
  return async (states, count) => {
    let now = states;
    for (let i = 0; i < sweeps; i++) {
      const next = (await sweep(tensor(now, { shape: [count, memory.units] })).data()) as Float32Array;
      const still = next.every((value, j) => value === now[j]);
      now = next;
      if (still) break;
    }
    return now;
  };
}

/** 1 if states are the patterns, 0 if they have nothing in common, negative if they are turned over. */
const meanOverlap = (states: Float32Array, patterns: Float32Array): number =>
  states.reduce((sum, value, i) => sum + value * patterns[i]!, 0) / states.length;

const host = async (x: Tensor): Promise<Float32Array> => (await x.cast("float32").data()) as Float32Array;

/** The signs of a sum of waves over the plane, with as many white pixels as black ones. */
function wavy(random: Random, waves: number): number[] {
  const field = new Float64Array(units);
  for (let k = 0; k < waves; k++) {
    const [fx, fy] = [random.normal(), random.normal()];
    const phase = random.uniform(0, 2 * Math.PI);
    for (let i = 0; i < units; i++) {
      field[i]! += Math.cos(0.55 * (fx * (i % side) + fy * Math.floor(i / side)) + phase);
    }
  }
  const middle = field.slice().sort()[units / 2]!;
  return Array.from(field, (value) => (value >= middle ? 1 : -1));
}

const pictureOfSigns = (signs: Float32Array): Picture =>
  pictureOf(
    signs.map((sign) => (sign + 1) / 2),
    { channels: 1, height: side, width: side },
  );
