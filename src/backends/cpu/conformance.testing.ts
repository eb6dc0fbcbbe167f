/** Every op on every CPU path against `reference`, on random uses: what the tests of all kinds of op share. */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Random } from "../../base/random.ts";
import { type CompileOptions, compileGraph, unoptimized } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import { interpretProgram } from "../../compiler/lowered/interpret.ts";
import { verifyProgram } from "../../compiler/lowered/verify.ts";
import type { Graph } from "../../graph/node.ts";
import { printGraph } from "../../graph/print.ts";
import type { Property } from "../../ops/op.ts";
import { type OpName, opNamed, opNames } from "../../ops/table.ts";
import { type SampledGraph, sampleGraph } from "../../ops/testing.ts";
import type { Device } from "../../runtime/device.ts";
import { interpretGraph, sumsOfMagnitudes } from "../reference/interpret.ts";
import { cpuDevices } from "./devices.testing.ts";

/** Uses of an op for each of its dtypes on wasm and on native with AVX-512 or NEON. */
const usesEach = 1000;
/** Uses in one program: compiling takes most of the time, and a program of many takes less than many programs. */
const usesPerProgram = 40;
/** One in so many programs runs with AVX2 too, which shares with AVX-512 all but the width and the encodings. */
const programsForOneOfNarrow = 5;

type Kind = Property<unknown>["kind"];

/** In which file each kind of op is tested: three that take about as long, so that they run side by side. */
const groups = {
  leaf: "others",
  constant: "others",
  coordinate: "others",
  elementwise: "elementwise",
  movement: "others",
  reduction: "sums",
  cumulative: "sums",
  sort: "others",
  contraction: "sums",
  assembly: "others",
  accumulation: "sums",
  gather: "others",
  scatter: "sums",
  scan: "others",
  call: "others",
} as const satisfies Record<Kind, string>;

/** Kinds whose results are sums of terms, and all kinds that round. */
const summing = new Set<Kind>(["reduction", "cumulative", "contraction", "accumulation", "scatter"]);
const rounding = new Set<Kind>([...summing, "elementwise", "scan", "call"]);

/** A group of kinds of op. */
export type ConformanceGroup = (typeof groups)[Kind];

/** A random legal use of an op, and what `reference` makes of it. */
export interface Use extends SampledGraph {
  readonly name: OpName;
  /** The elements of each output. */
  readonly want: readonly Float64Array[];
  /** By what float32 results may miss each of them. */
  readonly bounds: readonly Float64Array[];
}

/** One device and the target that programs are compiled for there. */
export interface Subject {
  readonly name: string;
  readonly target: CpuTarget;
  readonly device: Device;
}

/** Random uses of an op: half of them with small integers, whose sums must be exact, of which half with NaN and infinities. */
export function drawUses(
  name: OpName,
  random: Random,
  count: number,
  wanted: (graph: Graph) => boolean = () => true,
): Use[] {
  return Array.from({ length: count }, (_, i) => {
    const exact = i % 2 === 0;
    const special = i % 4 === 0;
    const { graph, inputs } = sampleGraph(name, random, { exact, special, views: true, wanted });
    const want = interpretGraph(graph, inputs);
    return { name, graph, inputs, want, bounds: boundsOf(name, graph, inputs, want, exact) };
  });
}

/** In float32 8 ε of Σ|terms| of a sum, of the greatest element of a loop's results, else of the element; 0 where all is exact. */
function boundsOf(
  name: OpName,
  graph: Graph,
  inputs: readonly Float64Array[],
  want: readonly Float64Array[],
  exact: boolean,
): Float64Array[] {
  const { kind } = opNamed(name).property;
  const magnitudes = summing.has(kind) ? sumsOfMagnitudes(graph, inputs) : want;
  const greatest = kind === "scan" ? want.reduce((most, array) => array.reduce(larger, most), 1) : 0;
  return magnitudes.map((array, i) => {
    const rounded =
      rounding.has(kind) && graph.outputs[i]!.dtype === "float32" && !(exact && summing.has(kind));
    return array.map((each) => (rounded ? 8 * 2 ** -23 * larger(greatest, each) + 2 ** -149 : 0));
  });
}

function larger(a: number, b: number): number {
  return Math.max(a, Math.abs(b));
}

/**
 * Runs uses as one program on a device and holds what comes out against `reference`; if `interpreted`, the interpreter
 * of lowered programs, which checks accesses, must give the same bits, also of the unoptimized program.
 *
 * Throws: AssertionError naming the use and the element.
 */
