import { ArrayDataset } from "../data/index.ts";
import { crossEntropy } from "../losses/index.ts";
import { predictedClasses } from "../metrics/index.ts";
import { GCN } from "../models/index.ts";
import { Adam } from "../optim/index.ts";
import { eye, noGrad, tensor } from "../tensor/index.ts";
import { scatterSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";

/** The two whose side is told: the instructor and the president. */
const leaders = [0, 33];
const sides = ["Mr. Hi", "Officer"];

/** The club as it is stored. */
interface Club {
  readonly edges: readonly (readonly [number, number])[];
  /** The side that each member took. */
  readonly club: readonly string[];
}

/**
 * A graph convolutional network tells which side each member of a karate club took when it split, from who met whom and
 * the sides of its two leaders alone. Members have no features but who they are.
 *
 * Must find the side of all but one of the other 32, as Zachary's own model did ("An Information Flow Model for Conflict
 * and Fission in Small Groups", 1977); the network follows Kipf, Welling, 2016, appendix A.
 */
export const karate = defineRecipe({
  name: "karate",
  family: "graph",
  description:
    "A graph network tells who took which side in a karate club, from two members and who met whom.",
  data: "karate-club",
  settings: {
    hiddenFeatures: 64,
    epochs: 10,
    stepsPerEpoch: 20,
    learningRate: 0.01,
    weightDecay: 5e-4,
    dropout: 0,
  },
  targets: [{ metric: "wrong", atMost: 1 }],
  fast: { settings: {}, targets: [{ metric: "wrong", atMost: 1 }] },
  prepare: ({ contents }) => {
    const { edges, club }: Club = JSON.parse(new TextDecoder().decode(contents.get("karate.json")));
    const ends = [0, 1].map((end) => edges.flatMap((edge) => [edge[end]!, edge[1 - end]!]));
    return {
      assets: { members: club.length, sides },
      card: [
        ["members", `${club.length}, ${edges.length} pairs of whom met`],
        ["to train with", "the sides of the two leaders"],
        ["held out", `the sides of the ${club.length - 2} others`],
      ] as const,
      edges,
      ends: tensor(ends, { dtype: "int32" }),
      labels: Int32Array.from(club, (side) => sides.indexOf(side)),
    };
  },
  model: ({ members }, { hiddenFeatures, dropout }) =>
    new GCN({ inFeatures: members, hiddenFeatures, numClasses: 2, dropout }),
  train: (model, { ends, labels }, { epochs, stepsPerEpoch, learningRate: lr, weightDecay }) => {
    const optimizer = new Adam(model.parameters(), { lr, weightDecay });
    const known = tensor(leaders, { dtype: "int32" });
    const told = tensor(
      leaders.map((member) => labels[member]!),
      { dtype: "int32" },
    );
    return {
      // Each step is over the whole graph: the examples only count the steps of an epoch.
      data: new ArrayDataset([{ shape: [stepsPerEpoch], data: new Int32Array(stepsPerEpoch) }]),
      options: {
        ...{ epochs, batchSize: 1, optimizers: [optimizer] },
        trainingStep: () => {
          optimizer.zeroGrad();
          const loss = crossEntropy(model.forward(eye(labels.length), ends).gather(known), told);
          loss.backward();
          optimizer.step();
          return { loss };
        },
      },
    };
  },
  evaluate: async (model, { ends, edges, labels }) => {
    const logits = (await noGrad(() => model.forward(eye(labels.length), ends)).data()) as Float32Array;
    const found = predictedClasses(logits, 2);
    const wrong = [...found.keys()].filter((member) => found[member] !== labels[member]);
    const points = Array.from(labels, (label, member) => ({
      ...{ x: logits[2 * member]!, y: logits[2 * member + 1]!, label },
      text: `${member}${wrong.includes(member) ? " ✗" : ""}`,
      title: `member ${member}: ${sides[label]}, taken for ${sides[found[member]!]}`,
    }));
    return {
      metrics: { wrong: wrong.length },
      sections: [
        scatterSection(
          "Where the network puts them",
          { points, classes: sides, lines: edges },
          "by the scores of the two sides; ✗ marks mistakes",
        ),
      ],
    };
  },
});
