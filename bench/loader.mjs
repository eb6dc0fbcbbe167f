// Whether a loader keeps a training step fed: the share of the time that is spent waiting for augmented batches, with no,
// one and two workers, from memory and from JPEGs on disk; and the memory that ten epochs of a stream hold: see README.md.
//
//   node loader.mjs [--seconds 5] [--device native] [--threads 1] [--json]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jpeg from "jpeg-js";
import { compile, data, deviceNames, losses, manualSeed, optim, setDevice } from "../dist/index.js";
import { DigitCnn } from "../dist/recipes/mnist.js";
import { readOptions } from "./options.mjs";

const options = readOptions({
  seconds: { type: "string", default: "5", number: true },
  device: { type: "string", default: "native", choices: deviceNames() },
  threads: { type: "string", default: "1", integer: true },
  json: { type: "boolean", default: false },
});
await setDevice(options.device, { threads: options.threads });
manualSeed(1);
const model = new DigitCnn();
const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
const step = compile((images, labels) => {
  optimizer.zeroGrad();
  const loss = losses.crossEntropy(model.forward(images), labels);
  loss.backward();
  optimizer.step();
  return loss;
});

const digits = (await data.loadMnist10k()).train;
const transform = data.randomAffine({ rotation: 12, scale: 0.12, shift: 1.5, shear: 0.2 });

/** Trains for a while; the first steps, which compile and start threads, do not count. */
async function feed(what, examples, workers) {
  const loader = new data.DataLoader(examples, {
    batchSize: 64,
    shuffle: true,
    dropLast: true,
    transform,
    workers,
  });
  let [waited, worked, steps] = [0, 0, -20];
  while (worked + waited < 1000 * options.seconds) {
    let asked = performance.now();
    for await (const [images, labels] of loader) {
      const got = performance.now();
      await step(images, labels).data();
      const done = performance.now();
      if (steps++ >= 0) {
        waited += got - asked;
        worked += done - got;
        if (worked + waited > 1000 * options.seconds) break;
      }
      asked = performance.now();
    }
  }
  loader.close();
  return {
    what,
    workers,
    stepsPerSecond: (1000 * steps) / (waited + worked),
    waiting: waited / (waited + worked),
  };
}

/** Resident memory after each of ten epochs of a stream of 245 MB, of which at most 6 MB are held to shuffle. */
async function holds(workers) {
  const stream = await data.fromModule(new URL("loader-stream.mjs", import.meta.url), { length: 20_000 });
  const loader = new data.DataLoader(stream, { batchSize: 100, shuffle: true, shuffleBuffer: 500, workers });
  const megabytes = [];
  for (let epoch = 0; epoch < 10; epoch++) {
    for await (const [images] of loader) await images.data();
    megabytes.push(Math.round(process.memoryUsage().rss / 2 ** 20));
  }
  loader.close();
  return { workers, megabytes };
}

/** The first 1,280 digits as JPEGs of 56×56 pixels, each of theirs four times, in a folder a class. */
async function writePictures(folder) {
  for (const name of digits.arrays.classes) await mkdir(join(folder, name));
  for (let i = 0; i < 1280; i++) {
    const pixels = digits.image(i);
    const rgba = new Uint8Array(4 * 56 * 56);
    for (let at = 0; at < 56 * 56; at++) {
      const ink = pixels[28 * (Math.floor(at / 56) >> 1) + ((at % 56) >> 1)];
      rgba.set([ink, ink, ink, 255], 4 * at);
    }
    const { data: bytes } = jpeg.encode({ width: 56, height: 56, data: rgba }, 90);
    await writeFile(join(folder, digits.arrays.classes[digits.arrays.labels[i]], `${i}.jpg`), bytes);
  }
  return data.imageFolder(folder, { size: 28, channels: 1 });
}

const fed = [];
for (const workers of [0, 1, 2]) fed.push(await feed("digits in memory", digits, workers));
const folder = await mkdtemp(join(tmpdir(), "loader-"));
try {
  const pictures = await writePictures(folder);
  for (const workers of [0, 1, 2]) fed.push(await feed("JPEGs on disk", pictures, workers));
} finally {
  await rm(folder, { recursive: true });
}
const held = [];
for (const workers of [0, 2]) held.push(await holds(workers));
if (options.json) console.log(JSON.stringify({ fed, held }));
else {
  for (const { what, workers, stepsPerSecond, waiting } of fed) {
    console.log(
      `${what}, workers ${workers}: ${stepsPerSecond.toFixed(1)} steps a second, ${(100 * waiting).toFixed(1)} % of the time waiting`,
    );
  }
  for (const { workers, megabytes } of held) {
    console.log(`workers ${workers}: resident after each epoch, in MB: ${megabytes.join(", ")}`);
  }
}