export function checkUses(
  uses: readonly Use[],
  { name, target, device }: Subject,
  interpreted: boolean,
): void {
  const graph = {
    inputs: uses.flatMap((use) => use.graph.inputs),
    outputs: uses.flatMap((use) => use.graph.outputs),
    updates: [],
  };
  const inputs = uses.flatMap((use) => use.inputs);
  const hosts = graph.inputs.map(({ dtype }, i) =>
    dtype === "float32" ? Float32Array.from(inputs[i]!) : Int32Array.from(inputs[i]!),
  );
  const program = device.compile(graph);
  const outputs = program.run(hosts);
  program.release();
  const others = interpreted
    ? [{}, unoptimized].map((options) => interpreterOutputs(graph, target, hosts, options))
    : [];
  let at = 0;
  for (const use of uses) {
    for (const [i, want] of use.want.entries()) {
      const got = outputs[at]!;
      const say = (e: number): string =>
        `Element ${e} of output ${i} of a use of ${use.name} on ${name} is ${got[e]}, expected ${want[e]}`;
      assert.equal(got.length, want.length);
      const wrong = want.findIndex((value, e) => !isNear(got[e]!, value, use.bounds[i]![e]!));
      assert.equal(wrong, -1, `${say(wrong)} by reference:\n${printGraph(use.graph)}`);
      for (const { [at]: other } of others) {
        const differs = other!.findIndex((value, e) => !Object.is(value, got[e]));
        const bits = `${other![differs]} by the interpreter`;
        assert.equal(differs, -1, `${say(differs)} by reference, and ${bits}:\n${printGraph(use.graph)}`);
      }
      at++;
    }
  }
}

/** The float32 and int32 outputs of a graph by the interpreter of lowered programs. */
function interpreterOutputs(
  graph: Graph,
  target: CpuTarget,
  inputs: readonly (Float32Array | Int32Array)[],
  options: CompileOptions,
): (Float32Array | Int32Array)[] {
  const program = compileGraph(graph, target, options);
  verifyProgram(program);
  const arrays = program.buffers.map(({ role, type, length }, i) => {
    if (role === "temporary") return undefined;
    return inputs[i] ?? (type === "float32" ? new Float32Array(length) : new Int32Array(length));
  });
  interpretProgram(program, arrays, { order: "shuffled", seed: 7, poison: true });
  return graph.outputs.map((_, i) => arrays[graph.inputs.length + i]!);
}

function isNear(got: number, want: number, bound: number): boolean {
  if (got === want || Number.isNaN(want)) return got === want || Number.isNaN(got);
  return Math.abs(got - want) <= bound;
}

/** Declares a test for each op of a group. */
export function testConformance(group: ConformanceGroup): void {
  const subjects: Subject[] = [];
  for (const { name, target, skip, create } of cpuDevices) {
    if (skip === false) subjects.push({ name, target, device: create({ threads: 1 }) });
    else test(`${group} on ${name}`, { skip });
  }
  after(() => {
    for (const { device } of subjects) device.close();
  });
  // The last is AVX2, which has all where there is no AVX-512.
  const narrow = subjects.length > 2 ? subjects.at(-1) : undefined;
  for (const name of opNames.filter((each) => groups[opNamed(each).property.kind] === group)) {
    test(`${name} gives on every device what reference gives`, () => {
      const random = new Random(20 + opNames.indexOf(name));
      let programs = 0;
      for (const uses of usesOfEachDType(name, random)) {
        for (const subject of subjects) {
          if (subject === narrow && programs % programsForOneOfNarrow > 0) continue;
          checkUses(uses, subject, programs === 0);
        }
        programs++;
      }
    });
  }
}

/** Batches with `usesEach` uses for each combination of dtypes that the op's samples show. */
function* usesOfEachDType(name: OpName, random: Random): Generator<readonly Use[]> {
  const left = new Map<string, number>();
  drawUses(name, random, 200, (graph) => {
    left.set(dtypesOf(graph), usesEach);
    return true;
  });
  for (let rest = usesEach * left.size; rest > 0; rest -= usesPerProgram) {
    yield drawUses(name, random, Math.min(rest, usesPerProgram), (graph) => {
      const dtypes = dtypesOf(graph);
      const wanted = left.get(dtypes) ?? 0;
      left.set(dtypes, wanted - 1);
      return wanted > 0;
    });
  }
}

function dtypesOf({ inputs, outputs }: Graph): string {
  return [inputs, outputs].map((values) => [...new Set(values.map(({ dtype }) => dtype))].join()).join(" ");
}
