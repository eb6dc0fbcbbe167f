// Training on your own table: a CSV file of houses, their prices learnt and then asked for one more.
//
//   node examples/train-on-csv.mjs
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { data, losses, manualSeed, nn, optim, Random, tensor, train } from "tensorloom";

// Stands for a file of yours.
const path = join(tmpdir(), "houses.csv");
await writeFile(path, houses(400));

const [header, ...lines] = (await readFile(path, "utf8")).trim().split("\n");
const rows = lines.map((line) => line.split(",").map(Number));
console.log(`${header}\n${lines[0]}\n… ${rows.length} rows`);

// Networks like numbers around 0: subtract each column's mean and divide by its deviation.
const columns = header.split(",").map((_, i) => {
  const values = rows.map((row) => row[i]);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
});
const scaled = (value, i) => (value - columns[i].mean) / columns[i].deviation;
const part = (from, to) => {
  const some = rows.slice(from, to).map((row) => row.map(scaled));
  return new data.ArrayDataset([
    { shape: [some.length, 3], data: Float32Array.from(some.flatMap((row) => row.slice(0, 3))) },
    { shape: [some.length, 1], data: Float32Array.from(some, (row) => row[3]) },
  ]);
};

manualSeed(0);
const model = new nn.Sequential([new nn.Linear(3, 32), new nn.Tanh(), new nn.Linear(32, 1)]);
const result = await train.fit(model, part(0, 320), {
  epochs: 60,
  batchSize: 32,
  optimizer: new optim.Adam(model.parameters(), { lr: 0.01 }),
  loss: losses.mse,
  validation: part(320, 400),
});
const error = Math.sqrt(result.metrics.loss) * columns[3].deviation;
console.log(`held-out houses: prices are off by about ${error.toFixed(0)} thousand`);

const house = [120, 4, 30]; // m², rooms, years
const answer = model.forward(tensor([house.map(scaled)])).item() * columns[3].deviation + columns[3].mean;
console.log(`120 m², 4 rooms, 30 years: about ${(Math.round(answer / 10) * 10).toFixed(0)} thousand`);

/** Prices in thousands that grow with the area, more so in new houses, and some luck. */
function houses(count) {
  const random = new Random(1);
  const lines = Array.from({ length: count }, () => {
    const [area, age] = [40 + 160 * random.uniform(), 80 * random.uniform()];
    const rooms = Math.max(1, Math.round(area / 30 + random.uniform()));
    const price = 50 + area * (4 - age / 40) + 8 * rooms + 20 * random.uniform();
    return [area.toFixed(0), rooms, age.toFixed(0), price.toFixed(1)].join(",");
  });
  return `area,rooms,age,price\n${lines.join("\n")}\n`;
}
