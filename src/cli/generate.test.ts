import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodePicture, pictureOf } from "../image/index.ts";
import { Linear } from "../nn/index.ts";
import { defineRecipe, type Recipe, type RecipeOf, recipes, type Sampler } from "../recipes/index.ts";
import { rand } from "../tensor/index.ts";
import { saveWeights } from "../train/index.ts";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

type Settings = Record<string, never>;
const parts: Omit<RecipeOf<never, Settings, { assets: null }, Linear>, "name" | "data"> = {
  family: "tests",
  description: "Makes things.",
  settings: {},
  targets: [],
  fast: { settings: {}, targets: [] },
  prepare: () => ({ assets: null }),
  model: () => new Linear(1, 1),
  train: () => [],
  evaluate: () => ({ metrics: {} }),
};
const text: Sampler<null, Linear> = {
  kind: "text",
  async *sample(_model, _assets, { count, prompt = "", length = 3, temperature = 1 }) {
    for (let i = 0; i < count; i++) {
      if (i > 0) yield "\0";
      yield prompt;
      for (let k = 0; k < length; k++) yield temperature < 1 ? "a" : String(Math.floor(10 * (await one())));
    }
  },
};
const squares: Sampler<null, Linear> = {
  kind: "pictures",
  sample: async (_model, _assets, { count, label = "0" }) =>
    Array.from({ length: count }, () =>
      pictureOf([Number(label), 0, 0, 1], { channels: 1, height: 2, width: 2 }),
    ),
};

async function one(): Promise<number> {
  return (await rand([]).data())[0]!;
}

const folder = await mkdtemp(join(tmpdir(), "generate-"));
const added = recipes as Map<string, Recipe>;
before(async () => {
  registerDevices();
  for (const [name, sampler] of [
    ["writer", text],
    ["painter", squares],
    ["mute", undefined],
  ] as const) {
    added.set(name, defineRecipe({ ...parts, name, ...(sampler && { sampler }) }));
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "run.json"), JSON.stringify({ recipe: name, assets: null }));
    await writeFile(join(folder, name, "model.safetensors"), (await saveWeights(new Linear(1, 1))).bytes);
  }
});
after(async () => {
  for (const name of ["writer", "painter", "mute"]) added.delete(name);
  await rm(folder, { recursive: true });
});

async function loom(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await main(words, {
    stdout: { write: (part: string) => (out += part) !== "" },
    stderr: { write: (part: string) => (err += part) !== "" },
    environment: {},
  } as never);
  return { code, out, err };
}

test("text is written as it comes, one sample a paragraph, and its speed is told", async () => {
  const said = await loom(
    "generate",
    join(folder, "writer"),
    "--count",
    "2",
    "--prompt",
    ">",
    "--temperature",
    "0.5",
  );
  assert.equal(said.code, 0, said.err);
  assert.match(said.out, /^>aaa\n>aaa\n8 tokens in [\d.]+ s: [\d,]+ a second\n$/);
});

test("the seed decides what is made", async () => {
  const samples = async (seed: string): Promise<string[]> => {
    const words = ["generate", join(folder, "writer"), "--length", "20", "--seed", seed, "--json"];
    return JSON.parse((await loom(...words)).out).samples;
  };
  assert.deepEqual(await samples("1"), await samples("1"));
  assert.notDeepEqual(await samples("1"), await samples("2"));
});

test("pictures are written as one PNG, into the run's folder or where one says", async () => {
  const said = await loom("generate", join(folder, "painter"), "--count", "3", "--label", "1", "--json");
  const { file, pictures } = JSON.parse(said.out);
  assert.deepEqual([file, pictures], [join(folder, "painter", "samples.png"), 3]);
  const picture = decodePicture(await readFile(file), file);
  assert.deepEqual([picture.width, picture.height, picture.rgba[0]], [48 * 5, 48 * 5, 255]);
  const elsewhere = join(folder, "here.png");
  const again = await loom("generate", join(folder, "painter"), "--out", elsewhere);
  assert.match(again.out, /^.*here\.png {2}64 pictures in /);
  assert.ok((await readFile(elsewhere)).length > 0);
});

test("what cannot be generated says so", async () => {
  const mute = await loom("generate", join(folder, "mute"));
  assert.equal(mute.code, 1);
  assert.match(mute.err, /^Cannot generate with .*mute: expected a run of a recipe that makes something new/);
  for (const [option, value, expected] of [
    ["--top-p", "1.5", "a number above 0 and at most 1"],
    ["--top-k", "0", "a positive integer"],
    ["--temperature", "cold", "a positive number"],
  ]) {
    const { code, err } = await loom("generate", join(folder, "writer"), option!, value!);
    assert.equal(code, 2);
    assert.equal(err, `Cannot use ${option} ${value}: expected ${expected}.\n`);
  }
});
