/** What the fuzzer tries: random cases of three kinds, each of which its words say all about. */

import assert from "node:assert/strict";
import { Random } from "../../base/random.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import type { Program, Target } from "../../compiler/lowered/program.ts";
import { allocateBuffers, type Elements, firstDifference } from "../../compiler/lowered/program-buffers.ts";
import { randomProgram } from "../../compiler/lowered/random-program.ts";
import { type OpName, opNames } from "../../ops/table.ts";
import { checkUses, drawUses, type Subject } from "./conformance.testing.ts";
import { cpuDevices, nativeDevices } from "./devices.testing.ts";
import { NativeEngine } from "./native/native-engine.ts";
import { assertNearReference } from "./near-reference.testing.ts";
import { randomGraph } from "./random-graph.testing.ts";
import { DeviceVariants } from "./same-bits.testing.ts";
import { WasmEngine } from "./wasm/engine.ts";
import { runProgram } from "./wasm/one-kernel.test.fixture.ts";
import { nodePlatform } from "./wasm/pool.ts";
import { wasmTarget } from "./wasm/target.ts";
import { native } from "./x64/kernel-check.test.support.ts";
import { runOnEngine } from "./x64/run-program.test.support.ts";

/** Uses of an op in a case, and how many of them the interpreter of lowered programs runs too. */
const usesPerCase = 40;
const interpretedPerCase = 5;

/** An engine that runs lowered programs. */
interface ProgramRunner {
  readonly name: string;
  readonly target: Target;
  run(program: Program, arrays: readonly (Elements | undefined)[], times: number): void;
  close(): void;
}

/**
 * Tries cases. A case is written `op:conv:7` (forty uses of an op, drawn from seed 7), `op:conv:7:3` (the fourth of
 * them alone), `graph:7` or `program:7`.
 */
export class Fuzzer {
  private readonly subjects: readonly Subject[];
  private readonly variants: readonly DeviceVariants[];
  private readonly runners: readonly ProgramRunner[];

  constructor() {
    const usable = cpuDevices.filter(({ skip }) => skip === false);
    this.subjects = usable.map(({ name, target, create }) => ({
      name,
      target,
      device: create({ threads: 1 }),
    }));
    this.variants = usable.map((device) => new DeviceVariants(device));
    this.runners = [1, 2].flatMap((threads) => programRunners(threads));
  }

  /** A round of random cases: of each kind so many that they take about as long. */
  static round(random: Random): string[] {
    const seed = (): number => random.integer(0, 2 ** 24);
    const several = Array.from({ length: 8 }, () => [
      `op:${random.pick(opNames)}:${seed()}`,
      `program:${seed()}`,
    ]);
    return [...several.flat(), `graph:${seed()}`];
  }

  /** How many things a case tries. */
  static size(words: string): number {
    return words.startsWith("op:") && words.split(":").length === 3 ? usesPerCase : 1;
  }

  /** Throws: Error that tells of what went wrong; RangeError if there is no such case. */
  run(words: string): void {
    const [kind, ...rest] = words.split(":");
    const numbers = rest.slice(kind === "op" ? 1 : 0).map(Number);
    const [seed, use] = numbers;
    const most = kind === "op" ? 2 : 1;
    const legal = numbers.length >= 1 && numbers.length <= most && numbers.every((n) => Number.isInteger(n));
    if (kind === "op" && opNames.includes(rest[0] as OpName) && legal && (use ?? 0) < usesPerCase) {
      this.checkOp(rest[0] as OpName, seed!, use);
    } else if (kind === "graph" && legal) this.checkGraph(seed!);
    else if (kind === "program" && legal) this.checkProgram(seed!);
    else {
      throw new RangeError(
        `Cannot run the case ${words}: expected op:NAME:SEED, op:NAME:SEED:USE, graph:SEED or program:SEED, got ` +
          `${words}. Copy one that the fuzzer printed.`,
      );
    }
  }

  /** The smallest part of a case that fails too: one use of an op, if it fails alone. */
  narrow(words: string): string {
    if (!words.startsWith("op:") || words.split(":").length > 3) return words;
    const alone = Array.from({ length: usesPerCase }, (_, i) => `${words}:${i}`);
    return alone.find((each) => this.fails(each)) ?? words;
  }

  close(): void {
    for (const { device } of this.subjects) device.close();
    for (const each of [...this.variants, ...this.runners]) each.close();
  }

  private fails(words: string): boolean {
    try {
      this.run(words);
      return false;
    } catch {
      return true;
    }
  }

  private checkOp(name: OpName, seed: number, use: number | undefined): void {
    const uses = drawUses(name, new Random(seed), usesPerCase);
    const chosen = use === undefined ? uses : [uses[use]!];
    for (const subject of this.subjects) {
      checkUses(chosen.slice(0, interpretedPerCase), subject, true);
      checkUses(chosen.slice(interpretedPerCase), subject, false);
    }
  }

  private checkGraph(seed: number): void {
    const random = new Random(seed);
    const sample = randomGraph(random, random.integer(3, 24));
    const results = this.variants.map((variants) => variants.run(sample));
    for (const result of results) assertNearReference(sample, result, random);
    const native = results.slice(1);
    for (const other of native.slice(1)) assert.deepEqual(other, native[0], "AVX2 differs from AVX-512");
  }

  private checkProgram(seed: number): void {
    for (const { name, target, run } of this.runners) {
      const { program, inputs } = randomProgram(seed, target);
      const [expected, actual] = [allocateBuffers(program, inputs), allocateBuffers(program, inputs)];
      for (let i = 0; i < 2; i++) interpretProgram(program, expected, { check: false });
      run(program, actual, 2);
      const difference = firstDifference(program, actual, expected);
      assert.equal(difference, undefined, `${name} differs from the interpreter: ${difference}`);
    }
  }
}

function programRunners(threads: number): ProgramRunner[] {
  const wasm = new WasmEngine({ platform: nodePlatform, threads });
  const natives = nativeDevices
    .filter(({ skip }) => skip === false)
    .map(({ instructions, target }): ProgramRunner => {
      const engine = new NativeEngine(native(), target, threads);
      return {
        name: `native with ${instructions} on ${threads} threads`,
        target: target.compiler,
        run: (program, arrays, times) => runOnEngine(engine, program, arrays, times),
        close: () => engine.close(),
      };
    });
  return [
    {
      name: `wasm on ${threads} threads`,
      target: wasmTarget,
      run: (program, arrays, times) => runProgram(wasm, program, arrays, times),
      close: () => wasm.close(),
    },
    ...natives,
  ];
}
