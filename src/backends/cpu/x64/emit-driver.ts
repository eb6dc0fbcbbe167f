/** Emits the function in which every thread of a run goes through a program's steps. */

import type { Argument, Kernel, Launch, Phase, Step } from "../../../compiler/lowered/program.ts";
import { control } from "../control-block.ts";
import { argumentStep, chunkCount, type DriverStep, planDriver } from "../driver-plan.ts";
import { general, isInt32, type MachineRegister } from "../native/machine.ts";
import { elementBytes } from "../native/pointers.ts";
import { Assembler } from "./assembler.ts";
import { stackPointer, systemV } from "./calling-convention.ts";
import { emitBarrier } from "./emit-barrier.ts";
import { counter, emitTakeChunk, limit } from "./emit-take-chunk.ts";
import type { MachineMemory } from "./encoding.ts";

const [rax, rcx, rdx] = [general(0), general(1), general(2)];
/** Registers that kernels preserve. */
const [table, controlBlock, thread, repeat, chunk, threads] = [3, 5, 12, 13, 14, 15].map(general) as [
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
  MachineRegister,
];
const pointerBytes = 8;
/** What a thread remembers while it takes chunks, on the stack behind a launch's arguments. */
const slots = ["owner", "left", "limit", "counter", "before", "shift"] as const;
const chunkArgument = general(systemV.arguments[0]);

/** See `NativeTarget`. */
export function emitDriver(steps: readonly Step[], kernelAt: (kernel: Kernel) => number): Uint8Array {
  return new DriverWriter(kernelAt).write(steps);
}

/** See `NativeTarget`. */
export function emitEntry(): Uint8Array {
  const assembler = new Assembler();
  assembler.jumpThrough({ base: systemV.arguments[0], displacement: control.driverAddress });
  return assembler.finish();
}

class DriverWriter {
  private readonly assembler = new Assembler();
  private readonly kernelAt: (kernel: Kernel) => number;
  private readonly barrier = this.assembler.label();
  private readonly take = this.assembler.label();
  /** The most arguments of a launch. */
  private most = 0;

  constructor(kernelAt: (kernel: Kernel) => number) {
    this.kernelAt = kernelAt;
  }

