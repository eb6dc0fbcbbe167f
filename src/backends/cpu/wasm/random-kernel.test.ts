import assert from "node:assert/strict";
import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { interpretProgram } from "../../../compiler/lowered/interpret.ts";
import type {
  Affine,
  IndexVariable,
  Kernel,
  Operation,
  Register,
} from "../../../compiler/lowered/program.ts";
import { allocateBuffers, firstDifference } from "../../../compiler/lowered/program-buffers.ts";
import { WasmEngine } from "./engine.ts";
import { kernelProgram, randomIntegers, runProgram } from "./one-kernel.test.fixture.ts";

const length = 512;
const chunkLength = 64;
const binary: readonly Operation[] = ["add", "subtract", "multiply", "minimum", "maximum"];
const floatUnary: readonly Operation[] = [
  "negate",
  "absolute",
  "squareRoot",
  "floor",
  "ceiling",
  "truncate",
  "roundEven",
];
const comparisons: readonly Operation[] = ["equal", "notEqual", "less", "lessEqual"];

/** Writes a random kernel: nested loops with carried values over partial, strided and whole accesses. */
class RandomKernel {
  private readonly random: (bound: number) => number;
  private readonly builder = new KernelBuilder(4);
  private readonly variables: IndexVariable[] = [];
  private readonly chunk: IndexVariable;
  private readonly row: IndexVariable;

  constructor(seed: number) {
    this.random = randomIntegers(seed);
    this.builder.parameter("x", "float32", "read");
    this.builder.parameter("n", "int32", "read");
    this.builder.parameter("y", "float32", "update");
    this.builder.parameter("m", "int32", "update");
    this.row = this.builder.gridVariable("row", 2);
    this.chunk = this.builder.gridVariable("chunk", 4);
  }

  write(): Kernel {
    const visible = [1, 4].flatMap((lanes) => [
      this.builder.constant("float32", this.random(9) - 4, lanes),
      this.builder.constant("int32", this.random(100) - 50, lanes),
      this.builder.constant("mask", this.random(2), lanes),
    ]);
    this.block(visible, 0);
    return this.builder.finish("random");
  }

  private block(visible: Register[], depth: number): void {
    const count = 4 + this.random(10);
    for (let i = 0; i < count; i++) {
      const kind = this.random(depth < 3 ? 8 : 7);
      if (kind < 3) visible.push(this.compute(visible));
      else if (kind === 3) visible.push(this.load());
      else if (kind === 4) this.store(visible);
      else if (kind === 5) visible.push(this.move(visible));
      else if (kind === 6) visible.push(this.leaf());
      else visible.push(...this.loop(visible, depth));
    }
    this.store(visible);
  }

  private loop(visible: readonly Register[], depth: number): readonly Register[] {
    const extent = this.random(5);
    const initial = Array.from({ length: this.random(4) }, () => this.pick(visible));
    return this.builder.loop(`i${depth}`, extent, initial, (counter, carried) => {
      this.variables.push(counter);
      const inner = [...visible, ...carried];
      this.block(inner, depth + 1);
      this.variables.pop();
      const local = inner.slice(visible.length);
      // Some next values are arguments of the same loop, which exchanges or keeps them.
      return carried.map(({ type, lanes }) => {
        const fitting = local.filter((one) => one.type === type && one.lanes === lanes);
        return fitting[this.random(fitting.length)]!;
      });
    });
  }

  private leaf(): Register {
    const lanes = this.random(2) === 0 ? 1 : 4;
    if (this.random(2) === 0) return this.builder.index(this.offset(0, 9), this.random(5) - 2, lanes);
    return this.builder.constant("float32", Math.fround(this.random(1000) / 7 - 70), lanes);
  }

