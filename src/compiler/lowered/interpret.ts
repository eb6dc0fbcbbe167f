/** The meaning of a lowered program: a bit-exact interpreter in plain JavaScript that distrusts the program. */

import { AccessChecker, ChunkRegister, type Shadow, type WatchedBuffer } from "./access-checker.ts";
import { compileKernel } from "./kernel-function.ts";
import { type Lifetime, lifetimesOf, type PhaseRun, runsOf } from "./lifetimes.ts";
import type { Affine, BufferSpec, IndexVariable, Kernel, Launch, Program } from "./program.ts";
import type { Elements } from "./program-buffers.ts";
import { RandomChoices } from "./random-choices.ts";

/** How adversarial a run is. */
export interface InterpretOptions {
  /** In which order the chunks of all launches of a phase run. Default "forward". */
  readonly order?: "forward" | "backward" | "shuffled";
  /** Of "shuffled". Default 1. */
  readonly seed?: number;
  /** Fill outputs, and temporaries when they come to life and when they die, with NaN. Default true. */
  readonly poison?: boolean;
  /** Watch every access: bounds, regions and conflicts. Default true; about ten times faster without. */
  readonly check?: boolean;
}

/** A quiet NaN as float32 and 2143346349 as int32: what memory holds that nobody has written. */
export const poisonBits = 0x7fc0dead;

interface Storage {
  readonly elements: Elements;
  /** Where the buffer starts in `elements` and in the shadow. */
  readonly base: number;
  readonly watched: WatchedBuffer;
}

/**
 * Runs a program once. `buffers[i]` holds buffer i's elements: filled for inputs and states, overwritten for
 * outputs and states; constants and temporaries have none.
 *
 * Float operations round as float32 hardware does; a NaN's bits are unspecified.
 *
 * Throws: Error naming kernels, buffer and element, where a chunk leaves its buffer or its kernel's regions,
 * or touches an element that another chunk of the same phase writes.
 */
export function interpretProgram(
  program: Program,
  buffers: readonly (Elements | undefined)[],
  options: InterpretOptions = {},
): void {
  new Interpreter(program, buffers, options).run();
}

class Interpreter {
  private readonly program: Program;
  private readonly options: InterpretOptions;
  private readonly arena: Int32Array;
  private readonly storages: readonly Storage[];
  private readonly checkers = new Map<Kernel, AccessChecker>();
  private readonly chunks = new ChunkRegister();
  private readonly choices: RandomChoices;

  constructor(program: Program, buffers: readonly (Elements | undefined)[], options: InterpretOptions) {
    this.program = program;
    this.options = options;
    this.choices = new RandomChoices(options.seed ?? 1);
    this.arena = new Int32Array(program.arenaLength);
    const arenaFloats = new Float32Array(this.arena.buffer);
    const checked = options.check ?? true;
    const arenaShadow = shadow(checked ? program.arenaLength : 0);
    this.storages = program.buffers.map((buffer, i) => {
      if (buffer.role === "temporary") {
        const base = buffer.arenaOffset ?? 0;
        const watched = { name: buffer.name, shadow: arenaShadow, low: base, high: base + buffer.length };
        return { elements: buffer.type === "float32" ? arenaFloats : this.arena, base, watched };
      }
      const elements = buffer.role === "constant" ? buffer.contents : buffers[i];
      checkElements(buffer, elements);
      const own = shadow(checked ? buffer.length : 0);
      const watched = { name: buffer.name, shadow: own, low: 0, high: buffer.length };
      return { elements, base: 0, watched };
    });
  }

  run(): void {
    const { program } = this;
    const poison = this.options.poison ?? true;
    const runs = runsOf(program);
    const lifetimes = lifetimesOf(program, runs);
    if (poison) {
      this.arena.fill(poisonBits);
      for (const [i, buffer] of program.buffers.entries()) {
        if (buffer.role === "output") bitsOf(this.storages[i]!.elements).fill(poisonBits);
      }
    }
    for (const [at, run] of runs.entries()) {
      const used = new Set(run.phase.launches.flatMap((launch) => launch.arguments.map((one) => one.buffer)));
      if (poison)
        this.poison(
          lifetimes,
          (one) => one.first === at,
          (one) => one.first < at && used.has(one.buffer),
        );
      this.phase(run);
      if (poison)
        this.poison(
          lifetimes,
          (one) => one.last === at,
          (one) => one.first <= at && one.last > at,
        );
    }
  }

