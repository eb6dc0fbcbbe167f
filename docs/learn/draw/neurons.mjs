import { losses, manualSeed, models, nn, optim, Random, tensor } from "../../../dist/index.js";
import { draw, heat, lines, points } from "./chart.mjs";

const random = new Random(5);
const cloud = (x, y, name) =>
  Array.from({ length: 40 }, () => [x + 0.42 * random.normal(), y + 0.42 * random.normal(), name]);
const both = [...cloud(-0.6, -0.7, "0"), ...cloud(0.9, 0.8, "1")];
const neuron = new models.Perceptron(2);
const [x, targets] = [tensor(both.map(([a, b]) => [a, b])), tensor(both.map(([, , name]) => Number(name)))];
const ways = {};
for (let pass = 1; pass <= 20; pass++) {
  const mistakes = neuron.learn(x, targets, { lr: 0.1 }).item();
  const [[a, b], bias] = [neuron.weight.toArray(), neuron.bias.item()];
  const line = [-2.2, 2.2].map((at) => [at, -(bias + a * at) / b]);
  if (pass <= 3 || mistakes === 0) ways[`pass ${pass}: ${mistakes} wrong`] = line;
  if (mistakes === 0) break;
}
const scale = { domain: [-2.2, 2.2] };
const left = lines("A perceptron's line", ways, {
  x: "",
  y: "",
  xScale: scale,
  yScale: scale,
  width: 300,
  height: 300,
});
left.layer.unshift(points(both));
left.resolve = { scale: { color: "independent" } };

manualSeed(2);
const net = new nn.Sequential([new nn.Linear(2, 4), new nn.Tanh(), new nn.Linear(4, 1)]);
const optimizer = new optim.Adam(net.parameters(), { lr: 0.05 });
const [corners, wanted] = [
  tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]),
  tensor([[0], [1], [1], [0]]),
];
for (let i = 0; i < 500; i++) {
  optimizer.zeroGrad();
  losses.binaryCrossEntropyWithLogits(net.forward(corners), wanted).backward();
  optimizer.step();
}
const right = {
  title: "XOR, by two layers",
  width: 300,
  height: 300,
  layer: [
    heat(
      (a, b) =>
        net
          .forward(tensor([[a, b]]))
          .sigmoid()
          .item(),
      [-0.3, 1.3],
      { steps: 32, domain: [0, 1] },
    ),
    points(
      [
        [0, 0, "0"],
        [0, 1, "1"],
        [1, 0, "1"],
        [1, 1, "0"],
      ],
      { size: 160, opacity: 1 },
    ),
  ],
  encoding: {
    x: { title: "", scale: { domain: [-0.3, 1.3] } },
    y: { title: "", scale: { domain: [-0.3, 1.3] } },
  },
  resolve: { scale: { color: "independent" } },
};
await draw("neurons", left, right);
