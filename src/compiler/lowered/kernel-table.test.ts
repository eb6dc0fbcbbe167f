import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "./builder.ts";
import { KernelTable } from "./kernel-table.ts";
import type { Kernel } from "./program.ts";
import { RandomChoices } from "./random-choices.ts";
import { randomKernel } from "./random-kernel.ts";

const target = { name: "test", lanes: 4, accumulators: 8, fusedMultiplyAdd: false, broadcastOperand: false };

/** y[i] = x[i] + value, with names and spare registers that must not matter. */
function addConstant(value: number, name: string, spare: number): Kernel {
  const builder = new KernelBuilder(4);
  builder.parameter(`${name}Out`, "float32", "write");
  builder.parameter(name, "float32", "read");
  const grid = builder.gridVariable(`${name}Grid`, 8);
  for (let i = 0; i < spare; i++) builder.register("float32");
  const at = { offset: affine(0, [grid, 4]), laneStride: 1 };
  const x = builder.load("float32", { parameter: 1, ...at });
  builder.store({ parameter: 0, ...at }, builder.compute("add", x, builder.constant("float32", value)));
  return builder.finish(name);
}

test("kernels that differ in names and numbering only share an entry", () => {
  const table = new KernelTable<string>();
  const name = (kernel: Kernel) => table.get(kernel, ({ name }) => name);
  assert.equal(name(addConstant(1, "first", 0)), "first");
  assert.equal(name(addConstant(1, "second", 3)), "first");
  assert.equal(name(addConstant(0, "third", 0)), "third");
  assert.equal(name(addConstant(-0, "fourth", 0)), "fourth");
});

test("random kernels, changed in one number, get entries of their own", () => {
  const table = new KernelTable<Kernel>();
  const same = (kernel: Kernel) => table.get(kernel, (made) => made);
  for (let seed = 0; seed < 200; seed++) {
    const parameters = (["write", "read", "update"] as const).map((access) => ({
      type: "float32" as const,
      access,
      length: 60,
    }));
    const kernel = randomKernel(new RandomChoices(seed), target, { name: "random", chunks: 3, parameters });
    const known = same(kernel);
    assert.equal(same(structuredClone(kernel)), known);
    for (const path of numberPaths(kernel.body).slice(0, 40)) {
      const changed = structuredClone(kernel);
      bump(changed.body, path);
      assert.notEqual(same(changed), known, path.join("."));
    }
  }
});

/** Where numbers stand that are part of what a kernel does: not ids and lanes of registers, which occur many times. */
function numberPaths(item: unknown, path: readonly string[] = []): string[][] {
  if (typeof item === "number") return Number.isFinite(2 * item) && item !== -1 ? [[...path]] : [];
  if (typeof item !== "object" || item === null) return [];
  const shared = ["result", "variable", "register", "operands", "operand", "value", "carried"];
  return Object.entries(item).flatMap(([key, inner]) =>
    shared.includes(key) && typeof inner === "object" ? [] : numberPaths(inner, [...path, key]),
  );
}

function bump(item: unknown, path: readonly string[]): void {
  let at = item as Record<string, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  const last = path.at(-1)!;
  at[last] = 2 * (at[last] as number) + 1;
}
