import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import jpeg from "jpeg-js";
import { loadMnist10k } from "../data/index.ts";
import { decodePicture, encodePng, resizePlane } from "../image/index.ts";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

const folder = await mkdtemp(join(tmpdir(), "loom-"));
const run = join(folder, "run");
const digits = (await loadMnist10k()).test;
/** Enough to tell a good preparation from a poor one. */
const count = 40;

async function loom(...words: string[]) {
  let out = "";
  let err = "";
  const code = await main(words, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment: {},
  });
  return { code, out, err };
}

before(async () => {
  registerDevices();
  const { code, err } = await loom("train", "mlp-digits", "--epochs", "3", "--threads", "1", "--out", run);
  assert.equal(code, 0, err);
});
after(() => rm(folder, { recursive: true }));

type Color = readonly [number, number, number];
interface Paper {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  readonly tall: number;
  readonly paper: Color;
  readonly ink: Color;
}

/** A held-out digit drawn large on paper: bytes of red, green and blue. */
function drawn(index: number, { width, height, left, top, tall, paper, ink }: Paper): Uint8Array {
  const data = Float32Array.from(digits.image(index), (byte) => byte / 255);
  const digit = resizePlane({ width: 28, height: 28, data }, { width: tall, height: tall });
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) {
    const [u, v] = [(i % width) - left, Math.floor(i / width) - top];
    const amount = u >= 0 && u < tall && v >= 0 && v < tall ? digit.data[v * tall + u]! : 0;
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = paper[c]! + (ink[c]! - paper[c]!) * amount;
  }
  return pixels;
}

const square = { width: 140, height: 140, left: 0, top: 0, tall: 140 };
const dark = { paper: [255, 255, 255], ink: [0, 0, 0] } as const;
const papers: [what: string, paper: Paper, format: "png" | "jpeg"][] = [
  ["as they are, dark on white", { ...square, width: 28, height: 28, tall: 28, ...dark }, "png"],
  ["large", { ...square, ...dark }, "png"],
  ["inverted", { ...square, paper: [0, 0, 0], ink: [255, 255, 255] }, "png"],
  ["off the centre", { ...square, width: 320, height: 200, left: 170, top: 50, ...dark }, "png"],
  ["coloured", { ...square, paper: [250, 225, 80], ink: [30, 60, 190] }, "png"],
  ["as JPEG", { ...square, width: 200, left: 20, paper: [235, 230, 220], ink: [50, 50, 90] }, "jpeg"],
];

/** What the run makes of pictures, by file name. */
async function predictions(files: string[]): Promise<string[]> {
  const { code, out, err } = await loom("predict", run, ...files, "--json");
  assert.deepEqual([code, err], [0, ""]);
  assert.match(out, /^[^\n]+\n$/);
  const result = JSON.parse(out);
  assert.equal(result.event, "result");
  return result.predictions.map((one: { file: string; prediction: string }, i: number) => {
    assert.equal(one.file, files[i]);
    return one.prediction;
  });
}

for (const [what, paper, format] of papers) {
  test(`shipped digits drawn on paper are recognised: ${what}`, async () => {
    const files: string[] = [];
    for (let i = 0; i < count; i++) {
      const { width, height } = paper;
      const data = drawn(i, paper);
      const rgba = Buffer.alloc(width * height * 4, 255);
      for (let j = 0; j < width * height; j++) rgba.set(data.subarray(3 * j, 3 * j + 3), 4 * j);
      const bytes =
        format === "png"
          ? encodePng({ width, height, channels: 3, data })
          : jpeg.encode({ width, height, data: rgba }, 60).data;
      files.push(join(folder, `${i}.${format}`));
      await writeFile(files[i]!, bytes);
    }
    const found = await predictions(files);
    const right = found.filter((name, i) => name === String(digits.arrays.labels[i])).length;
    // Of the data set's own pictures the run recognises about 95 of 100.
    assert.ok(right / count >= 0.9, `${right} of ${count}`);
  });
}

test("the likeliest classes are shown as bars, and what the network saw is written", async () => {
  const file = join(folder, "one.png");
  const seen = join(folder, "seen.png");
  await writeFile(file, encodePng({ ...square, channels: 3, data: drawn(0, { ...square, ...dark }) }));
  const { code, out, err } = await loom("predict", run, file, "--save-seen", seen);
  assert.deepEqual([code, err], [0, ""]);
  const [head, ...bars] = out.trimEnd().split("\n");
  assert.equal(head, `${file}: ${digits.arrays.labels[0]}`);
  assert.equal(bars.length, 5);
  for (const line of bars) assert.match(line, /^ {2}\d {2}[█▏▎▍▌▋▊▉ ]{30} [ \d]{3}\.\d %$/);
  assert.match(bars[0]!, /^ {2}7 {2}█{20}/);
  const { width, height } = decodePicture(await readFile(seen));
  assert.deepEqual([width, height], [224, 224]);
});
