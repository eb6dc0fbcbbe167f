// Draws the pictures of docs/pictures.md and docs/sound.md: a sheet of augmented pictures, and a mel spectrogram.
//
//   npm run build && node tools/make-pictures.mjs
import { readFileSync, writeFileSync } from "node:fs";
import { audio, image, Random } from "../dist/index.js";

const png = ({ width, height, rgba }) => image.encodePng({ width, height, channels: 4, data: rgba });

/** One row a transform, five draws each. */
function sheet() {
  const five = image.toImage(image.decodePicture(readFileSync("docs/images/five.png"), "five.png"));
  const given = image.resize([72, 72])({ image: five });
  const rows = [
    image.randomCrop(72, { padding: 12, fill: 0.5 }),
    image.randomResizedCrop(72, { scale: [0.3, 1] }),
    image.randomAffine(30, { translate: [0.1, 0.1], shear: 15, interpolation: "bilinear", fill: 0.5 }),
    image.randomPerspective({ p: 1, fill: 0.5 }),
    image.colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.6, hue: 0.5 }),
    image.randomErasing({ p: 1, value: [0.5, 0.5, 0.5] }),
    image.trivialAugmentWide({ fill: 0.5 }),
  ];
  const pictures = rows.flatMap((transform, row) =>
    Array.from({ length: 5 }, (_, column) => {
      const { shape, data } = transform(given, new Random(10 * row + column)).image;
      return image.pictureOf(data, { channels: 3, height: shape[1], width: shape[2] });
    }),
  );
  return image.pictureGrid(pictures, { columns: 5, gap: 4 });
}

/** A voice-like sound that rises and falls: ten overtones, and a breath of noise at the end. */
function spectrum() {
  const [sampleRate, random] = [16_000, new Random(1)];
  let phase = 0;
  const sound = Float32Array.from({ length: 2 * sampleRate }, (_, n) => {
    const seconds = n / sampleRate;
    phase += (2 * Math.PI * (180 + 120 * Math.sin(4 * seconds))) / sampleRate;
    let sum = 0;
    for (let k = 1; k <= 10; k++) sum += Math.sin(k * phase) / k;
    return seconds < 1.5 ? sum / 4 : random.uniform(-0.1, 0.1);
  });
  const mel = audio.melSpectrogram(sound, { sampleRate, nFft: 1024, hopLength: 80, nMels: 96 });
  const { shape, data } = audio.amplitudeToDb(mel, { topDb: 80 });
  const most = data.reduce((greatest, value) => Math.max(greatest, value));
  const [height, width] = shape;
  // High frequencies on top.
  const levels = Float32Array.from(data, (_, i) => {
    const row = height - 1 - Math.floor(i / width);
    return 1 + (data[row * width + (i % width)] - most) / 80;
  });
  const picture = image.pictureOf(levels, { channels: 1, height, width });
  return image.pictureGrid([picture], { zoom: 2 });
}

writeFileSync("docs/images/augmented.png", png(sheet()));
writeFileSync("docs/images/mel-spectrogram.png", png(spectrum()));
