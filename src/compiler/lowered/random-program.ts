/** Random valid programs, to tell an emitter from the interpreter. */

import { affine } from "./builder.ts";
import type {
  Affine,
  Argument,
  BufferRole,
  BufferSpec,
  ElementType,
  IndexVariable,
  Launch,
  Phase,
  Program,
  Repeat,
  Step,
  Target,
} from "./program.ts";
import type { Elements } from "./program-buffers.ts";
import { RandomChoices } from "./random-choices.ts";
import { randomKernel } from "./random-kernel.ts";

/** A program and what to run it on. */
export interface RandomProgram {
  readonly program: Program;
  /** By buffer position: what inputs and states hold at the start. */
  readonly inputs: readonly (Elements | undefined)[];
}

/**
 * A program that keeps the contract and reads nothing unwritten: several phases and a repeat or none, of kernels
 * with all operations, loops, edges and strides. The same seed and target give the same program, and two runs
 * must agree in all bits of outputs and states, NaNs counting as equal.
 */
export function randomProgram(seed: number, target: Target): RandomProgram {
  return new ProgramWriter(new RandomChoices(seed), target).write();
}

/** Every length is a multiple of this and every count of chunks divides it. */
const unit = 24;
const chunkCounts = [1, 1, 2, 3, 4, 6, 8, 12, 24];

interface Binding {
  readonly argument: Argument;
  readonly access: "read" | "write" | "update";
  readonly type: ElementType;
  readonly length: number;
}

class ProgramWriter {
  private readonly choices: RandomChoices;
  private readonly target: Target;
  private readonly buffers: BufferSpec[] = [];
  private readonly inputs: (Elements | undefined)[] = [];
  /** Buffers whose every element is known. */
  private known = new Set<number>();
  private readonly freeRanges: { readonly offset: number; readonly length: number }[] = [];
  private arenaLength = 0;
  private kernelCount = 0;

  constructor(choices: RandomChoices, target: Target) {
    this.choices = choices;
    this.target = target;
  }

  write(): RandomProgram {
    const { choices } = this;
    for (const type of ["float32", "float32", "int32"] as const) this.declare("input", type);
    for (const type of ["float32", "int32"] as const) this.declare("state", type);
    this.declare("constant", choices.pick(["float32", "int32"]));
    const steps: Step[] = [];
    const count = choices.from(2, 4);
    const repeatAt = choices.from(0, 2 * count);
    for (let i = 0; i < count; i++) {
      steps.push(i === repeatAt ? this.repeat() : this.phase(undefined));
      this.forget();
    }
    const { buffers, arenaLength, target } = this;
    return { program: { target, buffers, steps, arenaLength }, inputs: this.inputs };
  }

  private declare(role: BufferRole, type: ElementType, units: number = this.choices.from(1, 8)): number {
    const { choices } = this;
    const length = unit * units;
    const position = this.buffers.length;
    const spec = { name: `${role}${position}`, type, length, role };
    const fill = (): Elements => {
      const elements = type === "float32" ? new Float32Array(length) : new Int32Array(length);
      return elements.map(() => (type === "float32" ? choices.float() : choices.integer()));
    };
    if (role === "temporary") this.buffers.push({ ...spec, arenaOffset: this.allocate(length) });
    else this.buffers.push(role === "constant" ? { ...spec, contents: fill() } : spec);
    this.inputs.push(role === "input" || role === "state" ? fill() : undefined);
    if (role !== "output" && role !== "temporary") this.known.add(position);
    return position;
  }

  private allocate(length: number): number {
    const free = this.freeRanges.findIndex((range) => range.length >= length);
    if (free >= 0) return this.freeRanges.splice(free, 1)[0]!.offset;
    const offset = this.arenaLength;
    this.arenaLength += Math.ceil(length / 16) * 16;
    return offset;
  }

  /** Lets some temporaries die, so that later ones lie where they lay. */
  private forget(): void {
    for (const position of [...this.known]) {
      const { role, arenaOffset, length } = this.buffers[position]!;
      if (role !== "temporary" || !this.choices.chance(0.4)) continue;
      this.known.delete(position);
      this.freeRanges.push({ offset: arenaOffset!, length });
    }
  }

  private repeat(): Repeat {
    const variable = { id: 1_000_000, name: "t", extent: this.choices.from(2, 4) };
    const body = Array.from({ length: this.choices.from(1, 3) }, () => this.phase(variable));
    return { kind: "repeat", variable, body };
  }

