import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { encodePng } from "../image/index.ts";
import { encodeSafetensors } from "../io/index.ts";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

const folder = await mkdtemp(join(tmpdir(), "loom-"));
const home = process.cwd();
process.chdir(folder);
after(async () => {
  process.chdir(home);
  await rm(folder, { recursive: true });
});

async function loom(line: string, environment: Record<string, string> = {}) {
  let out = "";
  let err = "";
  const words = line === "" ? [] : line.split(" ").map((word) => (word === "''" ? "" : word));
  const code = await main(words, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    environment,
  });
  return { code, out, err };
}

/** Every file below the folder with its size and the time it was last written. */
async function everything(): Promise<string[]> {
  const names = (await readdir(folder, { recursive: true })).sort();
  return Promise.all(
    names.map(async (name) => {
      const { ino, size, mtimeMs } = await stat(name);
      return `${name}: ${ino}, ${size}, ${mtimeMs}`;
    }),
  );
}

/** A copy of the good run with one file changed, or gone. */
async function damagedRun(
  name: string,
  file: string,
  contents: string | Uint8Array | undefined,
): Promise<void> {
  await cp("good", name, { recursive: true });
  if (contents === undefined) await rm(join(name, file));
  else await writeFile(join(name, file), contents);
}

function withHeader(header: string, length = header.length, body = 0): Uint8Array {
  const bytes = Buffer.alloc(8 + header.length + body);
  bytes.writeBigUInt64LE(BigInt(length), 0);
  bytes.write(header, 8);
  return bytes;
}

function tensorHeader(entry: object): string {
  return JSON.stringify({ "hidden.weight": { dtype: "F32", shape: [2], data_offsets: [0, 8], ...entry } });
}