  private compute(visible: readonly Register[]): Register {
    const { builder, random } = this;
    const a = this.pick(visible);
    const b = this.like(visible, a);
    const choice = random(4);
    if (a.type === "mask") {
      if (choice === 0) return builder.compute("not", a);
      if (choice === 1) return builder.compute("toInteger01", a);
      if (choice === 2) return builder.compute((["and", "or", "xor"] as const)[random(3)]!, a, b);
      const value = visible.find((one) => one.lanes === a.lanes && one.type !== "mask")!;
      return builder.compute("select", a, value, this.like(visible, value));
    }
    if (choice === 0) return builder.compute(comparisons[random(comparisons.length)]!, a, b);
    if (choice === 1) return builder.compute(binary[random(binary.length)]!, a, b);
    if (a.type === "float32") {
      if (choice === 2) return builder.compute(floatUnary[random(floatUnary.length)]!, a);
      const rest = random(4);
      if (rest === 0) return builder.compute("divide", a, b);
      if (rest === 1) return builder.compute("toInt", a);
      if (rest === 2) return builder.compute("fusedMultiplyAdd", a, b, this.like(visible, a));
      // The bits of a NaN are free, so none may reach an integer.
      const zero = builder.constant("int32", 0, a.lanes);
      return builder.compute("select", builder.compute("equal", a, a), builder.compute("bitsToInt", a), zero);
    }
    if (choice === 2) {
      const shifts = ["shiftLeft", "shiftRightLogical", "shiftRightArithmetic"] as const;
      return builder.shift(shifts[random(3)]!, a, random(32));
    }
    const rest = random(5);
    if (rest === 0) return builder.compute("bitsToFloat", a);
    if (rest === 1) return builder.compute("not", a);
    if (rest === 2) return builder.compute("absolute", a);
    if (rest === 3) return builder.compute((["and", "or", "xor"] as const)[random(3)]!, a, b);
    return builder.compute("toFloat", a);
  }

  private move(visible: readonly Register[]): Register {
    const one = this.pick(visible);
    if (one.lanes === 1) return this.builder.splat(one);
    if (this.random(2) === 0) return this.builder.extract(one, this.random(4));
    return this.builder.rotate(one, 1 + this.random(3));
  }

  private load(): Register {
    const parameter = this.random(4);
    const type = parameter % 2 === 0 ? "float32" : "int32";
    const address = this.address(parameter, true);
    if (this.random(3) === 0) return this.builder.load(type, { ...address, laneStride: 0 }, 1);
    return this.builder.loadPart(type, address, 1 + this.random(4));
  }

  private store(visible: readonly Register[]): void {
    const value = this.pick(visible.filter((one) => one.type !== "mask"));
    const parameter = value.type === "float32" ? 2 : 3;
    const address = this.address(parameter, false);
    if (value.lanes === 1) this.builder.store({ ...address, laneStride: 0 }, value);
    else this.builder.storePart(address, value, 1 + this.random(4));
  }

  /** An address within this chunk's own part of a parameter. */
  private address(parameter: number, broadcast: boolean) {
    const strides = broadcast ? [1, 1, 1, 0, 2, -3] : [1, 1, 1, 2, -3];
    return {
      parameter,
      offset: this.offset(9, chunkLength - 44, [this.row, 4 * chunkLength], [this.chunk, chunkLength]),
      laneStride: strides[this.random(strides.length)]!,
    };
  }

  private offset(
    least: number,
    most: number,
    ...terms: readonly (readonly [IndexVariable, number])[]
  ): Affine {
    const inner = this.variables
      .filter(() => this.random(2) === 0)
      .map((variable) => [variable, [1, 4, 3][this.random(3)]!] as const);
    return affine(least + this.random(most - least), ...terms, ...inner.slice(0, 2));
  }

  private pick(visible: readonly Register[]): Register {
    // The latest are picked most often, so that chains of dependent values grow.
    const back = Math.min(this.random(visible.length), this.random(visible.length));
    return visible[visible.length - 1 - back]!;
  }

  private like(visible: readonly Register[], { type, lanes }: Register): Register {
    return this.pick(visible.filter((one) => one.type === type && one.lanes === lanes));
  }
}

test("random kernels equal the interpreter bit for bit", () => {
  const engine = new WasmEngine({ threads: 1 });
  for (let seed = 1; seed <= 200; seed++) {
    const program = kernelProgram(new RandomKernel(seed * 7919).write(), [length, length, length, length]);
    const random = randomIntegers(seed);
    const floats = (): Float32Array =>
      Float32Array.from({ length }, (_, i) => (i % 31 === 0 ? Number.NaN : (random(4001) - 2000) / 64));
    const ints = (): Int32Array => Int32Array.from({ length }, () => random(2 ** 32) >> random(32));
    const given = [floats(), ints(), floats(), ints()];
    const actual = allocateBuffers(program, given);
    const expected = allocateBuffers(program, given);
    runProgram(engine, program, actual);
    interpretProgram(program, expected, { check: false });
    assert.equal(firstDifference(program, actual, expected), undefined, `seed ${seed}`);
  }
});