  /** Fills the ranges that `ends` picks, except where a temporary lies that `survives`. */
  private poison(
    lifetimes: readonly Lifetime[],
    ends: (lifetime: Lifetime) => boolean,
    survives: (lifetime: Lifetime) => boolean,
  ): void {
    const ranges = lifetimes.filter(ends);
    if (ranges.length === 0) return;
    const survivors = lifetimes.filter(survives);
    for (const { low, high } of ranges) {
      const near = survivors.filter((other) => other.low < high && other.high > low);
      if (near.length === 0) this.arena.fill(poisonBits, low, high);
      else {
        for (let e = low; e < high; e++) {
          if (!near.some((other) => other.low <= e && e < other.high)) this.arena[e] = poisonBits;
        }
      }
    }
  }

  private phase({ phase, counter, repeat }: PhaseRun): void {
    this.chunks.startPhase();
    const prepared = phase.launches.map((launch) => this.prepare(launch, counter, repeat));
    for (const [launch, chunk] of this.chunkOrder(phase.launches)) {
      prepared[launch]!(chunk);
    }
  }

  private prepare(
    launch: Launch,
    counter: IndexVariable | undefined,
    repeat: number,
  ): (chunk: number) => void {
    const { kernel } = launch;
    const checker = this.checkerOf(kernel);
    const run = compileKernel(kernel, checker !== undefined);
    const storages = launch.arguments.map((argument) => this.storages[argument.buffer]!);
    const elements = storages.map((storage) => storage.elements);
    const watched = storages.map((storage) => storage.watched);
    const bases = launch.arguments.map((argument, i) => {
      const odd = repeat % 2 === 1 ? argument.oddOffset : 0;
      return storages[i]!.base + at(argument.offset, counter, repeat) + odd;
    });
    return (chunk) => {
      const coordinates: number[] = new Array(kernel.grid.length);
      let rest = chunk;
      for (let i = kernel.grid.length - 1; i >= 0; i--) {
        const { extent } = kernel.grid[i]!;
        coordinates[i] = rest % extent;
        rest = Math.floor(rest / extent);
      }
      if (checker !== undefined) {
        this.chunks.startChunk(kernel);
        checker.enter(watched, bases, coordinates, repeat);
      }
      run(elements, bases, coordinates, repeat, checker);
    };
  }

  private checkerOf(kernel: Kernel): AccessChecker | undefined {
    if (!(this.options.check ?? true)) return undefined;
    let checker = this.checkers.get(kernel);
    if (checker === undefined) this.checkers.set(kernel, (checker = new AccessChecker(kernel, this.chunks)));
    return checker;
  }

  private chunkOrder(launches: readonly Launch[]): (readonly [launch: number, chunk: number])[] {
    const all = launches.flatMap(({ kernel }, launch) => {
      const chunks = kernel.grid.reduce((product, variable) => product * variable.extent, 1);
      return Array.from({ length: chunks }, (_, chunk) => [launch, chunk] as const);
    });
    if (this.options.order === "backward") return all.reverse();
    if (this.options.order === "shuffled") {
      for (let i = all.length - 1; i > 0; i--) {
        const j = this.choices.from(0, i);
        [all[i], all[j]] = [all[j]!, all[i]!];
      }
    }
    return all;
  }
}

function shadow(length: number): Shadow {
  return { readers: new Int32Array(length), writers: new Int32Array(length) };
}

function at(offset: Affine, counter: IndexVariable | undefined, repeat: number): number {
  return offset.terms.reduce((sum, { variable, coefficient }) => {
    if (variable !== counter) {
      throw new Error(
        `Cannot place an argument by ${variable.name}: expected the enclosing repeat's counter.`,
      );
    }
    return sum + coefficient * repeat;
  }, offset.constant);
}

function bitsOf(elements: Elements): Int32Array {
  return new Int32Array(elements.buffer, elements.byteOffset, elements.length);
}

function checkElements(buffer: BufferSpec, elements: Elements | undefined): asserts elements is Elements {
  const expected = buffer.type === "float32" ? Float32Array : Int32Array;
  if (elements instanceof expected && elements.length === buffer.length) return;
  const got = elements === undefined ? "nothing" : `${elements.constructor.name}(${elements.length})`;
  throw new Error(
    `Cannot run with ${got} as ${buffer.role} ${buffer.name}: expected ${expected.name}(${buffer.length}).`,
  );
}
