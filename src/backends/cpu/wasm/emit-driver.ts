/**
 * Emits the two functions that go through a program's steps: `alone(frame)` for one thread, without atomics, and
 * `share(frame, thread, threads)`, which every thread of a run calls at once.
 */

import type { Kernel, Launch, Phase, Program, Repeat, Step } from "../../../compiler/lowered/program.ts";
import { control } from "../control-block.ts";
import { argumentStep, chunkCount, type DriverStep, planDriver } from "../driver-plan.ts";
import { FunctionBuilder, type WasmFunction } from "./assembler.ts";

/** How drivers call: the function numbers of kernels and of the barrier. */
export interface Callees {
  readonly kernel: (kernel: Kernel) => number;
  readonly barrier: number;
}

/** `alone(frame: i32)`: all steps, on the calling thread. */
export function emitAloneDriver(program: Program, callees: Callees): WasmFunction {
  const builder = new FunctionBuilder("alone", [{ name: "frame", type: "i32" }]);
  const writer = new DriverWriter(builder, callees);
  for (const step of program.steps) writer.alone(step);
  return builder.finish();
}

/**
 * `share(frame: i32, thread: i32, threads: i32)`: all steps, called by each of `threads` threads with its number.
 * Threads take chunks from a common counter; phases of a single chunk run on thread 0, and a barrier stands only
 * where what follows may run on another thread than what came before.
 */
export function emitShareDriver(program: Program, callees: Callees): WasmFunction {
  const builder = new FunctionBuilder("share", [
    { name: "frame", type: "i32" },
    { name: "thread", type: "i32" },
    { name: "threads", type: "i32" },
  ]);
  const writer = new DriverWriter(builder, callees);
  for (const step of planDriver(program.steps)) writer.share(step);
  return builder.finish();
}

class DriverWriter {
  private readonly builder: FunctionBuilder;
  private readonly callees: Callees;
  /** The local that counts the repeat around the phase being written. */
  private counter: number | undefined;

  constructor(builder: FunctionBuilder, callees: Callees) {
    this.builder = builder;
    this.callees = callees;
  }

  /** A step on one thread, in order. */
  alone(step: Step): void {
    if (step.kind === "repeat") {
      this.repeat(step, () => {
        for (const phase of step.body) this.alone(phase);
      });
      return;
    }
    for (const launch of step.launches) {
      const chunks = chunkCount(launch);
      if (chunks === 1) this.call(launch, () => this.builder.emit("i32.const", 0));
      else if (chunks > 1) this.callAll(launch, chunks);
    }
  }

  /** A step of every thread. */
  share(step: DriverStep): void {
    switch (step.kind) {
      case "shared":
        this.shared(step.phase);
        return;
      case "single":
        this.single(step.steps);
        return;
      case "barrier":
        this.barrier();
        return;
      case "repeat":
        this.repeat(step, () => {
          for (const inner of step.body) this.share(inner);
        });
    }
  }

  private single(steps: readonly Step[]): void {
    this.builder.get(1);
    this.builder.emit("i32.eqz");
    this.builder.emit("if");
    for (const step of steps) this.alone(step);
    this.builder.emit("end");
  }

  /** A phase whose chunks all threads take from the common counter, launch by launch. */
  private shared(phase: Phase): void {
    const { builder } = this;
    const chunk = builder.acquire("i32", "chunk");
    const take = (): void => {
      builder.emit("i32.const", 0);
      builder.emit("i32.const", 1);
      builder.emit("i32.atomic.rmw.add", control.chunk);
      builder.emit("local.tee", chunk);
    };
    take();
    builder.emit("drop");
    let start = 0;
    for (const launch of phase.launches) {
      const end = start + chunkCount(launch);
      if (end === start) continue;
      const first = start;
      builder.get(chunk);
      builder.emit("i32.const", end);
      builder.emit("i32.lt_u");
      builder.emit("if");
      const locals = this.argumentLocals(launch);
      builder.emit("loop");
      this.call(
        launch,
        () => {
          builder.get(chunk);
          builder.addConstant(-first);
        },
        locals,
      );
      take();
      builder.emit("i32.const", end);
      builder.emit("i32.lt_u");
      builder.emit("br_if", 0);
      builder.emit("end");
      builder.emit("end");
      for (const local of locals) builder.release(local);
      start = end;
    }
    builder.release(chunk);
  }

  private barrier(): void {
    const { builder } = this;
    builder.get(1);
    builder.get(2);
    builder.emit("call", this.callees.barrier);
    builder.emit("if");
    builder.emit("return");
    builder.emit("end");
  }

  private repeat({ variable }: Pick<Repeat, "variable">, body: () => void): void {
    if (variable.extent === 0) return;
    const { builder } = this;
    const counter = builder.acquire("i32", variable.name);
    builder.emit("i32.const", 0);
    builder.set(counter);
    builder.emit("loop");
    this.counter = counter;
    body();
    this.counter = undefined;
    this.advance(counter, variable.extent);
    builder.release(counter);
  }

  private callAll(launch: Launch, chunks: number): void {
    const { builder } = this;
    const locals = this.argumentLocals(launch);
    const chunk = builder.acquire("i32", "chunk");
    builder.emit("i32.const", 0);
    builder.set(chunk);
    builder.emit("loop");
    this.call(launch, () => builder.get(chunk), locals);
    this.advance(chunk, chunks);
    for (const local of [...locals, chunk]) builder.release(local);
  }

  /** Closes a loop that counts up to `extent`. */
  private advance(counter: number, extent: number): void {
    const { builder } = this;
    builder.get(counter);
    builder.addConstant(1);
    builder.emit("local.tee", counter);
    builder.emit("i32.const", extent);
    builder.emit("i32.lt_u");
    builder.emit("br_if", 0);
    builder.emit("end");
  }

  private argumentLocals(launch: Launch): number[] {
    return launch.arguments.map((_, i) => {
      const local = this.builder.acquire("i32", "argument");
      this.pushArgument(launch, i);
      this.builder.set(local);
      return local;
    });
  }

  private call(launch: Launch, pushChunk: () => void, locals?: readonly number[]): void {
    pushChunk();
    if (this.counter === undefined) this.builder.emit("i32.const", 0);
    else this.builder.get(this.counter);
    for (let i = 0; i < launch.arguments.length; i++) {
      if (locals === undefined) this.pushArgument(launch, i);
      else this.builder.get(locals[i]!);
    }
    this.builder.emit("call", this.callees.kernel(launch.kernel));
  }

  private pushArgument(launch: Launch, position: number): void {
    const { builder } = this;
    const { buffer, offset, oddOffset } = launch.arguments[position]!;
    builder.get(0);
    builder.emit("i32.load", 4 * buffer);
    builder.addConstant(4 * offset.constant);
    const coefficient = argumentStep(offset);
    if (this.counter === undefined) return;
    if (coefficient !== 0) {
      builder.get(this.counter);
      builder.emit("i32.const", (4 * coefficient) | 0);
      builder.emit("i32.mul");
      builder.emit("i32.add");
    }
    if (oddOffset !== 0) {
      builder.get(this.counter);
      builder.emit("i32.const", 1);
      builder.emit("i32.and");
      builder.emit("i32.const", (4 * oddOffset) | 0);
      builder.emit("i32.mul");
      builder.emit("i32.add");
    }
  }
}
