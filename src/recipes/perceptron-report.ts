import { McCullochPitts, Perceptron } from "../models/index.ts";
import { type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection, type ReportSection, type ShownPicture, tableSection } from "../train/index.ts";
import { decisionMap, type MappedPoints, mapPlaces } from "./decision-map.ts";

/** The inputs of logic. */
export const corners = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
] as const;
/** What logic gives for them. */
export const logic = { and: [0, 0, 0, 1], or: [0, 1, 1, 1], "a without b": [0, 0, 1, 0], xor: [0, 1, 1, 0] };

/** What McCulloch and Pitts's units say of two inputs; XOR takes three of them. */
export function logicUnits(x: Tensor): Record<keyof typeof logic, Tensor> {
  const onlyFirst = new McCullochPitts(2, { threshold: 1, inhibitory: [1] });
  const onlySecond = new McCullochPitts(2, { threshold: 1, inhibitory: [0] });
  const or = new McCullochPitts(2, { threshold: 1 });
  const [first, second] = [onlyFirst.forward(x), onlySecond.forward(x)];
  const hidden = tensor((first.toArray() as number[]).map((a, i) => [a, (second.toArray() as number[])[i]!]));
  return {
    and: new McCullochPitts(2, { threshold: 2 }).forward(x),
    or: or.forward(x),
    "a without b": first,
    xor: or.forward(hidden),
  };
}

/** Learns anew in the order of the file, and shows the line after each epoch until there is no mistake. */
export function movingLine(
  points: readonly [number, number][],
  classes: readonly number[],
  inTraining: readonly number[],
): ReportSection {
  const map: MappedPoints = { points, classes, xRange: [0.5, 5.5], yRange: [-0.2, 2.2] };
  const places = tensor(mapPlaces(map), { shape: [mapPlaces(map).length / 2, 2] });
  const neuron = new Perceptron(2);
  const x = tensor(inTraining.map((i) => [...points[i]!]));
  const targets = tensor(inTraining.map((i) => classes[i]!));
  const frames: ShownPicture[] = [];
  for (let epoch = 1; epoch <= 12; epoch++) {
    const mistakes = neuron.learn(x, targets).item();
    const picture = decisionMap(neuron.forward(places).toArray() as number[], map);
    frames.push({ picture, caption: `epoch ${epoch}: ${mistakes} mistakes` });
    if (mistakes === 0) break;
  }
  return picturesSection(
    "The dividing line moves",
    frames,
    "petals' lengths to the right, widths upwards; setosa blue, versicolor orange; Rosenblatt's rule in the order of the file",
  );
}

/** What a neuron and a network make of XOR, over the plane. */
export function xorMaps(neuron: (x: Tensor) => Tensor, network: (x: Tensor) => Tensor): ReportSection {
  const map: MappedPoints = { points: corners, classes: logic.xor, xRange: [-0.5, 1.5], yRange: [-0.5, 1.5] };
  const places = tensor(mapPlaces(map), { shape: [mapPlaces(map).length / 2, 2] });
  return picturesSection("XOR", [
    { picture: decisionMap(neuron(places).toArray() as number[], map), caption: "a perceptron: one line" },
    {
      picture: decisionMap(network(places).toArray() as number[], map),
      caption: "a network with a hidden layer",
    },
  ]);
}

/** What McCulloch and Pitts's units say of all inputs. */
export function truthTables(x: Tensor): ReportSection {
  const units = Object.entries(logicUnits(x)).map(
    ([name, outputs]) => [name, outputs.toArray() as number[]] as const,
  );
  return tableSection("Logic by McCulloch and Pitts's units", {
    head: ["a", "b", ...units.map(([name]) => name)],
    rows: corners.map(([a, b], i) => [
      String(a),
      String(b),
      ...units.map(([, outputs]) => String(outputs[i])),
    ]),
  });
}
