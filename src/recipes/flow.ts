import { ArrayDataset } from "../data/index.ts";
import { type Picture, pictureOf } from "../image/index.ts";
import { RealNVP } from "../models/index.ts";
import { AdamW, clipGradNorm, WarmupCosineLR } from "../optim/index.ts";
import { compile, noGrad, Random, randn, type Tensor } from "../tensor/index.ts";
import { picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { inBatches } from "./in-batches.ts";
import { meanOf } from "./mean-of.ts";

/** How far points lie from the middle of their moon: the standard deviation. */
const spread = 0.1;
/** Points that were never trained with. */
const heldOut = 4000;
/** The part of the plane that is shown, pixels along its longer side, and points of a picture of samples. */
const [xRange, yRange, columns, shownPoints] = [[-1.6, 2.6], [-1.1, 1.6], 112, 4000] as const;
const rows = Math.round((columns * (yRange[1] - yRange[0])) / (xRange[1] - xRange[0]));

/**
 * Couplings turn normal noise into two moons, and tell the exact density of each place.
 *
 * Must reach: the mean log-likelihood of 4,000 held-out points is at most 0.1 nats below that under the density which they were
 * drawn from, computed by quadrature; and points that are made noise and points again come back to within 0.001. Figures of our
 * own: the paper shows such densities, and measures pictures.
 *
 * Source: Dinh, Sohl-Dickstein, Bengio, "Density estimation using Real NVP", 2016.
 */
export const flow = defineRecipe({
  name: "flow",
  family: "flow",
  description: "Couplings that can be turned round make two moons of normal noise, with exact densities.",
  settings: { epochs: 30, batchSize: 100, learningRate: 3e-3, couplings: 8, hidden: 32, points: 10_000 },
  targets: [
    { metric: "gap", atMost: 0.1 },
    { metric: "returnError", atMost: 1e-3 },
  ],
  fast: {
    settings: { epochs: 10, learningRate: 6e-3 },
    targets: [
      { metric: "gap", atMost: 0.25 },
      { metric: "returnError", atMost: 1e-3 },
    ],
  },
  prepare: (_, { points }) => ({
    assets: {},
    card: [["points", `${points.toLocaleString("en-US")} of two moons to train with, ${heldOut} held out`]],
    train: new ArrayDataset([{ shape: [points, 2], data: moons(points, 1) }]),
    test: { shape: [heldOut, 2], data: moons(heldOut, 2) },
  }),
  model: (_, { couplings, hidden }) => new RealNVP({ couplings, hidden }),
  train: (model, { train }, { epochs, batchSize, learningRate }) => {
    const optimizer = new AdamW(model.parameters(), { lr: learningRate, weightDecay: 0 });
    const totalSteps = epochs * Math.floor(train.length / batchSize);
    return {
      data: train,
      options: {
        ...{ epochs, batchSize, optimizers: [optimizer] },
        schedule: new WarmupCosineLR(optimizer, { warmupSteps: Math.ceil(totalSteps / 20), totalSteps }),
        trainingStep: (x) => {
          optimizer.zeroGrad();
          const loss = model.forward(x!).mean().neg();
          loss.backward();
          clipGradNorm(optimizer.parameters, 1);
          optimizer.step();
          return { loss };
        },
      },
    };
  },
  evaluate: async (model, { test }) => {
    const told = await inBatches(test, 1000, (x) => model.forward(x));
    const back = await inBatches(test, 1000, (x) => model.decode(model.encode(x).z));
    const logLikelihood = meanOf(told.data);
    const bestLogLikelihood = meanOf(
      test.data.filter((_, i) => i % 2 === 0).map((x, i) => logDensity(x, test.data[2 * i + 1]!)),
    );
    const noise = await inBatches(test, 1000, (x) => model.encode(x).z);
    const places = mapPlaces();
    const density = await inBatches({ shape: [rows * columns, 2], data: places }, rows * columns, (x) =>
      model.forward(x),
    );
    return {
      metrics: {
        gap: bestLogLikelihood - logLikelihood,
        returnError: back.data.reduce((most, value, i) => Math.max(most, Math.abs(value - test.data[i]!)), 0),
        logLikelihood,
        bestLogLikelihood,
      },
      sections: [
        picturesSection("The density", [
          { picture: shaded(density.data), caption: "as the flow tells it" },
          {
            picture: shaded(
              Float32Array.from({ length: rows * columns }, (_, i) =>
                logDensity(places[2 * i]!, places[2 * i + 1]!),
              ),
            ),
            caption: "that points were drawn from",
          },
        ]),
        picturesSection("Points", [
          { picture: dotted(await sampled(model)), caption: "made of noise" },
          { picture: dotted(test.data), caption: "held out" },
          {
            picture: dotted(noise.data.map((value, i) => value / 3 + (i % 2 === 0 ? 0.5 : 0.25))),
            caption: "the held-out ones as noise",
          },
        ]),
      ],
    };
  },
  sampler: {
    kind: "pictures",
    sample: async (model, _, { count }) => {
      const pictures: Picture[] = [];
      for (let i = 0; i < count; i++) pictures.push(dotted(await sampled(model)));
      return pictures;
    },
  },
});

async function sampled(model: RealNVP): Promise<Float32Array> {
  const program = compile((z: Tensor) => noGrad(() => model.decode(z)));
  return (await program(randn([shownPoints, 2])).data()) as Float32Array;
}

/** Points of two half circles of radius 1, the second upside down and between the ends of the first. Shapes: [count, 2]. */
function moons(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  const points = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [x, y] = middle(i % 2, random.uniform(0, Math.PI));
    points[2 * i] = x + spread * random.normal();
    points[2 * i + 1] = y + spread * random.normal();
  }
  return points;
}

