/** Emits the function in which every thread of a run goes through a program's steps. */

import type { Argument, Kernel, Launch, Phase, Step } from "../../../compiler/lowered/program.ts";
import { control } from "../control-block.ts";
import { argumentStep, chunkCount, type DriverStep, planDriver } from "../driver-plan.ts";
import { elementBytes } from "../native/pointers.ts";
import { Assembler, stackPointer } from "./assembler.ts";
import { emitBarrier, type Waiting } from "./emit-barrier.ts";
import { constantScratch } from "./registers.ts";

/** Registers that kernels preserve. */
const [table, controlBlock, thread, repeat, chunk, threads] = [19, 20, 21, 22, 23, 24];
const saved = [19, 21, 23, 29];
const [pointer, product, address, sum, failed] = [9, 10, 11, 12, 13];
const pointerBytes = 8;

/** See `NativeTarget`. */
export function emitDriver(
  steps: readonly Step[],
  kernelAt: (kernel: Kernel) => number,
  waiting: Waiting,
): Uint8Array {
  return new DriverWriter(kernelAt).write(steps, waiting);
}

/** See `NativeTarget`. Code may lie where other code lay before, of which this thread may have fetched some ahead. */
export function emitEntry(): Uint8Array {
  const assembler = new Assembler();
  assembler.synchronizeInstructions();
  assembler.memory("load64", address, { base: 0, displacement: control.driverAddress });
  assembler.jumpTo(address);
  return assembler.finish();
}

class DriverWriter {
  private readonly assembler = new Assembler();
  private readonly kernelAt: (kernel: Kernel) => number;
  private readonly barrier = this.assembler.label();

  constructor(kernelAt: (kernel: Kernel) => number) {
    this.kernelAt = kernelAt;
  }

  write(steps: readonly Step[], waiting: Waiting): Uint8Array {
    const { assembler } = this;
    const phases = steps.flatMap((step) => (step.kind === "phase" ? [step] : step.body));
    const launches = phases.flatMap((phase) => phase.launches);
    const most = Math.max(0, ...launches.map((launch) => launch.arguments.length));
    const frame = Math.ceil((most * pointerBytes) / 16) * 16;
    for (const first of saved) assembler.pushPair("general", first);
    assembler.addConstant(stackPointer, stackPointer, -frame);
    assembler.move(controlBlock, 0);
    assembler.move(thread, 1);
    assembler.move(threads, 2);
    assembler.memory("load64", table, { base: controlBlock, displacement: control.tableAddress });
    assembler.moveConstant(repeat, 0);
    for (const step of planDriver(steps)) this.step(step);
    assembler.addConstant(stackPointer, stackPointer, frame);
    for (const first of [...saved].reverse()) assembler.popPair("general", first);
    assembler.ret();
    emitBarrier(assembler, this.barrier, { control: controlBlock, threads }, waiting);
    return assembler.finish();
  }

  private step(step: DriverStep): void {
    switch (step.kind) {
      case "shared":
        this.shared(step.phase);
        return;
      case "single":
        this.single(step.steps);
        return;
      case "barrier":
        this.assembler.call(this.barrier);
        return;
      case "repeat":
        this.repeat(step.variable.extent, () => {
          for (const inner of step.body) this.step(inner);
        });
    }
  }

  private single(steps: readonly Step[]): void {
    const { assembler } = this;
    const others = assembler.label();
    assembler.compareConstant32(thread, 0);
    assembler.jumpIf("notEqual", others);
    for (const step of steps) this.alone(step);
    assembler.bind(others);
  }

  private alone(step: Step): void {
    if (step.kind === "repeat") {
      this.repeat(step.variable.extent, () => {
        for (const phase of step.body) this.alone(phase);
      });
      return;
    }
    for (const launch of step.launches) {
      if (chunkCount(launch) === 0) continue;
      this.arguments(launch);
      this.assembler.moveConstant(chunk, 0);
      this.call(launch, 0);
    }
  }

  /** A phase whose chunks all threads take from the common counter, launch by launch. */
  private shared({ launches }: Phase): void {
    const { assembler } = this;
    this.takeChunk();
    let first = 0;
    for (const launch of launches) {
      const end = first + chunkCount(launch);
      if (end === first) continue;
      const next = assembler.label();
      assembler.compareConstant32(chunk, end);
      assembler.jumpIf("aboveEqual", next);
      this.arguments(launch);
      this.loopWhileBelow(() => {
        this.call(launch, first);
        this.takeChunk();
        assembler.compareConstant32(chunk, end);
      });
      assembler.bind(next);
      first = end;
    }
  }

  private repeat(extent: number, body: () => void): void {
    if (extent === 0) return;
    const { assembler } = this;
    assembler.moveConstant(repeat, 0);
    this.loopWhileBelow(() => {
      body();
      assembler.addConstant(repeat, repeat, 1);
      assembler.compareConstant32(repeat, extent);
    });
    assembler.moveConstant(repeat, 0);
  }

  /** Repeats what ends with a comparison. */
  private loopWhileBelow(body: () => void): void {
    const start = this.assembler.label();
    this.assembler.bind(start);
    body();
    this.assembler.jumpIf("below", start);
  }

  private takeChunk(): void {
    this.assembler.addConstant(address, controlBlock, control.chunk);
    this.assembler.fetchAdd32(chunk, address, 1, sum, failed);
  }

  /** Calls the kernel for the chunk whose number in the phase is `first` less. */
  private call(launch: Launch, first: number): void {
    const { assembler } = this;
    assembler.addConstant(0, chunk, -first);
    assembler.move(1, repeat);
    assembler.addConstant(2, stackPointer, 0);
    assembler.callAt(this.kernelAt(launch.kernel));
  }

  /** Leaves the pointers of a launch on the stack. */
  private arguments(launch: Launch): void {
    launch.arguments.forEach((argument, i) => {
      this.pointer(argument);
      this.assembler.memory("store64", pointer, { base: stackPointer, displacement: i * pointerBytes });
    });
  }

  /** Finds where an argument starts. */
  private pointer({ buffer, offset, oddOffset }: Argument): void {
    const { assembler } = this;
    assembler.memory("load64", pointer, { base: table, displacement: buffer * pointerBytes });
    if (offset.constant !== 0) assembler.addConstant(pointer, pointer, offset.constant * elementBytes);
    const step = argumentStep(offset) * elementBytes;
    if (step !== 0) this.addMultiple(repeat, step);
    if (oddOffset !== 0) {
      assembler.lowestBit(product, repeat);
      this.addMultiple(product, oddOffset * elementBytes);
    }
  }

  /** The pointer grows by a register's value times a constant. */
  private addMultiple(source: number, bytes: number): void {
    const { assembler } = this;
    assembler.moveConstant(constantScratch, bytes);
    assembler.multiply(product, source, constantScratch);
    assembler.add(pointer, pointer, product);
  }
}
