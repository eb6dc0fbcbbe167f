/** Programs on the engine: what they may be bound to, threads, and the end of a process. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import type { Launch, Program, Step } from "../../../compiler/lowered/program.ts";
import { allocateBuffers, firstDifference } from "../../../compiler/lowered/program-buffers.ts";
import { randomProgram } from "../../../compiler/lowered/random-program.ts";
import { buffer, launch, phase, program, randomIntegers } from "../wasm/one-kernel.test.fixture.ts";
import { native, sets } from "../x64/kernel-check.test.support.ts";
import { runOnEngine } from "../x64/run-program.test.support.ts";
import { x64Natives, x64Targets } from "../x64/target.ts";
import { NativeEngine } from "./native-engine.ts";
import { nativeArray } from "./native-memory.ts";

const engines: NativeEngine[] = [];
after(() => {
  for (const engine of engines) engine.close();
});

function engineWith(set: "avx512" | "avx2", threads: number): NativeEngine {
  const engine = new NativeEngine(native(), x64Natives[set], threads);
  engines.push(engine);
  assert.equal(engine.waitForThreads(), threads);
  return engine;
}

for (const { set, skip } of sets) {
  test(`${set}: random programs give the interpreter's bits on 1, 2, 3 and 7 threads`, { skip }, () => {
    const team = [1, 2, 3, 7].map((threads) => engineWith(set, threads));
    for (let seed = 1; seed <= 30; seed++) {
      const { program, inputs } = randomProgram(seed, x64Targets[set]);
      const expected = allocateBuffers(program, inputs);
      for (let i = 0; i < 3; i++) interpretProgram(program, expected, { check: false });
      for (const engine of team) {
        const actual = allocateBuffers(program, inputs);
        runOnEngine(engine, program, actual, 3);
        const difference = firstDifference(program, actual, expected);
        assert.equal(difference, undefined, `seed ${seed} on ${engine.threads} threads`);
      }
    }
  });
}

const { set, skip } = sets.find((each) => each.skip === false) ?? sets[0]!;

/** A program whose buffers have all roles but that of constants, and what to bind to them. */
function sample(): { readonly program: Program; readonly bound: ReturnType<typeof allocateBuffers> } {
  for (let seed = 1; ; seed++) {
    const { program, inputs } = randomProgram(seed, x64Targets[set]);
    const roles = new Set(program.buffers.map(({ role }) => role));
    const all = ["input", "output", "state"] as const;
    if (all.every((role) => roles.has(role))) return { program, bound: allocateBuffers(program, inputs) };
  }
}

test("bindings that do not fit are refused, and nothing runs", { skip }, () => {
  const { program, bound } = sample();
  const engine = engineWith(set, 1);
  const loaded = engine.load(program);
  const good = program.buffers.map(({ role, type, length }, i) =>
    role === "state" ? nativeArray(engine.koffi, type, length) : bound[i],
  );
  const at = (role: string): number => program.buffers.findIndex((spec) => spec.role === role);
  const wrong = (position: number, binding: (typeof good)[number]) => () =>
    loaded.run(good.map((each, i) => (i === position ? binding : each)));
  const input = bound[at("input")]!;
  const [short, Other] = [input.subarray(1), input instanceof Float32Array ? Int32Array : Float32Array];
  loaded.run(good);
  assert.throws(() => loaded.run([]), /with 0 bindings: expected one a buffer/);
  assert.throws(wrong(at("input"), short), /Cannot bind input .*: expected \d+ elements .*, got \d+ of/);
  assert.throws(wrong(at("input"), new Other(input.length)), TypeError);
  assert.throws(wrong(at("output"), undefined), /Cannot bind output .*, got undefined/);
  assert.throws(
    wrong(at("state"), bound[at("state")]),
    /in memory of the device, got an array of JavaScript/,
  );
  loaded.release();
  loaded.release();
  assert.throws(() => loaded.run(good), /Cannot run a program that was released/);
});

test("an engine that was closed runs nothing", { skip }, () => {
  const { program, bound } = sample();
  const engine = engineWith(set, 2);
  const loaded = engine.load(program);
  engine.close();
  engine.close();
  const states = program.buffers.map(({ role, type, length }, i) =>
    role === "state" ? nativeArray(engine.koffi, type, length) : bound[i],
  );
  assert.throws(() => loaded.run(states), /Cannot run a program on a device that was closed/);
  loaded.release();
});

