/** Emits the function in which every thread of a run goes through a program's steps. */

import type { Argument, Kernel, Launch, Phase, Step } from "../../../compiler/lowered/program.ts";
import { control } from "../control-block.ts";
import { argumentStep, chunkCount, type DriverStep, planDriver } from "../driver-plan.ts";
import { isInt32, type MachineRegister } from "../native/machine.ts";
import { elementBytes } from "../native/pointers.ts";
import { Assembler } from "./assembler.ts";
import { stackPointer, systemV } from "./calling-convention.ts";
import { emitBarrier } from "./emit-barrier.ts";
import type { MachineMemory } from "./encoding.ts";

const [rax, rcx] = [general(0), general(1)];
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

  constructor(kernelAt: (kernel: Kernel) => number) {
    this.kernelAt = kernelAt;
  }

  write(steps: readonly Step[]): Uint8Array {
    const { assembler } = this;
    const phases = steps.flatMap((step) => (step.kind === "phase" ? [step] : step.body));
    const launches = phases.flatMap((phase) => phase.launches);
    const most = Math.max(0, ...launches.map((launch) => launch.arguments.length));
    const saved = [table, controlBlock, thread, repeat, chunk, threads];
    // Six registers and the return address on the stack: eight more bytes keep it at a multiple of 16.
    const frame = Math.ceil((most * pointerBytes) / 16) * 16 + 8;
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
      this.assembler.clear(chunk);
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

  private takeChunk(): void {
    this.assembler.moveConstant(chunk, 1);
    this.assembler.atomicExchangeAdd32(this.control(control.chunk), chunk);
  }

  /** Calls the kernel for the chunk whose number in the phase is `first` less. */
  private call(launch: Launch, first: number): void {
    const { assembler } = this;
    const [chunkArgument, repeatArgument, parameters] = systemV.arguments.map(general);
    assembler.loadAddress(chunkArgument!, { base: chunk.number, displacement: -first });
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

  private control(displacement: number): MachineMemory {
    return { base: controlBlock.number, displacement };
  }
}

function general(number: number): MachineRegister {
  return { class: "general", number };
}
