import { ArrayDataset, type Table } from "../data/index.ts";
import { binaryCrossEntropyWithLogits } from "../losses/index.ts";
import { Adaline, MLP, Perceptron } from "../models/index.ts";
import { Module } from "../nn/index.ts";
import { Adam } from "../optim/index.ts";
import { noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import { corners, logic, logicUnits, movingLine, truthTables, xorMaps } from "./perceptron-report.ts";

/** Every fifth flower is held out. */
const heldOutEvery = 5;

/** What is learned with: two neurons for irises, and for XOR a neuron that cannot do it and a network that can. */
class FirstNeurons extends Module {
  readonly perceptron = new Perceptron(2);
  readonly adaline = new Adaline(2);
  readonly xorPerceptron = new Perceptron(2);
  readonly xorNetwork = new MLP({ inFeatures: 2, hidden: [32], numClasses: 1 });
}

/**
 * The first neurons. Rosenblatt's rule and Widrow and Hoff's must tell setosa from versicolor without an error by the lengths
 * and widths of petals, which a line divides: by Novikoff's theorem Rosenblatt's ends there. McCulloch and Pitts's units must
 * give truth tables exactly; a perceptron must fail at XOR, as no line divides it (Minsky, Papert, "Perceptrons", 1969), and a
 * network with a hidden layer must solve it.
 */
export const perceptron = defineRecipe({
  name: "perceptron",
  family: "perceptron",
  description: "The first neurons learn to tell two irises apart, and XOR, which one alone cannot.",
  data: "iris",
  settings: { epochs: 40, xorEpochs: 300, adalineRate: 0.01 },
  targets: [
    { metric: "perceptronErrors", atMost: 0 },
    { metric: "adalineErrors", atMost: 0 },
    { metric: "logicErrors", atMost: 0 },
    { metric: "xorPerceptronErrors", atLeast: 1 },
    { metric: "xorNetworkErrors", atMost: 0 },
  ],
  fast: {
    settings: { epochs: 30, xorEpochs: 200 },
    targets: [
      { metric: "perceptronErrors", atMost: 0 },
      { metric: "xorPerceptronErrors", atLeast: 1 },
      { metric: "xorNetworkErrors", atMost: 0 },
    ],
  },
  prepare: ({ table }) => {
    const { points, classes } = petals(table);
    const inTraining = points.map((_, i) => i).filter((i) => i % heldOutEvery > 0);
    const examples = (zero: number) =>
      dataset(
        inTraining.map((i) => points[i]!),
        inTraining.map((i) => classes[i]! || zero),
      );
    return {
      assets: { classes: ["setosa", "versicolor"] },
      card: [
        ["flowers", `${points.length}, every fifth held out`],
        ["numbers a flower", "length and width of a petal in cm"],
      ],
      ...{ points, classes, inTraining },
      forPerceptron: examples(0),
      forAdaline: examples(-1),
      xor: dataset(corners, logic.xor),
    };
  },
  model: () => new FirstNeurons(),
  train: (model, { forPerceptron, forAdaline, xor }, { epochs, xorEpochs, adalineRate }) => {
    const learning = (name: string, neuron: Perceptron, data: ArrayDataset) => ({
      name,
      data,
      options: {
        ...{ epochs, batchSize: data.length, optimizers: [], stepsPerEvent: 1 },
        trainingStep: (x?: Tensor, targets?: Tensor) => ({
          mistakes: neuron.learn(x!, targets!).div(data.length),
        }),
      },
    });
    const optimizer = new Adam(model.xorNetwork.parameters(), { lr: 0.02 });
    return [
      learning("perceptron", model.perceptron, forPerceptron),
      {
        name: "Adaline",
        data: forAdaline,
        options: {
          ...{ epochs, batchSize: forAdaline.length, optimizers: [], stepsPerEvent: 1 },
          trainingStep: (x, targets) => ({ loss: model.adaline.learn(x!, targets!, { lr: adalineRate }) }),
        },
      },
      learning("XOR by a perceptron", model.xorPerceptron, xor),
      {
        name: "XOR by a network",
        data: xor,
        model: model.xorNetwork,
        options: {
          ...{ epochs: xorEpochs, batchSize: 4, optimizer },
          loss: (logits, targets) => binaryCrossEntropyWithLogits(logits.squeeze(1), targets),
        },
      },
    ];
  },
  evaluate: (model, { points, classes, inTraining }) =>
    noGrad(() => {
      const xorNetwork = (x: Tensor) => model.xorNetwork.forward(x).squeeze(1).gt(0).cast("float32");
      const flowers = tensor(points.map((point) => [...point]));
      const errors = (outputs: Tensor, wanted: readonly number[]): number =>
        (outputs.toArray() as number[]).filter((output, i) => output > 0 !== wanted[i]! > 0).length;
      const x = tensor(corners.map((corner) => [...corner]));
      return {
        metrics: {
          perceptronErrors: errors(model.perceptron.forward(flowers), classes),
          adalineErrors: errors(model.adaline.forward(flowers), classes),
          logicErrors: Object.entries(logicUnits(x)).reduce(
            (sum, [name, outputs]) => sum + errors(outputs, logic[name as keyof typeof logic]),
            0,
          ),
          xorPerceptronErrors: errors(model.xorPerceptron.forward(x), logic.xor),
          xorNetworkErrors: errors(xorNetwork(x), logic.xor),
        },
        sections: [
          movingLine(points, classes, inTraining),
          xorMaps((x) => model.xorPerceptron.forward(x), xorNetwork),
          truthTables(x),
        ],
      };
    }),
});

/** Petals of the first two species, 0 for setosa and 1 for versicolor. */
function petals(table: Table): { points: [number, number][]; classes: number[] } {
  const [lengths, widths] = [table.numbers("petal_length"), table.numbers("petal_width")];
  const species = table.texts("species");
  const rows = species.flatMap((name, row) => (name === "virginica" ? [] : [row]));
  return {
    points: rows.map((row) => [lengths[row]!, widths[row]!]),
    classes: rows.map((row) => Number(species[row] === "versicolor")),
  };
}

function dataset(points: readonly (readonly number[])[], targets: readonly number[]): ArrayDataset {
  return new ArrayDataset([
    { shape: [points.length, 2], data: Float32Array.from(points.flat()) },
    { shape: [points.length], data: Float32Array.from(targets) },
  ]);
}
