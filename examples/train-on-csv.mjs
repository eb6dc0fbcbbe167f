// Training on your own table: a CSV file of houses, their prices learnt and then asked for one more.
//
//   node examples/train-on-csv.mjs
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { data, losses, manualSeed, nn, optim, Random, tensor, train } from "tensorloom";

// Stands for a file of yours.
const path = join(tmpdir(), "houses.csv");
await writeFile(path, houses(400));

const table = await data.csv(path, { target: "price" });
console.log(`${table.length} houses with ${table.features.join(", ")}`);

// Networks like numbers around 0. The scale is that of the training examples.
const [training, heldOut] = data.randomSplit(table, [0.8, 0.2], { seed: 1 });
const scale = await data.Standardizer.of(training);

manualSeed(0);
const model = new nn.Sequential([
  new nn.Linear(table.features.length, 32),
  new nn.Tanh(),
  new nn.Linear(32, 1), // in hundreds of thousands
]);
const result = await train.fit(model, await scale.apply(training), {
  epochs: 60,
  batchSize: 32,
  optimizer: new optim.Adam(model.parameters(), { lr: 0.01 }),
  loss: (predictions, prices) => losses.mse(predictions, prices.div(100)),
  validation: await scale.apply(heldOut),
});
const error = 100 * Math.sqrt(result.metrics.loss);
console.log(`held-out prices are off by about ${error.toFixed(0)} thousand`);

const house = new data.ArrayDataset([{ shape: [1, 4], data: Float32Array.of(120, 4, 30, 1) }]);
const [features] = (await scale.apply(house)).batch(Int32Array.of(0));
const price = 100 * model.forward(tensor(features.data, { shape: features.shape })).item();
console.log(
  `120 m², 4 rooms, 30 years, with a garden: about ${(10 * Math.round(price / 10)).toFixed(0)} thousand`,
);

/** Prices in thousands that grow with the area, more so in new houses, and some luck. */
function houses(count) {
  const random = new Random(1);
  const lines = Array.from({ length: count }, () => {
    const [area, age, garden] = [40 + 160 * random.uniform(), 80 * random.uniform(), random.uniform() < 0.5];
    const rooms = Math.max(1, Math.round(area / 30 + random.uniform()));
    const price = 50 + area * (4 - age / 40) + 8 * rooms + (garden ? 40 : 0) + 20 * random.uniform();
    return [area.toFixed(0), rooms, age.toFixed(0), garden ? 1 : 0, price.toFixed(1)].join(",");
  });
  return `area,rooms,age,garden,price\n${lines.join("\n")}\n`;
}
