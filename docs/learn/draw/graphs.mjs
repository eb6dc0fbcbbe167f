import { compile, data, losses, manualSeed, nn, noGrad, optim, tensor } from "../../../dist/index.js";
import { draw } from "./chart.mjs";

const { contents } = await data.loadDataset("karate-club");
const { numNodes, edges, club } = JSON.parse(new TextDecoder().decode(contents.get("karate.json")));
const both = [...edges, ...edges.map(([a, b]) => [b, a])];
const index = tensor([both.map(([a]) => a), both.map(([, b]) => b)], { dtype: "int32" });

class Network extends nn.Module {
  first = new nn.GCNConv(numNodes, 16);
  second = new nn.GCNConv(16, 2);
  forward(x) {
    return this.second.forward(this.first.forward(x, index).relu(), index);
  }
}
manualSeed(0);
const model = new Network();
const optimizer = new optim.Adam(model.parameters(), { lr: 0.02, weightDecay: 5e-4 });
const who = tensor(
  Array.from({ length: numNodes }, (_, i) => Array.from({ length: numNodes }, (_, k) => Number(i === k))),
);
const labels = tensor(
  Array.from({ length: numNodes }, (_, i) => (i === 0 ? 0 : i === numNodes - 1 ? 1 : -100)),
  { dtype: "int32" },
);
const step = compile(() => {
  optimizer.zeroGrad();
  losses.crossEntropy(model.forward(who), labels, { ignoreIndex: -100 }).backward();
  optimizer.step();
});
for (let i = 0; i < 200; i++) step();
const says = noGrad(() => model.forward(who).softmax({ axis: 1 }))
  .toArray()
  .map(([, second]) => second);
const sides = [...new Set(club)];
const place = layout();
const nodes = place.map(([x, y], i) => ({ x, y, says: says[i], side: club[i], name: i + 1 }));
const ends = edges.map(([a, b]) => ({ x: place[a][0], y: place[a][1], x2: place[b][0], y2: place[b][1] }));
const wrong = club.filter((side, i) => says[i] > 0.5 !== (side === club[numNodes - 1])).length;
const axis = { type: "quantitative", axis: null };
await draw("graphs", {
  title: `Shape: the side a member took. Colour: what the network says (${wrong} wrong)`,
  ...{ width: 560, height: 380 },
  layer: [
    {
      ...{ data: { values: ends }, mark: { type: "rule", color: "#bbb" } },
      encoding: {
        x: { field: "x", ...axis },
        y: { field: "y", ...axis },
        x2: { field: "x2" },
        y2: { field: "y2" },
      },
    },
    {
      ...{
        data: { values: nodes },
        mark: { type: "point", filled: true, size: 330, opacity: 1, stroke: "#555" },
      },
      encoding: {
        ...{ x: { field: "x", ...axis }, y: { field: "y", ...axis } },
        color: {
          field: "says",
          type: "quantitative",
          legend: null,
          scale: { scheme: "blueorange", domain: [1, 0] },
        },
        shape: {
          field: "side",
          type: "nominal",
          legend: null,
          scale: { domain: sides, range: ["circle", "square"] },
        },
      },
    },
    {
      ...{ data: { values: nodes }, mark: { type: "text", fontSize: 10 } },
      encoding: {
        x: { field: "x", ...axis },
        y: { field: "y", ...axis },
        text: { field: "name", type: "nominal" },
      },
    },
  ],
});

/** Springs along the edges, and all nodes pushing each other away (Fruchterman and Reingold, 1991). */
function layout() {
  const at = Array.from({ length: numNodes }, (_, i) => [
    Math.cos(i * 2.4) * Math.sqrt(i + 1),
    Math.sin(i * 2.4) * Math.sqrt(i + 1),
  ]);
  for (let round = 0; round < 600; round++) {
    const heat = 0.4 * (1 - round / 600) + 0.005;
    const move = at.map(() => [0, 0]);
    for (let a = 0; a < numNodes; a++) {
      for (let b = 0; b < numNodes; b++) if (a !== b) push(a, b, 1.4);
    }
    for (const [a, b] of both) push(a, b, undefined);
    for (const [i, [dx, dy]] of move.entries()) {
      const length = Math.hypot(dx, dy) || 1;
      at[i][0] += (dx / length) * Math.min(length, heat);
      at[i][1] += (dy / length) * Math.min(length, heat);
    }
    function push(a, b, away) {
      const [dx, dy] = [at[a][0] - at[b][0], at[a][1] - at[b][1]];
      const distance = Math.hypot(dx, dy) || 0.01;
      const force = away === undefined ? -distance / 1.4 : away ** 2 / distance ** 2;
      move[a][0] += dx * force;
      move[a][1] += dy * force;
    }
  }
  return at;
}
