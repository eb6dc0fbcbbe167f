import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import type {
  IndexVariable,
  Kernel,
  Launch,
  Phase,
  Program,
  Step,
} from "../../../compiler/lowered/program.ts";
import { firstDifference } from "../../../compiler/lowered/program-buffers.ts";
import { WasmEngine } from "./engine.ts";
import { buffer, launch, phase, program, randomIntegers, runProgram } from "./one-kernel.test.fixture.ts";
import { nodePlatform } from "./pool.ts";
import type { ThreadPlatform } from "./thread-pool.ts";

const length = 256;
const looking: ThreadPlatform = { ...nodePlatform, waiting: "looking" };
const engines = [...[1, 2, 3, 7].map((threads) => engineWith(threads)), engineWith(3, looking)];
after(() => {
  for (const engine of engines) engine.close();
});

function engineWith(threads: number, platform: ThreadPlatform = nodePlatform): WasmEngine {
  const engine = new WasmEngine({ threads, platform });
  assert.equal(engine.waitForThreads(), threads);
  return engine;
}

/** y = y / 2 + x turned around by the repeat's counter: each chunk reads what other chunks wrote. */
function mix(chunks: number, repeat?: IndexVariable): Kernel {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "read");
  const y = builder.parameter("y", "float32", "update");
  const size = length / chunks;
  const chunk = builder.gridVariable("chunk", chunks);
  builder.loop("i", size / 4, [], (i) => {
    const from = affine(length - 1, [chunk, -size], [i, -4]);
    const to = { parameter: y, offset: affine(0, [chunk, size], [i, 4]), laneStride: 1 };
    const read = builder.load("float32", { parameter: x, offset: from, laneStride: -1 });
    const old = builder.compute("multiply", builder.load("float32", to), builder.constant("float32", 0.5));
    const count = repeat === undefined ? affine(1) : affine(1, [repeat, 1]);
    const counter = builder.compute("toFloat", builder.index(count, 0));
    builder.store(to, builder.compute("add", builder.compute("add", old, read), counter));
    return [];
  });
  return builder.finish(`mix${chunks}`, repeat);
}

/** Random steps over four states, the first two read while the other two are written and the other way round. */
function randomProgram(seed: number): Program {
  const random = randomIntegers(seed);
  const buffers = [0, 1, 2, 3].map((i) => buffer(`state${i}`, "float32", 4 * length, "state"));
  let variable = 100;
  const randomLaunch = (from: number, to: number, repeat?: IndexVariable): Launch => {
    const kernel = mix([1, 1, 2, 4, 8, 16][random(6)]!, random(2) === 0 ? repeat : undefined);
    const offset = repeat === undefined ? affine(16 * random(4)) : affine(0, [repeat, 16 * random(4)]);
    const odd = (): number => (repeat === undefined ? 0 : random(2) * length);
    return {
      kernel,
      arguments: [
        { buffer: from, offset, oddOffset: odd() },
        { buffer: to, offset: affine(length), oddOffset: odd() },
      ],
    };
  };
  const randomPhase = (repeat?: IndexVariable): Phase => {
    const side = 2 * random(2);
    const targets = random(2) === 0 ? [random(2)] : [0, 1];
    return phase(...targets.map((to) => randomLaunch(side + random(2), 2 - side + to, repeat)));
  };
  const steps = Array.from({ length: 1 + random(6) }, (): Step => {
    if (random(3) > 0) return randomPhase();
    const repeat: IndexVariable = { id: variable++, name: "step", extent: 1 + random(5) };
    const body = Array.from({ length: 1 + random(4) }, () => randomPhase(repeat));
    return { kind: "repeat", variable: repeat, body };
  });
  return program(buffers, steps);
}

function filled(subject: Program): Float32Array[] {
  return subject.buffers.map((spec, i) =>
    Float32Array.from({ length: spec.length }, (_, e) => (e * 7 + i) % 64),
  );
}

test("random programs give the interpreter's bits on 1, 2, 3 and 7 threads, and where thread 0 never sleeps", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const subject = randomProgram(seed * 104729);
    const expected = filled(subject);
    for (let i = 0; i < 3; i++) interpretProgram(subject, expected, { check: i === 0 });
    for (const engine of engines) {
      const actual = filled(subject);
      runProgram(engine, subject, actual, 3);
      const difference = firstDifference(subject, actual, expected);
      assert.equal(difference, undefined, `seed ${seed} on ${engine.threads} threads`);
    }
  }
});

