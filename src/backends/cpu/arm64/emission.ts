/** What statements and operations of AArch64 are written with: instructions over virtual registers. */

import {
  type Access,
  type InstructionStep,
  type MachineStep,
  StepWriter,
  type Use,
  type Virtual,
  type VirtualAddress,
} from "../native/machine.ts";
import type { Literal } from "./assembler.ts";
import { type VectorName, vectorInstruction } from "./instructions.ts";

/** What an instruction takes before registers are given out. */
export type VirtualOperand = Virtual | VirtualAddress | Literal;

/** One instruction, its target first. */
export interface VectorStep extends InstructionStep {
  readonly name: VectorName;
  readonly operands: readonly VirtualOperand[];
  /** The number of a lane, of a byte, or of bits. */
  readonly immediate: number;
}

/** A step of a kernel for AArch64. */
export type Arm64Step = MachineStep<VectorStep>;

const accesses: Readonly<Record<string, Access>> = { r: "read", w: "write", u: "update" };

/** The steps of one kernel as they are written. */
export class Emission extends StepWriter<VectorStep> {
  vector(name: VectorName, operands: readonly VirtualOperand[], immediate = 0): void {
    const { access } = vectorInstruction(name);
    const uses: Use[] = [];
    operands.forEach((operand, i) => {
      if ("class" in operand) uses.push({ register: operand, access: accesses[access[i]!]! });
      else if ("base" in operand) uses.push({ register: operand.base, access: "read" });
    });
    this.push({ kind: "instruction", name, operands, immediate, uses });
  }

  /** An instruction into a fresh vector register. */
  value(name: VectorName, sources: readonly VirtualOperand[], immediate = 0): Virtual {
    const result = this.fresh("vector");
    this.vector(name, [result, ...sources], immediate);
    return result;
  }

  /** An instruction that reads its target, which holds `start` before. */
  updated(name: VectorName, start: Virtual, sources: readonly VirtualOperand[], immediate = 0): Virtual {
    const result = this.fresh("vector");
    this.move(result, start);
    this.vector(name, [result, ...sources], immediate);
    return result;
  }

  /** Four lanes of a constant each. */
  words(words: readonly number[]): Virtual {
    return words.every((word) => word === 0) ? this.zero() : this.value("ldr.literal", [{ words }]);
  }

  /** The same word in every lane. */
  everyLane(word: number): Virtual {
    return this.words([word, word, word, word]);
  }

  zero(): Virtual {
    return this.value("movi.zero", []);
  }
}
