import assert from "node:assert/strict";
import { after, test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { BufferSpec, Kernel, Program } from "../../../compiler/lowered/program.ts";
import { WasmEngine } from "./engine.ts";
import { buffer, launch, phase, program } from "./one-kernel.test.fixture.ts";

const engine = new WasmEngine({ threads: 1 });
after(() => engine.close());

/** y = x + by, a chunk of four elements at a time. */
function addConstant(name: string, by: number, chunks: number): Kernel {
  const builder = new KernelBuilder(4);
  const x = builder.parameter("x", "float32", "read");
  const y = builder.parameter("y", "float32", "write");
  const offset = affine(0, [builder.gridVariable("chunk", chunks), 4]);
  const value = builder.load("float32", { parameter: x, offset, laneStride: 1 });
  const sum = builder.compute("add", value, builder.constant("float32", by));
  builder.store({ parameter: y, offset, laneStride: 1 }, sum);
  return builder.finish(name);
}

/** output = ((input + 1) + constant), through a temporary, and state = output + 2. */
function chain(length: number): Program {
  const builder = new KernelBuilder(4);
  const [a, b, y] = [
    builder.parameter("a", "float32", "read"),
    builder.parameter("b", "float32", "read"),
    builder.parameter("y", "float32", "write"),
  ];
  const offset = affine(0, [builder.gridVariable("chunk", length / 4), 4]);
  const [p, q] = [a, b].map((parameter) => builder.load("float32", { parameter, offset, laneStride: 1 }));
  builder.store({ parameter: y, offset, laneStride: 1 }, builder.compute("add", p!, q!));
  const add = builder.finish("add");
  const contents = Float32Array.from({ length }, (_, i) => i);
  const buffers: BufferSpec[] = [
    buffer("input", "float32", length, "input"),
    { ...buffer("constant", "float32", length, "constant"), contents },
    { ...buffer("temporary", "float32", length, "temporary"), arenaOffset: 16 },
    buffer("output", "float32", length, "output"),
    buffer("state", "float32", length, "state"),
  ];
  const chunks = length / 4;
  return program(
    buffers,
    [
      phase(launch(addConstant("plus1", 1, chunks), 0, 2)),
      phase(launch(add, 2, 1, 3)),
      phase(launch(addConstant("plus2", 2, chunks), 3, 4)),
    ],
    16 + length,
  );
}

test("arrays are copied in and out, addresses are used in place", () => {
  const loaded = engine.load(chain(16));
  const state = engine.allocate(16);
  const x = Float32Array.from({ length: 16 }, (_, i) => 10 * i);
  const y = new Float32Array(16);
  loaded.run([x, undefined, undefined, y, state]);
  assert.deepEqual(
    y,
    x.map((value, i) => value + 1 + i),
  );
  assert.deepEqual(
    engine.view(state, "float32", 16).slice(),
    y.map((value) => value + 2),
  );
  const [input, output] = [engine.allocate(16), engine.allocate(16)];
  engine.view(input, "float32", 16).fill(7);
  loaded.run([input, undefined, undefined, output, state]);
  assert.equal(engine.view(output, "float32", 16)[15], 7 + 1 + 15);
  assert.equal(engine.view(state, "float32", 16)[15], 7 + 1 + 15 + 2);
  x.fill(1);
  loaded.run([x, undefined, undefined, y, state]);
  assert.equal(y[3], 1 + 1 + 3);
});

test("programs keep their results right while the arena moves and memory grows", () => {
  const own = new WasmEngine({ threads: 1 });
  const small = own.load(chain(16));
  const state = own.allocate(65536);
  const run = (loaded: ReturnType<WasmEngine["load"]>, length: number): void => {
    const x = Float32Array.from({ length }, (_, i) => i % 100);
    const y = new Float32Array(length);
    loaded.run([x, undefined, undefined, y, state]);
    y.forEach((value, i) => {
      if (value !== x[i]! + 1 + i) assert.fail(`element ${i} of ${length}: ${value}`);
    });
  };
  run(small, 16);
  const large = own.load(chain(65536));
  run(large, 65536);
  run(small, 16);
  own.allocate(8 << 20);
  run(large, 65536);
  run(small, 16);
});

test("kernels with the same code are emitted once", () => {
  const same = program(
    [0, 1, 2].map((i) => buffer(`b${i}`, "float32", 16, "state")),
    [
      phase(launch(addConstant("first", 1, 4), 0, 1)),
      phase(launch(addConstant("second", 1, 4), 1, 2), launch(addConstant("third", 5, 4), 1, 0)),
    ],
  );
  const loaded = engine.load(same);
  const [a, b, c] = [engine.allocate(16), engine.allocate(16), engine.allocate(16)];
  loaded.run([a, b, c]);
  assert.deepEqual(
    [a, b, c].map((address) => engine.view(address!, "float32", 16)[9]),
    [6, 1, 2],
  );
  assert.deepEqual(engine.wat(same).match(/\(func \$(first|second|third)/g), [
    "(func $first",
    "(func $third",
  ]);
  assert.ok(loaded.codeBytes > 100);
});

test("bindings that do not fit say so", () => {
  const loaded = engine.load(chain(16));
  const state = engine.allocate(16);
  const array = new Float32Array(16);
  const run = (...bindings: Parameters<typeof loaded.run>[0]) => loaded.run(bindings);
  assert.throws(() => run(array), /with 1 bindings: expected one a buffer, 5/);
  assert.throws(
    () => run(new Float32Array(8), undefined, undefined, array, state),
    /input input: expected 16 elements of float32, got 8/,
  );
  assert.throws(
    () => run(new Int32Array(16), undefined, undefined, array, state),
    /expected 16 elements of float32, got 16 of int32/,
  );
  assert.throws(
    () => run(array, undefined, undefined, array, array),
    /state state: expected the address of memory/,
  );
  assert.throws(() => run(array, undefined, state, array, state), /temporary temporary: expected undefined/);
  assert.throws(() => run(array, undefined, undefined, undefined, state), /output output: expected an array/);
  assert.throws(() => run(array, undefined, undefined, array, 2 ** 32), /state state: expected an address/);
  run(array, undefined, undefined, array, state);
  loaded.release();
  loaded.release();
  assert.throws(() => run(array, undefined, undefined, array, state), /was released/);
});

test("an engine without a platform has one thread, its own memory and no atomics", () => {
  const alone = new WasmEngine({ threads: 4 });
  assert.equal(alone.threads, 1);
  assert.equal(alone.waitForThreads(), 1);
  assert.ok(alone.view(alone.allocate(16), "float32", 16).buffer instanceof ArrayBuffer);
  const wat = alone.wat(chain(16));
  assert.doesNotMatch(wat, /atomic|shared/);
  assert.match(wat, /\(import "env" "memory" \(memory 1 65536\)\)/);
});

test("thread counts outside 1 to 255 are refused", () => {
  for (const threads of [0, 1.5, 256]) {
    assert.throws(() => new WasmEngine({ threads }), /expected an integer from 1 to 255/);
  }
});