before(async () => {
  registerDevices();
  const trained = await loom("train mlp-digits --epochs 1 --threads 1 --out good");
  assert.equal(trained.code, 0, trained.err);
  await mkdir("empty");
  await mkdir("full");
  await writeFile("full/letter.txt", "dear");
  await writeFile("text.png", "This is no picture.\n");
  await writeFile("empty.png", "");
  await writeFile("photo.heic", "\0\0\0\x18ftypheic\0\0");
  const grey = (width: number, height: number): Uint8Array =>
    encodePng({ width, height, channels: 1, data: new Uint8Array(width * height).fill(99) });
  await writeFile("dot.png", grey(1, 1));
  await writeFile("line.png", grey(100_000, 1));
  await writeFile("blank.png", grey(40, 40));
  await writeFile("cut.png", grey(40, 40).subarray(0, 60));
  const bomb = Buffer.from(grey(40, 40));
  bomb.writeUInt32BE(1_000_000_000, 16);
  await writeFile("bomb.png", bomb);
  await writeFile("cut.jpg", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16));

  const record = JSON.parse(await readFile("good/run.json", "utf8"));
  const weights = await readFile("good/model.safetensors");
  const changed = (change: object): string => JSON.stringify({ ...record, ...change });
  const runs: [name: string, file: string, contents: string | Uint8Array | undefined][] = [
    ["no-record", "run.json", undefined],
    ["no-json", "run.json", "{ recipe: "],
    ["blank-json", "run.json", ""],
    ["list-json", "run.json", "[1, 2]"],
    ["no-recipe", "run.json", "{}"],
    ["odd-recipe", "run.json", changed({ recipe: "mnits" })],
    ["numbered-recipe", "run.json", changed({ recipe: 7 })],
    ["other-version", "run.json", changed({ recipe: "old", versions: { tensorloom: "9.9.9" } })],
    ["other-recipe", "run.json", changed({ recipe: "mnist", versions: { tensorloom: "9.9.9" } })],
    ["no-assets", "run.json", changed({ assets: undefined })],
    ["other-classes", "run.json", changed({ assets: { classes: ["a", "b"] } })],
    ["odd-data", "run.json", changed({ data: { ...record.data, name: "gone" } })],
    ["no-weights", "model.safetensors", undefined],
    ["blank-weights", "model.safetensors", ""],
    ["cut-weights", "model.safetensors", weights.subarray(0, 20_000)],
    ["cut-header", "model.safetensors", weights.subarray(0, 40)],
    ["text-weights", "model.safetensors", "these are no weights at all"],
    ["endless-header", "model.safetensors", withHeader("{}", 2 ** 62)],
    ["odd-header", "model.safetensors", withHeader("{ a }")],
    ["list-header", "model.safetensors", withHeader("[1]")],
    [
      "endless-shape",
      "model.safetensors",
      withHeader(tensorHeader({ shape: [2 ** 40, 2 ** 40] }), undefined, 8),
    ],
    [
      "backward-offsets",
      "model.safetensors",
      withHeader(tensorHeader({ data_offsets: [8, 0] }), undefined, 8),
    ],
    ["odd-type", "model.safetensors", withHeader(tensorHeader({ dtype: "F31" }), undefined, 8)],
    ["negative-shape", "model.safetensors", withHeader(tensorHeader({ shape: [-2] }), undefined, 8)],
    ["left-over", "model.safetensors", withHeader(tensorHeader({}), undefined, 99)],
    [
      "other-weights",
      "model.safetensors",
      encodeSafetensors([["w", { shape: [1], data: Float32Array.of(1) }]]),
    ],
    [
      "other-shape",
      "model.safetensors",
      encodeSafetensors(
        ["hidden.weight", "hidden.bias", "output.weight", "output.bias"].map((name) => [
          name,
          { shape: [1], data: Float32Array.of(1) },
        ]),
      ),
    ],
  ];
  for (const [name, file, contents] of runs) await damagedRun(name, file, contents);
  await damagedRun("unfinished", "run.json", JSON.stringify({ ...record, result: undefined }));
  for (const name of await readdir("unfinished/checkpoints")) {
    await writeFile(join("unfinished/checkpoints", name), weights.subarray(0, 1000));
  }
  await damagedRun("older", "run.json", changed({ result: undefined, versions: { tensorloom: "0.0.1" } }));
  await mkdir("data/mnist", { recursive: true });
  await writeFile("data/mnist/train-images-idx3-ubyte.gz", "damaged");
});

