/** Instructions of x86-64 over virtual registers. */

import type {
  Access,
  InstructionStep,
  MachineStep,
  Use,
  Virtual,
  VirtualAddress,
} from "../native/machine.ts";
import type { ConstantMemory } from "./assembler.ts";
import type { VectorWidth } from "./encoding.ts";
import { type VectorName, vectorInstruction } from "./instructions.ts";

/** `[base + index · scale + displacement]` over virtual registers. */
export interface VirtualMemory extends VirtualAddress {
  readonly index?: Virtual;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly broadcast?: boolean;
}

/** What a vector instruction takes before registers are given out. */
export type VirtualOperand = Virtual | VirtualMemory | ConstantMemory;

/** What an instruction adds to its operands. */
export interface VectorStepOptions {
  /** Masks zeroing loads, stores, gathers and blends; results that keep lanes of an older value are not modelled. */
  readonly mask?: Virtual;
  readonly zeroing?: boolean;
  readonly immediate?: number;
}

/** A vector or mask instruction, operands in Intel's order. */
export interface VectorStep extends InstructionStep, VectorStepOptions {
  readonly name: VectorName;
  readonly width: VectorWidth;
  readonly operands: readonly VirtualOperand[];
}

/** A step of a kernel for x86-64. */
export type X64Step = MachineStep<VectorStep>;

const accesses: Readonly<Record<string, Access>> = { r: "read", w: "write", u: "update" };

/** Whether an operand is a virtual register. */
export function isVirtual(operand: VirtualOperand): operand is Virtual {
  return "class" in operand;
}

/** An instruction as a step. */
export function vectorStep(
  name: VectorName,
  width: VectorWidth,
  operands: readonly VirtualOperand[],
  options: VectorStepOptions,
): VectorStep {
  const { access } = vectorInstruction(name);
  const uses: Use[] = [];
  operands.forEach((operand, i) => {
    if (isVirtual(operand)) uses.push({ register: operand, access: accesses[access[i]!]! });
    else if (!("words" in operand)) {
      uses.push({ register: operand.base, access: "read" });
      if (operand.index !== undefined) uses.push({ register: operand.index, access: "read" });
    }
  });
  const clears = name === "vgatherdps";
  if (options.mask !== undefined) uses.push({ register: options.mask, access: clears ? "update" : "read" });
  return { kind: "instruction", name, width, operands, uses, ...options };
}