test("code is freed between runs on threads that are on their way out of it", { skip }, () => {
  const engine = engineWith(set, 3);
  const { program, inputs } = randomProgram(4, x64Targets[set]);
  const expected = allocateBuffers(program, inputs);
  interpretProgram(program, expected, { check: false });
  for (let i = 0; i < 300; i++) {
    const actual = allocateBuffers(program, inputs);
    runOnEngine(engine, program, actual);
    assert.equal(firstDifference(program, actual, expected), undefined, `run ${i}`);
  }
});

test("each chunk of each launch runs once, whoever owns it and however many threads take part", {
  skip,
}, () => {
  const engine = engineWith(set, 7);
  const random = randomIntegers(3);
  /** Adds 1 to a place of its own for each chunk. */
  const counting = (chunks: number, first: number): Launch => {
    const builder = new KernelBuilder(x64Targets[set].lanes);
    const counts = builder.parameter("counts", "int32", "update");
    const place = {
      parameter: counts,
      offset: affine(first, [builder.gridVariable("chunk", chunks), 1]),
      laneStride: 0,
    };
    const one = builder.constant("int32", 1, 1);
    builder.store(place, builder.compute("add", builder.load("int32", place, 1), one));
    return launch(builder.finish("count"), 0);
  };
  for (let sample = 0; sample < 40; sample++) {
    let places = 0;
    const phases = Array.from({ length: 1 + random(3) }, () =>
      phase(
        ...Array.from({ length: 1 + random(4) }, () => {
          const chunks = random(2) === 0 ? random(3) : random(40);
          places += chunks;
          return counting(chunks, places - chunks);
        }),
      ),
    );
    const repeat: Step = { kind: "repeat", variable: { id: 90, name: "step", extent: 3 }, body: phases };
    const counts = nativeArray(engine.koffi, "int32", Math.max(1, places));
    const counted = program(
      [buffer("counts", "int32", counts.elements.length, "state")],
      sample % 2 === 0 ? phases : [repeat, ...phases],
    );
    const loaded = [1, 2, 3, 7, 2, 5].map((most) => engine.load(counted, most));
    for (let turn = 0; turn < 30; turn++) for (const each of loaded) each.run([counts]);
    const expected = 30 * loaded.length * (sample % 2 === 0 ? 1 : 4);
    for (let i = 0; i < places; i++) assert.equal(counts.elements[i], expected, `place ${i} of ${places}`);
    for (const each of loaded) each.release();
  }
});

test("a run that starts before its workers gives the same result", { skip }, () => {
  const engine = new NativeEngine(native(), x64Natives[set], 3);
  engines.push(engine);
  const { program, inputs } = randomProgram(9, x64Targets[set]);
  const [actual, expected] = [allocateBuffers(program, inputs), allocateBuffers(program, inputs)];
  for (let i = 0; i < 50; i++) interpretProgram(program, expected, { check: false });
  runOnEngine(engine, program, actual, 50);
  assert.equal(firstDifference(program, actual, expected), undefined);
});

test("thread counts outside 1 to 255 are refused", { skip }, () => {
  for (const threads of [0, 1.5, 256]) {
    assert.throws(
      () => new NativeEngine(native(), x64Natives[set], threads),
      /expected an integer from 1 to 255/,
    );
  }
});

test("workers do not keep a process alive", { skip }, () => {
  const [engineUrl, targetUrl, programUrl, koffiUrl, memoryUrl] = [
    "./native-engine.js",
    "../x64/target.js",
    "../../../compiler/lowered/random-program.js",
    "./koffi.js",
    "../../../compiler/lowered/program-buffers.js",
  ].map((url) => new URL(url, import.meta.url).href);
  const script = `
    import { NativeEngine } from "${engineUrl}";
    import { x64Natives, x64Targets } from "${targetUrl}";
    import { randomProgram } from "${programUrl}";
    import { allocateBuffers } from "${memoryUrl}";
    import { loadKoffi } from "${koffiUrl}";
    import { nativeArray } from "${new URL("./native-memory.js", import.meta.url).href}";
    const engine = new NativeEngine(loadKoffi(), x64Natives.${set}, 3);
    const { program, inputs } = randomProgram(4, x64Targets.${set});
    const arrays = allocateBuffers(program, inputs).map((array, i) => {
      const { role, type, length } = program.buffers[i];
      return role === "state" ? nativeArray(engine.koffi, type, length) : array;
    });
    const loaded = engine.load(program);
    console.log(engine.waitForThreads());
    loaded.run(arrays);
    await new Promise((resolve) => setTimeout(resolve, 20));
    loaded.run(arrays);`;
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 15_000,
  });
  assert.equal(child.stdout, "3\n", child.stderr);
  assert.equal(child.status, 0);
});
