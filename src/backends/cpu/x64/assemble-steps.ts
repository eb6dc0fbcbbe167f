/** Turns allocated machine steps into one function: prologue, instructions with their spilled values, epilogue. */

import type { Allocation } from "../native/allocate-registers.ts";
import { general, isInt32, type MachineRegister, type Virtual } from "../native/machine.ts";
import { SpilledValues } from "../native/spilled-values.ts";
import { Assembler, type Label, type MachineOperand } from "./assembler.ts";
import { type CallingConvention, stackPointer } from "./calling-convention.ts";
import type { MachineMemory, VectorWidth } from "./encoding.ts";
import { isVirtual, type VectorStep, type VirtualOperand, type X64Step } from "./machine.ts";

const loopAlignment = 32;
const argumentBytes = 24;
const [rax, rcx, rdx] = [general(0), general(1), general(2)] as const;
const divisionScratch = rcx;

/** Writes the whole function. `width` is the target's vector width. */
export function assembleSteps(
  steps: readonly X64Step[],
  allocation: Allocation,
  width: VectorWidth,
  convention: CallingConvention,
): Uint8Array {
  return new StepAssembler(allocation, width, convention).assemble(steps);
}

class StepAssembler {
  private readonly assembler: Assembler;
  private readonly allocation: Allocation;
  private readonly width: VectorWidth;
  private readonly convention: CallingConvention;
  private readonly values: SpilledValues;
  private readonly loops: Label[] = [];

  constructor(allocation: Allocation, width: VectorWidth, convention: CallingConvention) {
    this.assembler = new Assembler({ longEncoding: width === 512 });
    this.allocation = allocation;
    this.width = width;
    this.convention = convention;
    this.values = new SpilledValues(allocation, {
      load: (target, offset) => this.load(target, offset),
      save: (source, offset) => this.save(source, offset),
    });
  }

  assemble(steps: readonly X64Step[]): Uint8Array {
    const saved = this.convention.preserved.filter((number) => this.allocation.used.general.has(number));
    const frame = Math.ceil((argumentBytes + this.allocation.slotBytes) / 16) * 16;
    for (const number of saved) this.assembler.push(general(number));
    this.assembler.withConstant("subtract", general(stackPointer), frame);
    this.convention.arguments.forEach((number, i) => {
      this.assembler.move(this.stack(i * 8), general(number));
    });
    for (const step of steps) this.step(step);
    this.assembler.zeroUpper();
    this.assembler.withConstant("add", general(stackPointer), frame);
    for (const number of saved.reverse()) this.assembler.pop(general(number));
    this.assembler.ret();
    return this.assembler.finish();
  }

  private step(step: X64Step): void {
    const { assembler, values } = this;
    const { at } = values;
    if (step.kind === "move" && values.samePlace(step.source, step.target)) return;
    if (step.kind === "loopEnd") {
      this.countDown(step.counter);
      assembler.jumpIf("notEqual", this.loops.pop()!);
      return;
    }
    values.bringIn(step);
    switch (step.kind) {
      case "instruction":
        this.vector(step);
        break;
      case "move":
        this.copy(at(step.target), at(step.source));
        break;
      case "set":
        assembler.moveConstant(at(step.target), step.value);
        break;
      case "argument":
        assembler.move(at(step.target), this.stack(step.argument * 8));
        break;
      case "loadPointer":
        assembler.move(at(step.target), {
          base: at(step.base).number,
          displacement: step.displacement,
        });
        break;
      case "add":
        assembler.add(at(step.target), at(step.source));
        break;
      case "addConstant":
        this.addConstant(at(step.target), step.value);
        break;
      case "multiplyConstant":
        this.multiplyConstant(at(step.target), at(step.source), step.value);
        break;
      case "divide":
        assembler.move(rax, at(step.dividend));
        assembler.clear(rdx);
        assembler.moveConstant(divisionScratch, step.divisor);
        assembler.divide(divisionScratch);
        this.keep(step.quotient, rax);
        this.keep(step.remainder, rdx);
        return;
      case "loopBegin": {
        const label = assembler.label();
        assembler.moveConstant(at(step.counter), step.extent);
        values.takeOut(step);
        assembler.align(loopAlignment);
        assembler.bind(label);
        this.loops.push(label);
        return;
      }
    }
    values.takeOut(step);
  }

  private vector(step: VectorStep): void {
    const { at } = this.values;
    const operand = (value: VirtualOperand): MachineOperand => {
      if (isVirtual(value)) return at(value);
      if ("words" in value) return value;
      const { base, index, ...rest } = value;
      return { ...rest, base: at(base).number, ...(index === undefined ? {} : { index: at(index) }) };
    };
    this.assembler.vector(step.name, step.width, step.operands.map(operand), {
      ...(step.mask === undefined ? {} : { mask: at(step.mask) }),
      ...(step.zeroing ? { zeroing: true } : {}),
      ...(step.immediate === undefined ? {} : { immediate: step.immediate }),
    });
  }

  private addConstant(target: MachineRegister, value: number): void {
    if (isInt32(value)) {
      this.assembler.withConstant("add", target, value);
    } else {
      this.assembler.moveConstant(rdx, value);
      this.assembler.add(target, rdx);
    }
  }

  private multiplyConstant(target: MachineRegister, source: MachineRegister, value: number): void {
    if (isInt32(value)) {
      this.assembler.multiplyConstant(target, source, value);
    } else {
      this.assembler.moveConstant(rdx, value);
      this.assembler.multiply(rdx, source);
      this.copy(target, rdx);
    }
  }

  private countDown(counter: Virtual): void {
    const place = this.allocation.place(counter);
    this.assembler.decrement(place.kind === "slot" ? this.slot(place.offset) : place.register);
  }

  private keep(register: Virtual, value: MachineRegister): void {
    const place = this.allocation.place(register);
    if (place.kind === "slot") this.assembler.move(this.slot(place.offset), value);
    else this.assembler.move(place.register, value);
  }

  private copy(target: MachineRegister, source: MachineRegister): void {
    if (target.number === source.number) return;
    if (target.class === "general") this.assembler.move(target, source);
    else if (target.class === "vector") this.assembler.vector("vmovaps", this.width, [target, source]);
    else this.assembler.vector("kmovw", 128, [target, source]);
  }

  private load(target: MachineRegister, offset: number): void {
    const memory = this.slot(offset);
    if (target.class === "general") this.assembler.move(target, memory);
    else if (target.class === "vector") this.assembler.vector("vmovups", this.width, [target, memory]);
    else this.assembler.vector("kmovw", 128, [target, memory]);
  }

  private save(source: MachineRegister, offset: number): void {
    const memory = this.slot(offset);
    if (source.class === "general") this.assembler.move(memory, source);
    else if (source.class === "vector") this.assembler.vector("vmovups.store", this.width, [memory, source]);
    else this.assembler.vector("kmovw.store", 128, [memory, source]);
  }

  private slot(offset: number): MachineMemory {
    return this.stack(argumentBytes + offset);
  }

  private stack(displacement: number): MachineMemory {
    return { base: stackPointer, displacement };
  }
}