const misused: [line: string, message: RegExp][] = [
  ["trian", /^Cannot run "loom trian": expected one of train, .*\. Did you mean "train"\?$/],
  ["TRAIN mnist", /Did you mean "train"\?$/],
  ["fly to the moon", /^Cannot run "loom fly": expected one of train, .*\.$/],
  ["--verison", /^Cannot run "loom": unknown option --verison\. Did you mean --version\?$/],
  [
    "train",
    /^Cannot run "loom train": expected a recipe \(one of [^)]*\bmnist, .*\)\. See loom train --help\.$/,
  ],
  ["train mnits", /^Cannot train "mnits": expected one of .*\bmnist, .*\. Did you mean "mnist"\?$/],
  ["train zebra", /^Cannot train "zebra": expected one of .*mnist, /],
  ["train ''", /^Cannot train "": expected one of .*\bmnist, /],
  [
    "train mnist more",
    /^Cannot run "loom train": too many arguments: expected 1, got 2\. See loom train --help\.$/,
  ],
  ["train mnist --epohcs 3", /^Cannot run "loom train": unknown option --epohcs\. Did you mean --epochs\?$/],
  ["train mnist --epochs", /^Cannot run "loom train": option --epochs <n> has no value\. See /],
  ["train mnist --epochs 0", /^Cannot use --epochs 0: expected a positive integer\.$/],
  ["train mnist --epochs 1.5", /^Cannot use --epochs 1\.5: /],
  ["train mnist --epochs abc", /^Cannot use --epochs abc: /],
  ["train mnist --epochs=-3", /^Cannot use --epochs -3: /],
  ["train mnist --epochs ''", /^Cannot use --epochs "": expected a positive integer\.$/],
  ["train mnist --epochs 1e3", /^Cannot use --epochs 1e3: /],
  ["train mnist --epochs 3 --epochs 4", /^Cannot use --epochs twice: expected one value, got 3 and 4\./],
  ["train mnist --json --out a --out b", /^Cannot use --out twice: expected one value, got a and b\./],
  ["train mnist --batch 0", /^Cannot use --batch 0: expected a positive integer\.$/],
  ["train mnist --batch all", /^Cannot use --batch all: /],
  ["train mnist --device wasm --batch 8001", /^Cannot use --batch 8001: expected at most 8000, /],
  ["train mnist --set epochs", /^Cannot use --set epochs: expected name=value\. Its settings are epochs, /],
  ["train mnist --set epohcs=3", /^Cannot use --set epohcs=3: .* Did you mean "epochs"\?$/],
  ["train mnist --set learningRate=fast", /^Cannot use --set learningRate=fast: expected a number, such as /],
  ["train mnist --set augmentation=1", /^Cannot use --set augmentation=1: expected one of epochs, /],
  ["train mnist --threads 0", /^Cannot use --threads 0: expected an integer from 1 to \d+\.$/],
  ["train mnist --threads two", /^Cannot use --threads two: /],
  ["train mnist --threads 100000", /^Cannot use --threads 100000: expected an integer from 1 to \d+\.$/],
  ["train mnist --seed -1", /^Cannot use --seed -1: expected an integer from 0 to /],
  ["train mnist --seed 9007199254740992", /^Cannot use --seed 9007199254740992: /],
  ["train mnist --seed lucky", /^Cannot use --seed lucky: /],
  ["train mnist --device gpuu", /^Cannot use --device gpuu: expected one of native, wasm, reference\.$/],
  ["train mnist --device referense", /Did you mean "reference"\?$/],
  ["train mnist --device ''", /^Cannot use --device "": expected one of /],
  ["train mnist --data minst", /^Cannot use --data minst: .* Did you mean "mnist"\?$/],
  ["train mnist --out ''", /^Cannot use --out "": expected the name of a folder\.$/],
  ["train mnist --resume", /^Cannot use --resume without --out: expected the folder of the run /],
  ["train mnist --json=yes", /^Cannot run "loom train": unknown option --json=yes\. See /],
  ["evaluate", /^Cannot run "loom evaluate": expected a run \(/],
  ["evaluate good more", /^Cannot run "loom evaluate": too many arguments: expected 1, got 2\. /],
  ["evaluate good --batch 9", /^Cannot run "loom evaluate": unknown option --batch\. /],
  ["evaluate good --data zebra", /^Cannot use --data zebra: expected one of /],
  ["evaluate good --device cuda", /^Cannot use --device cuda: expected one of /],
  ["evaluate good --epochs 3", /^Cannot run "loom evaluate": unknown option --epochs\. See /],
  ["predict", /^Cannot run "loom predict": expected a run \(/],
  ["predict good", /^Cannot run "loom predict": expected pictures \(PNG or JPEG files\)\. /],
  [
    "predict good text.png --save-seen",
    /^Cannot run "loom predict": option --save-seen <file> has no value\. /,
  ],
  ["predict good text.png --save-seen ''", /^Cannot use --save-seen "": expected the name of a file\.$/],
  ["predict good text.png --threads 0", /^Cannot use --threads 0: /],
  ["list recipes", /^Cannot run "loom list": too many arguments: expected 0, got 1\. /],
  ["list --jsno", /^Cannot run "loom list": unknown option --jsno\. Did you mean --json\?$/],
  ["doctor me", /^Cannot run "loom doctor": too many arguments/],
  ["bench --only prodcut", /^Cannot use --only prodcut: .* Did you mean "product"\?$/],
  ["bench --only softmax,", /^Cannot use --only "": expected one of product, /],
  ["bench --seconds long", /^Cannot use --seconds long: expected a positive number\.$/],
  ["bench --seconds 0", /^Cannot use --seconds 0: expected a positive number\.$/],
  ["bench --device wsam", /Did you mean "wasm"\?$/],
];

const failed: [line: string, message: RegExp][] = [
  ["evaluate nowhere", /^Cannot find a run in nowhere: expected a folder with a run\.json, /],
  ["evaluate text.png", /^Cannot find a run in text\.png: /],
  ["evaluate empty", /^Cannot find a run in empty: /],
  ["evaluate no-record", /^Cannot find a run in no-record: /],
  ["evaluate no-json", /^Cannot read no-json\/run\.json: expected a JSON object/],
  ["evaluate blank-json", /^Cannot read blank-json\/run\.json: /],
  ["evaluate list-json", /^Cannot read list-json\/run\.json: /],
  ["evaluate no-recipe", /^Cannot use the run in no-recipe, of no recipe: expected one of .*mnist, /],
  [
    "evaluate odd-recipe",
    /^Cannot use the run in odd-recipe, of the recipe "mnits": .* Did you mean "mnist"\?$/,
  ],
  ["evaluate numbered-recipe", /^Cannot use the run in numbered-recipe, of the recipe 7: /],
  ["evaluate other-version", /It was made by Tensorloom 9\.9\.9, and this is \d+\.\d+\.\d+\.$/],
  ["evaluate other-recipe", /other-recipe.* It was made by Tensorloom 9\.9\.9, and this is /],
  ["evaluate odd-data", /^Cannot use the data set "gone" of odd-data: expected one of .*--data/],
  ["evaluate no-weights", /^Cannot find the weights of no-weights: expected a file model\.safetensors, /],
  [
    "evaluate blank-weights",
    /^Cannot read blank-weights\/model\.safetensors: expected a whole file, but it has 0 bytes, expected at least 8\./,
  ],
  [
    "evaluate cut-weights",
    /^Cannot read cut-weights\/model\.safetensors: .* the file is cut off\. Save or download it anew\.$/,
  ],
  [
    "evaluate cut-header",
    /^Cannot read cut-header\/model\.safetensors: expected a whole file, but its header claims \d+ bytes, but 32 follow/,
  ],
  [
    "evaluate text-weights",
    /^Cannot read text-weights\/model\.safetensors: expected a whole file, but its header claims /,
  ],
  ["evaluate endless-header", /its header claims 4611686018427387904 bytes, expected at most 100000000/],
  ["evaluate odd-header", /its header is no JSON/],
  ["evaluate list-header", /its header is no JSON object/],
  [
    "evaluate endless-shape",
    /"hidden\.weight" of type F32 and shape \[1099511627776, 1099511627776\] needs /,
  ],
  ["evaluate backward-offsets", /data_offsets/],
  ["evaluate odd-type", /has the type "F31", expected one of F64, /],
  ["evaluate negative-shape", /has no valid shape/],
  ["evaluate left-over", /bytes 8 to 99 belong to no tensor/],
  ["evaluate other-weights", /other-weights/],
  ["evaluate other-shape", /hidden\.weight.*other-shape/],
  ["predict nowhere text.png", /^Cannot find a run in nowhere: /],
  [
    "predict good nothing.png",
    /^Cannot read nothing\.png: expected a PNG or a JPEG, got no such file or folder\.$/,
  ],
  ["predict good empty", /^Cannot read empty: expected a PNG or a JPEG, got a folder\.$/],
  ["predict good text.png/x.png", /^Cannot read text\.png\/x\.png: expected a PNG or a JPEG, got no such /],
  ["predict good text.png", /^Cannot read text\.png: expected a PNG or a JPEG, got a text file\. /],
  ["predict good empty.png", /^Cannot read empty\.png: .* got an empty file\. /],
  ["predict good photo.heic", /got an AVIF or HEIC\. Save or export it /],
  [
    "predict good cut.png",
    /^Cannot read cut\.png: expected a whole PNG, got 60 bytes that cannot be decoded /,
  ],
  ["predict good bomb.png", /it claims 1000000000×40 pixels, expected at most 100,000,000/],
  ["predict good cut.jpg", /^Cannot read cut\.jpg: expected a whole JPEG, got 6 bytes /],
  ["predict good dot.png", /^Cannot use dot\.png\. Cannot find a digit in a picture of 1×1 pixels: /],
  ["predict good line.png", /in a picture of 100000×1 pixels: expected at least 8×8\. /],
  ["predict good blank.png", /^Cannot use blank\.png\. .* got one colour\. /],
  ["predict no-assets blank.png", /^Cannot use the run in no-assets: expected what its model knows /],
  ["evaluate other-classes", /^Cannot evaluate other-classes on mnist-10k: expected the same classes /],
  [
    "train mlp-digits --out text.png",
    /^Cannot write a run into text\.png: expected a folder .*, got a file\. .*--out/,
  ],
  [
    "train mlp-digits --out text.png/run",
    /^Cannot write a run into text\.png\/run: expected a folder that can be made, got ENOTDIR/,
  ],
  [
    "train mlp-digits --out /dev/null/run",
    /^Cannot write a run into \/dev\/null\/run: expected a folder that can be made, got /,
  ],
  [
    "train mlp-digits --out full",
    /^Cannot write a run into full: expected an empty folder, got one that holds letter\.txt\. Name another /,
  ],
  [
    "train mlp-digits --out good",
    /^Cannot write a run into good: expected an empty folder, got one that holds .*\. Go on with that run by --resume, /,
  ],
  [
    "train mlp-digits --out full --resume",
    /^Cannot write a run into full: expected an empty folder, got one that holds letter\.txt\. Name another /,
  ],
  ["train mlp-digits --out no-json --resume", /^Cannot read no-json\/run\.json: /],
  ["train mlp-digits --out good --resume --seed 4", /expected seed 0, with which it was begun, got 4\. /],
  ["train mnist --out good --resume", /expected recipe mlp-digits, with which it was begun, got mnist\. /],
  ["train mlp-digits --out older --resume", /expected tensorloom 0\.0\.1, with which it was begun, got /],
  ["train mlp-digits --out unfinished --resume", /unfinished\/checkpoints\/step-\d+\.safetensors: /],
  ["train mnist --data mnist", /^Cannot load mnist: .*--download.*TENSORLOOM_DATA/],
];

async function refuses(line: string, message: RegExp, code: number, environment = {}): Promise<void> {
  const before = await everything();
  const told = await loom(line, { XDG_CACHE_HOME: join(folder, "cache"), ...environment });
  assert.match(told.err, /^[^\n]+\n$/, "one sentence, on stderr");
  assert.match(told.err.trimEnd(), message);
  assert.doesNotMatch(told.err, / at .*\.[jt]s:\d|undefined|\[object|NaN/);
  assert.deepEqual([told.code, told.out], [code, ""]);
  assert.deepEqual(await everything(), before);
}

for (const [line, message] of misused) {
  test(`misused: loom ${line}`, () => refuses(line, message, 2));
}
for (const [line, message] of failed) {
  test(`fails: loom ${line}`, () => refuses(line, message, 1));
}
test("fails: data that was damaged", () =>
  refuses(
    "train mnist --data mnist",
    /^Cannot use .*train-images.*: expected contents with the SHA-256 /,
    1,
    {
      TENSORLOOM_DATA: join(folder, "data"),
    },
  ));
test("where an error came from is told if TENSORLOOM_DEBUG asks for it", async () => {
  const { code, err } = await loom("evaluate nowhere", { TENSORLOOM_DEBUG: "1" });
  assert.equal(code, 1);
  assert.match(err, /^Cannot find a run in nowhere: .*\n.*\n {4}at /);
});
