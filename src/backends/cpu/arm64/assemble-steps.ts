/** Turns allocated machine steps into one function: prologue, instructions with their spilled values, epilogue. */

import type { Allocation } from "../native/allocate-registers.ts";
import type { MachineRegister } from "../native/machine.ts";
import { SpilledValues } from "../native/spilled-values.ts";
import {
  Assembler,
  addressScratch,
  type Label,
  type MachineMemory,
  type MachineOperand,
  stackPointer,
} from "./assembler.ts";
import type { Arm64Step, VectorStep } from "./emission.ts";
import { constantScratch, preservedPairs } from "./registers.ts";

const loopAlignment = 32;

/** Writes the whole function. */
export function assembleSteps(steps: readonly Arm64Step[], allocation: Allocation): Uint8Array {
  return new StepAssembler(allocation).assemble(steps);
}

class StepAssembler {
  private readonly assembler = new Assembler();
  private readonly allocation: Allocation;
  private readonly values: SpilledValues;
  private readonly loops: Label[] = [];

  constructor(allocation: Allocation) {
    this.allocation = allocation;
    this.values = new SpilledValues(allocation, {
      load: (target, offset) => {
        const place = { base: stackPointer, displacement: offset };
        if (target.class === "general") this.assembler.memory("load64", target.number, place);
        else this.assembler.vector("ldr.q", [target, place]);
      },
      save: (source, offset) => {
        const place = { base: stackPointer, displacement: offset };
        if (source.class === "general") this.assembler.memory("store64", source.number, place);
        else this.assembler.vector("str.q", [source, place]);
      },
    });
  }

  assemble(steps: readonly Arm64Step[]): Uint8Array {
    const { assembler, allocation } = this;
    const saved = (["general", "vector"] as const).flatMap((registerClass) =>
      preservedPairs[registerClass]
        .filter((first) => [first, first + 1].some((number) => allocation.used[registerClass].has(number)))
        .map((first) => ({ registerClass, first })),
    );
    const frame = Math.ceil(allocation.slotBytes / 16) * 16;
    for (const { registerClass, first } of saved) assembler.pushPair(registerClass, first);
    if (frame > 0) assembler.addConstant(stackPointer, stackPointer, -frame);
    for (const step of steps) this.step(step);
    if (frame > 0) assembler.addConstant(stackPointer, stackPointer, frame);
    for (const { registerClass, first } of saved.reverse()) assembler.popPair(registerClass, first);
    assembler.ret();
    return assembler.finish();
  }

  private step(step: Arm64Step): void {
    const { assembler, values } = this;
    if (step.kind === "move" && values.samePlace(step.source, step.target)) return;
    const at = (register: Parameters<typeof values.at>[0]): number => values.at(register).number;
    values.bringIn(step);
    switch (step.kind) {
      case "instruction":
        this.vector(step);
        break;
      case "move":
        this.copy(values.at(step.target), values.at(step.source));
        break;
      case "set":
        assembler.moveConstant(at(step.target), step.value);
        break;
      case "argument":
        assembler.move(at(step.target), step.argument);
        break;
      case "loadPointer":
        assembler.memory("load64", at(step.target), {
          base: at(step.base),
          displacement: step.displacement,
        });
        break;
      case "add":
        assembler.add(at(step.target), at(step.target), at(step.source));
        break;
      case "addConstant":
        assembler.addConstant(at(step.target), at(step.target), step.value);
        break;
      case "multiplyConstant":
        assembler.moveConstant(constantScratch, step.value);
        assembler.multiply(at(step.target), at(step.source), constantScratch);
        break;
      case "divide":
        // Results may share a register with the dividend, or with each other where one of them is not used.
        assembler.moveConstant(addressScratch, step.divisor);
        assembler.divide(constantScratch, at(step.dividend), addressScratch);
        assembler.multiplySubtract(addressScratch, at(step.dividend), constantScratch, addressScratch);
        assembler.move(at(step.quotient), constantScratch);
        assembler.move(at(step.remainder), addressScratch);
        break;
      case "loopBegin": {
        const label = assembler.label();
        assembler.moveConstant(at(step.counter), step.extent);
        values.takeOut(step);
        assembler.align(loopAlignment);
        assembler.bind(label);
        this.loops.push(label);
        return;
      }
      case "loopEnd":
        assembler.countDown(at(step.counter));
        values.takeOut(step);
        assembler.jumpIf("notEqual", this.loops.pop()!);
        return;
    }
    values.takeOut(step);
  }

  private vector({ name, operands, immediate }: VectorStep): void {
    const { at } = this.values;
    const machineOperands = operands.map((operand): MachineOperand | MachineMemory => {
      if ("class" in operand) return at(operand);
      if ("words" in operand) return operand;
      return { base: at(operand.base).number, displacement: operand.displacement };
    });
    this.assembler.vector(name, machineOperands, immediate);
  }

  private copy(target: MachineRegister, source: MachineRegister): void {
    if (target.number === source.number) return;
    if (target.class === "general") this.assembler.move(target.number, source.number);
    else this.assembler.moveVector(target.number, source.number);
  }
}
