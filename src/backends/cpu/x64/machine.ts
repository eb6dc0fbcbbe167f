/** Machine code before register allocation: processor instructions over any number of virtual registers. */

import type { ConstantMemory } from "./assembler.ts";
import type { RegisterClass, VectorWidth } from "./encoding.ts";
import { type VectorName, vectorInstruction } from "./instructions.ts";

/** A register not yet given a place. */
export interface Virtual {
  readonly class: RegisterClass;
  readonly id: number;
}

/** `[base + index · scale + displacement]` over virtual registers. */
export interface VirtualMemory {
  readonly base: Virtual;
  readonly index?: Virtual;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly displacement: number;
  readonly broadcast?: boolean;
}

/** What a vector instruction takes before registers are given out. */
export type VirtualOperand = Virtual | VirtualMemory | ConstantMemory;

/** A vector or mask instruction, operands in Intel's order. */
export interface VectorStep {
  readonly kind: "vector";
  readonly name: VectorName;
  readonly width: VectorWidth;
  readonly operands: readonly VirtualOperand[];
  /** Masks zeroing loads, stores, gathers and blends; results that keep lanes of an older value are not modelled. */
  readonly mask?: Virtual;
  readonly zeroing?: boolean;
  readonly immediate?: number;
}

/** One instruction, or a short fixed sequence of them. */
export type MachineStep =
  | VectorStep
  | { readonly kind: "move"; readonly target: Virtual; readonly source: Virtual }
  /** target ← an integer. */
  | { readonly kind: "set"; readonly target: Virtual; readonly value: number }
  /** target ← one of the function's three arguments. */
  | { readonly kind: "argument"; readonly target: Virtual; readonly argument: number }
  /** target ← the pointer in memory at base + displacement. */
  | {
      readonly kind: "loadPointer";
      readonly target: Virtual;
      readonly base: Virtual;
      readonly displacement: number;
    }
  | { readonly kind: "add"; readonly target: Virtual; readonly source: Virtual }
  | { readonly kind: "addConstant"; readonly target: Virtual; readonly value: number }
  | {
      readonly kind: "multiplyConstant";
      readonly target: Virtual;
      readonly source: Virtual;
      readonly value: number;
    }
  /** quotient and remainder of two integers ≥ 0. */
  | {
      readonly kind: "divide";
      readonly quotient: Virtual;
      readonly remainder: Virtual;
      readonly dividend: Virtual;
      readonly divisor: number;
    }
  /** Sets the counter; the steps up to the matching `loopEnd` run `extent` ≥ 1 times. */
  | { readonly kind: "loopBegin"; readonly counter: Virtual; readonly extent: number }
  | { readonly kind: "loopEnd"; readonly counter: Virtual };

/** What a step does with a register. */
export type Access = "read" | "write" | "update";

const accesses: Readonly<Record<string, Access>> = { r: "read", w: "write", u: "update" };

/** Whether an operand is a virtual register. */
export function isVirtual(operand: VirtualOperand): operand is Virtual {
  return "class" in operand;
}

/** Calls `visit` with every virtual register a step uses and how. */
export function visitRegisters(step: MachineStep, visit: (register: Virtual, access: Access) => void): void {
  switch (step.kind) {
    case "vector": {
      const { access } = vectorInstruction(step.name);
      step.operands.forEach((operand, i) => {
        if (!isVirtual(operand)) {
          if ("words" in operand) return;
          visit(operand.base, "read");
          if (operand.index !== undefined) visit(operand.index, "read");
          return;
        }
        visit(operand, accesses[access[i]!]!);
      });
      const clears = step.name === "vgatherdps";
      if (step.mask !== undefined) visit(step.mask, clears ? "update" : "read");
      return;
    }
    case "move":
      visit(step.source, "read");
      visit(step.target, "write");
      return;
    case "set":
    case "argument":
      visit(step.target, "write");
      return;
    case "loadPointer":
      visit(step.base, "read");
      visit(step.target, "write");
      return;
    case "add":
      visit(step.source, "read");
      visit(step.target, "update");
      return;
    case "addConstant":
      visit(step.target, "update");
      return;
    case "multiplyConstant":
      visit(step.source, "read");
      visit(step.target, "write");
      return;
    case "divide":
      visit(step.dividend, "read");
      visit(step.quotient, "write");
      visit(step.remainder, "write");
      return;
    case "loopBegin":
      visit(step.counter, "write");
      return;
    case "loopEnd":
      visit(step.counter, "update");
      return;
  }
}
