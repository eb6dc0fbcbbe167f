import { compile, losses, manualSeed, nn, noGrad, optim, randint } from "../../../dist/index.js";
import { draw } from "./chart.mjs";

class Reverse extends nn.Module {
  embedding = new nn.Embedding(10, 32);
  positions = new nn.LearnedPositions(10, 32);
  attention = new nn.MultiheadAttention(32, 1, { batchFirst: true });
  output = new nn.Linear(32, 10);
  places(digits) {
    return this.positions.forward(this.embedding.forward(digits));
  }
  forward(digits) {
    return this.output.forward(this.attention.forward(this.places(digits)));
  }
}
manualSeed(0);
const model = new Reverse();
const optimizer = new optim.Adam(model.parameters(), { lr: 5e-3 });
const step = compile(() => {
  const digits = randint([64, 10], { high: 10 });
  optimizer.zeroGrad();
  losses.crossEntropy(model.forward(digits).transpose(1, 2), digits.flip([1])).backward();
  optimizer.step();
});
const panels = [];
for (const steps of [0, 100, 500]) {
  for (let done = steps === 500 ? 100 : 0; done < steps; done++) step();
  const { weights } = noGrad(() => model.attention.attend(model.places(randint([200, 10], { high: 10 }))));
  const values = weights
    .mean({ axis: 0 })
    .squeeze(0)
    .toArray()
    .flatMap((row, from) => row.map((weight, to) => ({ from, to, weight })));
  panels.push({
    ...{ title: `after ${steps} steps`, width: 220, height: 220, data: { values }, mark: "rect" },
    encoding: {
      x: { field: "to", type: "ordinal", title: "looks at", axis: { labelAngle: 0 } },
      y: { field: "from", type: "ordinal", title: "place" },
      color: {
        field: "weight",
        type: "quantitative",
        legend: null,
        scale: { scheme: "blues", domain: [0, 1] },
      },
    },
  });
}
await draw("attention", ...panels);