const middle = (moon: number, angle: number): [x: number, y: number] =>
  moon === 0 ? [Math.cos(angle), Math.sin(angle)] : [1 - Math.cos(angle), 0.5 - Math.sin(angle)];

/** log p(x, y), of 200 normal distributions along each moon, a sixth of a standard deviation apart. */
function logDensity(x: number, y: number): number {
  const steps = 200;
  let sum = 0;
  for (let moon = 0; moon < 2; moon++) {
    for (let i = 0; i < steps; i++) {
      const [a, b] = middle(moon, (Math.PI * (i + 0.5)) / steps);
      sum += Math.exp(-((x - a) ** 2 + (y - b) ** 2) / (2 * spread ** 2));
    }
  }
  return Math.log(sum / (2 * steps) / (2 * Math.PI * spread ** 2));
}

/** The middles of a map's pixels, row by row from the top. Shapes: [rows · columns, 2]. */
function mapPlaces(): Float32Array {
  return Float32Array.from({ length: 2 * rows * columns }, (_, i) => {
    const at = Math.floor(i / 2);
    if (i % 2 === 0) return xRange[0] + ((xRange[1] - xRange[0]) * ((at % columns) + 0.5)) / columns;
    return yRange[1] - ((yRange[1] - yRange[0]) * (Math.floor(at / columns) + 0.5)) / rows;
  });
}

/** Densities as brightness: white from 0.6 a square unit on. */
function shaded(logDensities: Float32Array): Picture {
  return pictureOf(
    logDensities.map((log) => Math.exp(log) / 0.6),
    { channels: 1, height: rows, width: columns },
  );
}

/** Points as dots. */
function dotted(points: Float32Array): Picture {
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < points.length; i += 2) {
    const column = Math.floor(((points[i]! - xRange[0]) / (xRange[1] - xRange[0])) * columns);
    const row = Math.floor(((yRange[1] - points[i + 1]!) / (yRange[1] - yRange[0])) * rows);
    if (column >= 0 && column < columns && row >= 0 && row < rows) values[row * columns + column]! += 0.34;
  }
  return pictureOf(values, { channels: 1, height: rows, width: columns });
}