test("workers see memory that grew after they started", () => {
  const subject = randomProgram(17);
  const expected = filled(subject);
  interpretProgram(subject, expected);
  const engine = engineWith(2);
  const actual = filled(subject);
  engine.allocate(16 << 20);
  runProgram(engine, subject, actual);
  engine.close();
  assert.equal(firstDifference(subject, actual, expected), undefined);
});

test("a run that starts before its workers gives the same result", () => {
  const subject = randomProgram(5);
  const expected = filled(subject);
  for (let i = 0; i < 50; i++) interpretProgram(subject, expected, { check: false });
  const engine = new WasmEngine({ threads: 3, platform: nodePlatform });
  const actual = filled(subject);
  runProgram(engine, subject, actual, 50);
  engine.close();
  assert.equal(firstDifference(subject, actual, expected), undefined);
});

/** Reads far outside of memory in the chunks from `first` on. */
function trapping(first: number): Program {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "update");
  const chunk = builder.gridVariable("chunk", 64);
  const far = 2 ** 29 / first;
  const value = builder.load("float32", { parameter: x, offset: affine(0, [chunk, far]), laneStride: 1 });
  builder.store({ parameter: x, offset: affine(0, [chunk, 4]), laneStride: 1 }, value);
  const good = mix(8);
  const buffers = [0, 1].map((i) => buffer(`b${i}`, "float32", length, "state"));
  return program(buffers, [
    phase(launch(good, 0, 1)),
    phase(launch(builder.finish("trap"), 0)),
    phase(launch(good, 1, 0)),
  ]);
}

test("a thread that fails ends the run with its error, and the next run works", () => {
  for (const engine of engines) {
    const addresses = [engine.allocate(length), engine.allocate(length)];
    const bad = engine.load(trapping(1));
    for (let i = 0; i < 20; i++) assert.throws(() => bad.run(addresses), /out of bounds/);
    bad.release();
    const subject = randomProgram(11);
    const [actual, expected] = [filled(subject), filled(subject)];
    runProgram(engine, subject, actual);
    interpretProgram(subject, expected);
    assert.equal(firstDifference(subject, actual, expected), undefined);
  }
});

test("an engine after close() runs on the calling thread", () => {
  const engine = engineWith(2);
  const subject = randomProgram(8);
  const [actual, expected] = [filled(subject), filled(subject)];
  engine.close();
  runProgram(engine, subject, actual);
  interpretProgram(subject, expected);
  assert.equal(firstDifference(subject, actual, expected), undefined);
});

test("workers do not keep a process alive", () => {
  const urls = [
    "./engine.js",
    "./pool.js",
    "./one-kernel.test.fixture.js",
    "../../../compiler/lowered/builder.js",
  ];
  const [engineUrl, poolUrl, fixtureUrl, builderUrl] = urls.map((url) => new URL(url, import.meta.url).href);
  const script = `
    import { WasmEngine } from "${engineUrl}";
    import { nodePlatform } from "${poolUrl}";
    import { buffer, launch, phase, program } from "${fixtureUrl}";
    import { affine, KernelBuilder } from "${builderUrl}";
    const builder = new KernelBuilder(4);
    const y = builder.parameter("y", "float32", "write");
    const offset = affine(0, [builder.gridVariable("chunk", 8), 4]);
    builder.store({ parameter: y, offset, laneStride: 1 }, builder.constant("float32", 3));
    const engine = new WasmEngine({ threads: 3, platform: nodePlatform });
    const loaded = engine.load(program([buffer("y", "float32", 32, "output")], [phase(launch(builder.finish("fill"), 0))]));
    const out = new Float32Array(32);
    engine.waitForThreads();
    loaded.run([out]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    loaded.run([out]);
    console.log(out.every((value) => value === 3) ? "filled" : "wrong");`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 15_000,
  });
  assert.equal(child.stdout, "filled\n", child.stderr);
  assert.equal(child.status, 0);
});
