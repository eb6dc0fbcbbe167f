// How many pictures a second of processor time one core reads, decodes and augments: 32×32 PNGs and JPEGs through imageFolder with a flip, a
// padded crop, jitter and normalisation, the same from memory, and each transform alone: see README.md.
//
//   node augment.mjs [--seconds 2] [--json]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jpeg from "jpeg-js";
import { data, image, Random } from "../dist/index.js";
import { readOptions } from "./options.mjs";

const options = readOptions({
  seconds: { type: "string", default: "2", number: true },
  json: { type: "boolean", default: false },
});
const side = 32;
const count = 512;
const random = new Random(1);

/** A colourful surface with some grain, about as large as a JPEG as a photograph of this size. */
function surface() {
  const waves = Array.from({ length: 9 }, () => random.uniform(0, 0.4));
  const rgba = new Uint8Array(4 * side * side).fill(255);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [i % side, Math.floor(i / side)];
    for (let c = 0; c < 3; c++) {
      const wave = Math.sin(waves[c] * x + waves[c + 3] * y + 16 * waves[c + 6]);
      rgba[4 * i + c] = 127 + 90 * wave + random.uniform(-12, 12);
    }
  }
  return { width: side, height: side, rgba };
}

const pictures = Array.from({ length: count }, surface);
const jitter = image.colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2 });
const crop = image.randomCrop(side, { padding: 4 });
const normalize = image.normalize({ mean: [0.49, 0.48, 0.45], std: [0.25, 0.24, 0.26] });
const augment = image.compose([image.randomHorizontalFlip(), crop, jitter, normalize]);

/** Does something to one batch of 64 after the other, for a while; the first half second is for the compiler. */
async function rate(batch) {
  const seconds = () => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage());
  const begun = seconds();
  let [done, start] = [0, 0];
  for (let at = 0; ; at = (at + 64) % count) {
    await batch(Int32Array.from({ length: 64 }, (_, i) => at + i));
    if (start > 0) done += 64;
    const now = seconds();
    if (start === 0 && now - begun > 0.5) start = now;
    if (start > 0 && now - start > options.seconds) return done / (now - start);
  }
}

const rates = {};
const folder = await mkdtemp(join(tmpdir(), "augment-"));
try {
  for (const kind of ["png", "jpg"]) {
    await mkdir(join(folder, kind, "one"), { recursive: true });
    let bytes = 0;
    for (const [i, { width, height, rgba }] of pictures.entries()) {
      const rgb = rgba.filter((_, at) => at % 4 < 3);
      const file =
        kind === "png"
          ? image.encodePng({ width, height, channels: 3, data: rgb })
          : jpeg.encode({ width, height, data: rgba }, 80).data;
      bytes += file.length;
      await writeFile(join(folder, kind, "one", `${i}.${kind}`), file);
    }
    const files = await data.imageFolder(join(folder, kind), { transform: augment });
    const what = `${kind === "png" ? "PNG" : "JPEG"} files of ${Math.round(bytes / count)} bytes, flip + crop + jitter + normalize`;
    rates[what] = await rate((indices) => files.batch(indices, new Random(indices[0])));
  }
} finally {
  await rm(folder, { recursive: true });
}
const images = pictures.map((picture) => image.toImage(picture));
const alone = {
  "flip + crop + jitter + normalize": augment,
  randomHorizontalFlip: image.randomHorizontalFlip({ p: 1 }),
  "randomCrop, padding 4": crop,
  "randomResizedCrop 32": image.randomResizedCrop(32),
  "resize 28": image.resize(28),
  "colorJitter, three": jitter,
  "colorJitter, with hue": image.colorJitter({ brightness: 0.2, contrast: 0.2, saturation: 0.2, hue: 0.1 }),
  normalize,
  "gaussianBlur 3": image.gaussianBlur(3),
  randomErasing: image.randomErasing({ p: 1 }),
  "randomRotation 15, nearest": image.randomRotation(15),
  "randomAffine 15, bilinear": image.randomAffine(15, { interpolation: "bilinear" }),
  randAugment: image.randAugment(),
  trivialAugmentWide: image.trivialAugmentWide(),
};
for (const [what, transform] of Object.entries(alone)) {
  rates[`in memory: ${what}`] = await rate((indices) => {
    for (const index of indices) transform({ image: images[index] }, new Random(index));
  });
}
if (options.json) console.log(JSON.stringify(rates));
else {
  for (const [what, perSecond] of Object.entries(rates)) {
    console.log(`${Math.round(perSecond).toLocaleString("en-US").padStart(9)} a second   ${what}`);
  }
}
