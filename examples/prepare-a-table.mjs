// A table with gaps, numbers and words, from the file to a model that another program can load and use.
//
//   node examples/prepare-a-table.mjs
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  data,
  io,
  losses,
  manualSeed,
  metrics,
  nn,
  optim,
  preprocessing,
  Random,
  tensor,
  train,
} from "tensorloom";

// Stands for a file of yours.
const folder = await mkdtemp(join(tmpdir(), "passengers-"));
await writeFile(join(folder, "passengers.csv"), passengers(800));

const table = await data.readCsv(join(folder, "passengers.csv"));
const split = data.stratifiedSplit(table.texts("survived"), [0.8, 0.2], { seed: 1 });
const [training, heldOut] = split.map((rows) => table.take(rows));

const { ColumnTransformer, OneHotEncoder, Pipeline, SimpleImputer, StandardScaler } = preprocessing;
const prepare = new ColumnTransformer([
  {
    columns: ["age", "fare"],
    transformer: new Pipeline([new SimpleImputer({ strategy: "median" }), new StandardScaler()]),
  },
  { columns: ["class", "sex"], transformer: new OneHotEncoder({ handleUnknown: "ignore" }) },
]).fit(training);
const options = { target: "survived", task: "classification", prepare };
const examples = new data.TableDataset(training, options);
console.log(`features: ${examples.features.join(", ")}`);

manualSeed(0);
const model = new nn.Sequential([
  new nn.Linear(examples.features.length, 16),
  new nn.ReLU(),
  new nn.Linear(16, 2),
]);
const result = await train.fit(model, examples, {
  epochs: 20,
  batchSize: 32,
  optimizer: new optim.Adam(model.parameters(), { lr: 0.01 }),
  loss: losses.crossEntropy,
  metrics: { accuracy: metrics.countCorrect },
  validation: new data.TableDataset(heldOut, options),
});
console.log(`right about ${Math.round(100 * result.metrics.accuracy)} % of held-out passengers`);

// What the columns became is saved with the weights: whoever loads the one has the other.
const path = join(folder, "model.safetensors");
await io.saveTensors(path, model.stateDict(), { prepare: JSON.stringify(prepare) });

const saved = await io.readSafetensors(path);
model.loadStateDict(io.tensorsOf(saved.tensors));
const loaded = preprocessing.transformerFromJson(saved.metadata.get("prepare"));
const passenger = data.parseCsv("fare,class,sex,age\n80,first,female,\n");
const { shape, data: features } = loaded.transform(passenger).toArray();
const chance = model.forward(tensor(features, { shape })).softmax(-1).dataSync()[1];
console.log(`a woman of unknown age in the first class survives: ${chance > 0.5 ? "yes" : "no"}`);

/** Passengers of whom women and those in the first class are likelier to survive; a fifth of the ages is missing. */
function passengers(count) {
  const random = new Random(1);
  const lines = Array.from({ length: count }, () => {
    const [place, sex] = [random.integer(0, 3), random.pick(["female", "male"])];
    const age = random.uniform() < 0.2 ? "" : Math.round(random.uniform(1, 75));
    const survived = random.uniform() < 0.55 - 0.15 * place + (sex === "female" ? 0.4 : -0.2) ? 1 : 0;
    const fare = (80 - 30 * place + 20 * random.uniform()).toFixed(2);
    return [survived, ["first", "second", "third"][place], sex, age, fare].join(",");
  });
  return `survived,class,sex,age,fare\n${lines.join("\n")}\n`;
}
