// Image classification: the handwritten digits that come with the package, a small convolutional network, three passes.
//
//   node examples/classify-digits.mjs
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { data, io, losses, manualSeed, metrics, nn, optim, tensor, train } from "tensorloom";

const digits = await data.loadMnist10k();

manualSeed(0);
const model = new nn.Sequential([
  new nn.Conv2d(1, 8, { kernelSize: 3, padding: 1 }), // [batch, 8, 28, 28]
  new nn.ReLU(),
  new nn.MaxPool2d(2), // [batch, 8, 14, 14]
  new nn.Conv2d(8, 16, { kernelSize: 3, padding: 1 }),
  new nn.ReLU(),
  new nn.MaxPool2d(2), // [batch, 16, 7, 7]
  new nn.Flatten(),
  new nn.Linear(16 * 7 * 7, 10),
]);
console.log(`${model.numParameters} parameters, ${digits.train.length} digits to learn from`);

await train.fit(model, digits.train, {
  epochs: 3,
  batchSize: 32,
  optimizer: new optim.AdamW(model.parameters(), { lr: 3e-3 }),
  loss: losses.crossEntropy,
  metrics: { accuracy: metrics.countCorrect },
  validation: digits.test,
  onEvent: (event) => {
    if (event.event !== "epoch") return;
    console.log(`epoch ${event.epoch}: ${(100 * event.validation.accuracy).toFixed(0)} % of held-out digits`);
  },
});

// One digit that it has not seen.
const [image, label] = digits.test.batch(Int32Array.of(3));
const pixels = Array.from({ length: 28 }, (_, y) => image.data.slice(28 * y, 28 * y + 28));
for (const row of pixels.slice(4, 24)) {
  const inks = Array.from(row.slice(3, 25), (ink) => " .:*#"[Math.round(4 * ink)]);
  console.log(inks.join("").trimEnd());
}
const scores = model.eval().forward(tensor(image.data, { shape: image.shape }));
console.log(`this is a ${scores.argmax({ axis: 1 }).item()}; its label says ${label.data[0]}`);

// The page in examples/predict-in-a-page reads this file.
const folder = new URL("../runs/", import.meta.url);
await mkdir(folder, { recursive: true });
await io.saveTensors(fileURLToPath(new URL("digits.safetensors", folder)), model.stateDict());
