import assert from "node:assert/strict";
import { test } from "node:test";
import { LinearMemory } from "./memory.ts";
import { randomIntegers } from "./one-kernel.test.fixture.ts";

test("blocks are aligned, apart from each other and zero, whatever was there before", () => {
  const memory = new LinearMemory({ shared: true });
  const random = randomIntegers(3);
  const live = new Map<number, { words: number; mark: number }>();
  const check = (address: number): void => {
    const { words, mark } = live.get(address)!;
    for (const word of memory.view(address, "int32", words)) assert.equal(word, mark);
  };
  for (let step = 1; step <= 400; step++) {
    const addresses = [...live.keys()];
    if (random(3) === 0 && addresses.length > 0) {
      const address = addresses[random(addresses.length)]!;
      check(address);
      memory.release(address);
      live.delete(address);
      continue;
    }
    const words = 1 + random(random(8) === 0 ? 100_000 : 500);
    const address = memory.allocate(4 * words, true);
    assert.equal(address % 64, 0);
    assert.ok(memory.view(address, "int32", words).every((word) => word === 0));
    memory.view(address, "int32", words).fill(step);
    live.set(address, { words, mark: step });
  }
  for (const address of live.keys()) check(address);
});

test("released neighbours join, so memory does not grow for ever", () => {
  const memory = new LinearMemory({ shared: true });
  const run = (): void => {
    const blocks = Array.from({ length: 100 }, (_, i) => memory.allocate(4096 + 64 * i, false));
    for (const i of [...blocks.keys()].filter((i) => i % 2 === 0)) memory.release(blocks[i]!);
    for (const i of [...blocks.keys()].filter((i) => i % 2 === 1)) memory.release(blocks[i]!);
  };
  run();
  const after = memory.memory.buffer.byteLength;
  for (let i = 0; i < 50; i++) run();
  memory.release(memory.allocate(after - 2048, false));
  assert.equal(memory.memory.buffer.byteLength, after);
});

test("full memory and foreign addresses are refused with sizes", () => {
  const memory = new LinearMemory({ shared: true });
  memory.allocate(1 << 20, false);
  assert.throws(
    () => memory.allocate(2 ** 32 - 65536, false),
    /Cannot allocate 4095\.9 MiB.*got 1\.0 MiB in 1 blocks/,
  );
  assert.throws(() => memory.release(64), /Cannot release WebAssembly memory at 64/);
});
