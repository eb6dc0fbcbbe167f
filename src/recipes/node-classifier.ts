import { ArrayDataset } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { ConfusionMatrix, predictedClasses } from "../metrics/index.ts";
import type { Module } from "../nn/index.ts";
import type { Optimizer } from "../optim/index.ts";
import { noGrad, type Tensor, tensor } from "../tensor/index.ts";
import { confusionSection, type Target } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";
import type { Recipe } from "./recipe.ts";

/** Steps from one validation to the next. */
const stepsPerEpoch = 10;

/** The classes of Cora's papers, in the order of their numbers. */
const topics = [
  "Theory",
  "Reinforcement learning",
  "Genetic algorithms",
  "Neural networks",
  "Probabilistic methods",
  "Case-based",
  "Rule learning",
];

/** Cora as it is stored. */
interface Citations {
  readonly numFeatures: number;
  /** The words of each paper, by number. */
  readonly x: readonly (readonly number[])[];
  readonly y: readonly number[];
  readonly edges: readonly (readonly [number, number])[];
  readonly train: readonly number[];
  readonly val: readonly number[];
  readonly test: readonly number[];
}

/** The numbers of such a training, each step over the whole graph. */
export interface NodeClassifierSettings {
  /** Steps at most. */
  readonly steps: number;
  /** Steps without a better loss on the validation papers after which training ends, with the best weights. */
  readonly patience: number;
  readonly learningRate: number;
  readonly weightDecay: number;
}

/** What tells one classifier of Cora's papers from another. */
export interface NodeClassifier<M extends Module> {
  readonly name: string;
  readonly description: string;
  readonly settings: NodeClassifierSettings;
  readonly targets: readonly Target[];
  readonly fast: { readonly settings: Partial<NodeClassifierSettings>; readonly targets: readonly Target[] };
  readonly model: (
    inFeatures: number,
    numClasses: number,
  ) => M & { forward(x: Tensor, edges: Tensor): Tensor };
  readonly optimizer: (model: M, settings: NodeClassifierSettings) => Optimizer;
}

/** A recipe for a graph network that learns the topics of Cora's papers from 140 of them, on Planetoid's split. */
export function nodeClassifier<M extends Module>(its: NodeClassifier<M>): Recipe {
  const { name, description, settings, targets, fast } = its;
  return defineRecipe({
    ...{ name, description, settings, targets, fast },
    family: "graph",
    data: "cora",
    prepare: ({ contents }) => {
      const graph: Citations = JSON.parse(new TextDecoder().decode(contents.get("cora.json")));
      const nodes = graph.y.length;
      const words = new Float32Array(nodes * graph.numFeatures);
      for (const [node, features] of graph.x.entries()) {
        for (const feature of features) words[node * graph.numFeatures + feature] = 1 / features.length;
      }
      const ends = [0, 1].map((end) => graph.edges.flatMap((edge) => [edge[end]!, edge[1 - end]!]));
      return {
        assets: { inFeatures: graph.numFeatures, classes: topics },
        card: [
          ["papers", `${nodes}, of ${graph.numFeatures} words`],
          ["citations", `${graph.edges.length}`],
          ["to train with", `${graph.train.length} papers with topics, and all others without`],
          ["to stop early with", `${graph.val.length}`],
          ["held out", `${graph.test.length}`],
        ] as const,
        x: tensor(words, { shape: [nodes, graph.numFeatures] }),
        edges: tensor(ends, { dtype: "int32" }),
        parts: {
          train: part(graph, graph.train),
          validation: part(graph, graph.val),
          test: part(graph, graph.test),
        },
      };
    },
    model: ({ inFeatures, classes }) => its.model(inFeatures, classes.length),
    train: (model, { x, edges, parts }, chosen) => {
      const optimizer = its.optimizer(model, chosen);
      const logitsOf = (nodes: Tensor) => model.forward(x, edges).gather(nodes);
      return {
        // Each step is over the whole graph: the examples only count the steps of an epoch.
        data: new ArrayDataset([{ shape: [stepsPerEpoch], data: new Int32Array(stepsPerEpoch) }]),
        options: {
          epochs: Math.ceil(chosen.steps / stepsPerEpoch),
          batchSize: 1,
          optimizers: [optimizer],
          earlyStopping: { patience: Math.ceil(chosen.patience / stepsPerEpoch) },
          trainingStep: () => {
            optimizer.zeroGrad();
            const loss = crossEntropy(logitsOf(parts.train.nodes), parts.train.labels);
            loss.backward();
            optimizer.step();
            return { loss };
          },
          validate: () =>
            noGrad(() => {
              const { nodes, labels } = parts.validation;
              const logits = logitsOf(nodes);
              const accuracy = logits.argmax({ axis: 1 }).eq(labels).cast("float32").mean();
              return { loss: crossEntropy(logits, labels).item(), accuracy: accuracy.item() };
            }),
        },
      };
    },
    evaluate: async (model, { assets, x, edges, parts: { test } }) => {
      const logits = noGrad(() => model.forward(x, edges).gather(test.nodes));
      const found = predictedClasses((await logits.data()) as Float32Array, topics.length);
      const labels = (await test.labels.data()) as Int32Array;
      const confusion = new ConfusionMatrix(topics.length);
      confusion.add(found, labels);
      const right = found.reduce((count, label, i) => count + (label === labels[i] ? 1 : 0), 0);
      return {
        metrics: { accuracy: right / labels.length, loss: crossEntropy(logits, test.labels).item() },
        sections: [confusionSection(confusion, assets.classes)],
      };
    },
  });
}

/** Papers by number, with their topics. */
function part(
  { y }: Citations,
  nodes: readonly number[],
): { readonly nodes: Tensor; readonly labels: Tensor } {
  return {
    nodes: tensor([...nodes], { dtype: "int32" }),
    labels: tensor(
      nodes.map((node) => y[node]!),
      { dtype: "int32" },
    ),
  };
}