  write(steps: readonly Step[]): Uint8Array {
    const { assembler } = this;
    const phases = steps.flatMap((step) => (step.kind === "phase" ? [step] : step.body));
    const launches = phases.flatMap((phase) => phase.launches);
    this.most = Math.max(0, ...launches.map((launch) => launch.arguments.length));
    const saved = [table, controlBlock, thread, repeat, chunk, threads];
    // Six registers and the return address on the stack: eight more bytes keep it at a multiple of 16.
    const frame = Math.ceil(((this.most + slots.length) * pointerBytes) / 16) * 16 + 8;
    for (const register of saved) assembler.push(register);
    assembler.withConstant("subtract", general(stackPointer), frame);
    const [first, second, third] = systemV.arguments.map(general);
    assembler.move(controlBlock, first!);
    assembler.move(thread, second!);
    assembler.move(threads, third!);
    assembler.move(table, this.control(control.tableAddress));
    assembler.clear(repeat);
    for (const step of planDriver(steps)) this.step(step);
    assembler.withConstant("add", general(stackPointer), frame);
    for (const register of saved.reverse()) assembler.pop(register);
    assembler.ret();
    emitBarrier(assembler, this.barrier, { control: controlBlock.number, threads });
    emitTakeChunk(assembler, this.take, controlBlock.number, chunk);
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
      this.assembler.clear(chunkArgument);
      this.call(launch);
    }
  }

  /**
   * Every thread owns as many chunks of each launch, neighbours, the same ones in each phase: what it reads is mostly what
   * it wrote, and lies in its cache. When it has no more of its own it goes on with those of the next thread.
   */
  private shared(phase: Phase): void {
    const { assembler } = this;
    const launches = phase.launches.filter((launch) => chunkCount(launch) > 0);
    // Each launch rounds an owner's part up, so that together they are at most so many more than all at once.
    assembler.moveConstant(
      rax,
      launches.reduce((sum, launch) => sum + chunkCount(launch), 0),
    );
    this.shareOut();
    assembler.withConstant("add", rax, launches.length - 1);
    assembler.move(this.slot("limit"), rax);
    assembler.move(this.slot("owner"), thread);
    assembler.move(this.slot("left"), threads);
    const [owners, same] = [assembler.label(), assembler.label()];
    assembler.bind(owners);
    assembler.multiplyConstant(rax, this.slot("owner"), control.counterBytes);
    assembler.add(rax, controlBlock);
    assembler.withConstant("add", rax, control.bytes);
    assembler.move(this.slot("counter"), rax);
    this.takeChunk();
    assembler.clear(rax);
    assembler.move(this.slot("before"), rax);
    for (const launch of launches) this.owned(launch);
    assembler.withConstant("add", this.slot("owner"), 1);
    assembler.compare(this.slot("owner"), threads);
    assembler.jumpIf("below", same);
    assembler.clear(rax);
    assembler.move(this.slot("owner"), rax);
    assembler.bind(same);
    assembler.decrement(this.slot("left"));
    assembler.jumpIf("notEqual", owners);
  }

  /** Those chunks of a launch that are the owner's: the next after `before` of its chunks in the phase. */
  private owned(launch: Launch): void {
    const { assembler } = this;
    const [shift, end] = [general(8), general(9)];
    const next = assembler.label();
    assembler.move(rcx, this.slot("owner"));
    this.firstChunk(shift, launch, rcx);
    assembler.withConstant("add", rcx, 1);
    this.firstChunk(end, launch, rcx);
    assembler.subtract(shift, this.slot("before"));
    assembler.subtract(end, shift);
    assembler.move(this.slot("shift"), shift);
    assembler.move(this.slot("before"), end);
    assembler.compare32(chunk, end);
    assembler.jumpIf("aboveEqual", next);
    this.arguments(launch);
    this.loopWhileBelow(() => {
      assembler.move(chunkArgument, chunk);
      assembler.add(chunkArgument, this.slot("shift"));
      this.call(launch);
      this.takeChunk();
      assembler.move(rcx, this.slot("before"));
      assembler.compare32(chunk, rcx);
    });
    assembler.bind(next);
  }

  /** target ← ⌈owner · chunks / threads⌉, the first chunk that is the owner's; rax and rdx are lost. */
  private firstChunk(target: MachineRegister, launch: Launch, owner: MachineRegister): void {
    const { assembler } = this;
    assembler.multiplyConstant(rax, owner, chunkCount(launch));
    this.shareOut();
    assembler.move(target, rax);
  }

  /** rax ← ⌈rax / threads⌉; rdx is lost. */
  private shareOut(): void {
    const { assembler } = this;
    assembler.add(rax, threads);
    assembler.withConstant("subtract", rax, 1);
    assembler.clear(rdx);
    assembler.divide(threads);
  }

  private repeat(extent: number, body: () => void): void {
    if (extent === 0) return;
    const { assembler } = this;
    assembler.clear(repeat);
    this.loopWhileBelow(() => {
      body();
      assembler.withConstant("add", repeat, 1);
      assembler.compareConstant32(repeat, extent);
    });
    assembler.clear(repeat);
  }

  /** Repeats what ends with a comparison. */
  private loopWhileBelow(body: () => void): void {
    const start = this.assembler.label();
    this.assembler.bind(start);
    body();
    this.assembler.jumpIf("below", start);
  }

  /** chunk ← the next number among the owner's chunks of the phase. */
  private takeChunk(): void {
    this.assembler.move(counter, this.slot("counter"));
    this.assembler.move(limit, this.slot("limit"));
    this.assembler.call(this.take);
  }

  /** Calls the kernel for the chunk whose number is its first argument. */
  private call(launch: Launch): void {
    const { assembler } = this;
    const [, repeatArgument, parameters] = systemV.arguments.map(general);
    assembler.move(repeatArgument!, repeat);
    assembler.move(parameters!, general(stackPointer));
    assembler.callAt(this.kernelAt(launch.kernel));
  }

  /** Leaves the pointers of a launch on the stack. */
  private arguments(launch: Launch): void {
    launch.arguments.forEach((argument, i) => {
      this.pointer(argument);
      this.assembler.move({ base: stackPointer, displacement: i * pointerBytes }, rax);
    });
  }

  /** rax ← where an argument starts. */
  private pointer({ buffer, offset, oddOffset }: Argument): void {
    const { assembler } = this;
    assembler.move(rax, { base: table.number, displacement: buffer * pointerBytes });
    this.addConstant(offset.constant * elementBytes);
    const step = argumentStep(offset) * elementBytes;
    if (step !== 0) this.addMultiple(repeat, step);
    if (oddOffset !== 0) {
      assembler.move(rcx, repeat);
      assembler.withConstant("and", rcx, 1);
      this.addMultiple(rcx, oddOffset * elementBytes);
    }
  }

  private addConstant(bytes: number): void {
    const { assembler } = this;
    if (bytes === 0) return;
    if (isInt32(bytes)) assembler.withConstant("add", rax, bytes);
    else {
      assembler.moveConstant(rcx, bytes);
      assembler.add(rax, rcx);
    }
  }

  /** rax grows by a register's value times a constant; rcx is lost. */
  private addMultiple(source: MachineRegister, bytes: number): void {
    const { assembler } = this;
    if (isInt32(bytes)) assembler.multiplyConstant(rcx, source, bytes);
    else {
      const factor = general(2);
      assembler.moveConstant(factor, bytes);
      assembler.multiply(factor, source);
      assembler.move(rcx, factor);
    }
    assembler.add(rax, rcx);
  }

  private slot(name: (typeof slots)[number]): MachineMemory {
    return { base: stackPointer, displacement: (this.most + slots.indexOf(name)) * pointerBytes };
  }

  private control(displacement: number): MachineMemory {
    return { base: controlBlock.number, displacement };
  }
}