  private phase(counter: IndexVariable | undefined): Phase {
    const read = new Set<number>();
    const written = new Set<number>();
    const knownLater = new Set<number>();
    const launches: Launch[] = [];
    const count = this.choices.from(1, 3);
    for (let i = 0; i < count; i++) launches.push(this.launch(counter, read, written, knownLater));
    for (const buffer of knownLater) this.known.add(buffer);
    return { kind: "phase", launches };
  }

  private launch(
    counter: IndexVariable | undefined,
    read: Set<number>,
    written: Set<number>,
    knownLater: Set<number>,
  ): Launch {
    const { choices } = this;
    const bindings: Binding[] = [];
    const state = this.buffers.findIndex((_, i) => this.free(i, "state", read, written));
    if (counter !== undefined && state >= 0 && choices.chance(0.4)) {
      bindings.push(...this.doubleBuffer(state));
      read.add(state);
      written.add(state);
    }
    for (let i = bindings.length === 0 ? 0 : 1; i < choices.from(1, 2); i++) {
      bindings.push(this.destination(counter, read, written, knownLater));
    }
    const readable = [...this.known].filter((buffer) => !written.has(buffer));
    for (let i = choices.from(1, 3); i > 0 && readable.length > 0; i--) {
      const buffer = choices.pick(readable);
      read.add(buffer);
      bindings.push(this.source(buffer, counter));
    }
    const kernel = randomKernel(choices, this.target, {
      name: `random${this.kernelCount++}`,
      chunks: choices.pick(chunkCounts),
      parameters: bindings,
      ...(counter !== undefined && choices.chance(0.7) ? { repeat: counter } : {}),
    });
    return { kernel, arguments: bindings.map((binding) => binding.argument) };
  }

  private free(position: number, role: BufferRole, read: Set<number>, written: Set<number>): boolean {
    return this.buffers[position]!.role === role && !read.has(position) && !written.has(position);
  }

  /** Something to write: a state or a temporary that is there, or a new output or temporary. */
  private destination(
    counter: IndexVariable | undefined,
    read: Set<number>,
    written: Set<number>,
    knownLater: Set<number>,
  ): Binding {
    const { choices } = this;
    const old = [...this.known].filter(
      (i) => this.free(i, "state", read, written) || this.free(i, "temporary", read, written),
    );
    if (old.length > 0 && choices.chance(0.4)) {
      const buffer = choices.pick(old);
      written.add(buffer);
      read.add(buffer);
      return this.whole(buffer, choices.chance(0.6) ? "update" : "write");
    }
    const type = choices.pick(["float32", "float32", "int32"] as const);
    const role = choices.pick(["output", "temporary"] as const);
    if (counter !== undefined && choices.chance(0.5)) {
      // One part for each step of the repeat: none is known before the repeat ends, so nobody reads it.
      const part = choices.from(1, 3);
      const buffer = this.declare("output", type, part * counter.extent);
      written.add(buffer);
      const length = part * unit;
      const backwards = choices.chance(0.5);
      const offset = backwards
        ? affine((counter.extent - 1) * length, [counter, -length])
        : affine(0, [counter, length]);
      return { argument: { buffer, offset, oddOffset: 0 }, access: "write", type, length };
    }
    const buffer = this.declare(role, type);
    written.add(buffer);
    knownLater.add(buffer);
    return this.whole(buffer, "write");
  }

  private source(buffer: number, counter: IndexVariable | undefined): Binding {
    const { type, length } = this.buffers[buffer]!;
    if (counter === undefined || this.choices.chance(0.5)) return this.whole(buffer, "read");
    const part = Math.floor(length / counter.extent);
    const offset = affine(0, [counter, part]);
    return { argument: { buffer, offset, oddOffset: 0 }, access: "read", type, length: part };
  }

  /** Reads one half of a state and writes the other, which change places at every step. */
  private doubleBuffer(buffer: number): readonly Binding[] {
    const { type, length } = this.buffers[buffer]!;
    const half = Math.floor(length / (2 * unit)) * unit;
    if (half === 0) return [];
    const from: Affine = affine(0);
    return [
      { argument: { buffer, offset: from, oddOffset: half }, access: "read", type, length: half },
      { argument: { buffer, offset: affine(half), oddOffset: -half }, access: "write", type, length: half },
    ];
  }

  private whole(buffer: number, access: Binding["access"]): Binding {
    const { type, length } = this.buffers[buffer]!;
    return { argument: { buffer, offset: affine(0), oddOffset: 0 }, access, type, length };
  }
}
