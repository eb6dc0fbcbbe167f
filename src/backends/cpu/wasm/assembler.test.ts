import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeModule, FunctionBuilder, type WasmFunction } from "./assembler.ts";
import { emitBarrier } from "./barrier.ts";
import { ByteWriter } from "./encoding.ts";
import { type Opcode, opcodes } from "./opcodes.ts";
import { printFunction } from "./print-wat.ts";

function moduleOf(...functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const exports = new Map(functions.map((fn, i) => [fn.name, i]));
  return encodeModule({ functions, exports, memory: { minimum: 1, maximum: 65536, shared: true } });
}

/** The exports of a module with that one function. */
function instantiate(fn: WasmFunction): (...numbers: readonly number[]) => unknown {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(moduleOf(fn)), { env: { memory } });
  return instance.exports[fn.name] as (...numbers: readonly number[]) => unknown;
}

test("integers are written as LEB128", () => {
  const bytes = (write: (writer: ByteWriter) => void): number[] => {
    const writer = new ByteWriter();
    write(writer);
    return [...writer.finish()];
  };
  assert.deepEqual(
    bytes((w) => w.unsigned(624485)),
    [0xe5, 0x8e, 0x26],
  );
  assert.deepEqual(
    bytes((w) => w.signed(-123456)),
    [0xc0, 0xbb, 0x78],
  );
  assert.deepEqual(
    bytes((w) => w.signed(63)),
    [63],
  );
  assert.deepEqual(
    bytes((w) => w.signed(64)),
    [0xc0, 0],
  );
  assert.deepEqual(
    bytes((w) => w.signed(-64)),
    [0x40],
  );
  assert.throws(() => new ByteWriter().unsigned(-1), RangeError);
});

test("constants come back from the engine as they went in", () => {
  for (const value of [0, 1, -1, 63, 64, -64, -65, 8191, -8192, 2 ** 31 - 1, -(2 ** 31)]) {
    const builder = new FunctionBuilder("constant", [], ["i32"]);
    builder.emit("i32.const", value);
    assert.equal(instantiate(builder.finish())(), value);
  }
  for (const value of [0, -0, 1.5, Number.NaN, Number.NEGATIVE_INFINITY, Math.fround(1e-45)]) {
    const builder = new FunctionBuilder("constant", [], ["f32"]);
    builder.emit("f32.const", value);
    assert.ok(Object.is(instantiate(builder.finish())(), value), `${value}`);
  }
});

test("every instruction is valid", () => {
  for (const name of Object.keys(opcodes) as Opcode[]) {
    const builder = new FunctionBuilder("subject", [{ name: "x", type: "i32" }]);
    // Code after `unreachable` may take any operands from the stack.
    builder.emit("unreachable");
    if (name === "else") builder.emit("if");
    const { immediate } = opcodes[name];
    builder.emit(name, ...Array<number>(immediate === "shuffle" ? 16 : 4).fill(0));
    builder.emit("unreachable");
    if (immediate === "block" || name === "else") builder.emit("end");
    if (name === "end") builder.code.splice(0, builder.code.length, ["block"], ["end"]);
    assert.ok(WebAssembly.validate(moduleOf(builder.finish())), name);
  }
});

test("the memory's declaration, large offsets and many locals are valid", () => {
  const builder = new FunctionBuilder("f", [{ name: "p", type: "i32" }]);
  for (let i = 0; i < 300; i++) builder.acquire((["i32", "f32", "v128"] as const)[i % 3]!, "x");
  builder.get(0);
  builder.emit("i32.load", 2 ** 32 - 4);
  builder.set(299 - (299 % 3) + 1);
  for (const waiting of ["asleep", "looking"] as const) {
    assert.ok(WebAssembly.validate(moduleOf(builder.finish(), emitBarrier(waiting))));
  }
});

test("stack traces name the functions", () => {
  const builder = new FunctionBuilder("softmax_rows", []);
  builder.emit("unreachable");
  assert.throws(instantiate(builder.finish()), (error: Error) => /softmax_rows/.test(error.stack ?? ""));
});

test("a released local is handed out again for its type only", () => {
  const builder = new FunctionBuilder("f", []);
  const first = builder.acquire("v128", "a");
  builder.release(first);
  assert.notEqual(builder.acquire("i32", "b"), first);
  assert.equal(builder.acquire("v128", "c"), first);
});

test("functions print in the text format", () => {
  const builder = new FunctionBuilder("copy", [{ name: "p", type: "i32" }]);
  builder.emit("loop");
  builder.get(0);
  builder.get(0);
  builder.emit("v128.load", 16);
  builder.emit("v128.store");
  builder.emit("br", 0);
  builder.emit("end");
  assert.equal(
    printFunction(builder.finish()),
    `(func $copy (param $p_0 i32)
  loop
    local.get $p_0
    local.get $p_0
    v128.load offset=16
    v128.store
    br 0
  end
)`,
  );
});
