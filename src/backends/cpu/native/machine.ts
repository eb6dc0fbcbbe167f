/** Machine code before register allocation: a processor's instructions over any number of virtual registers. */

/** General registers hold integers and addresses; masks are a class of their own on AVX-512 only. */
export type RegisterClass = "general" | "vector" | "mask";

/** A processor register, by its number in the encoding. */
export interface MachineRegister {
  readonly class: RegisterClass;
  readonly number: number;
}

/** The general register of that number. */
export function general(number: number): MachineRegister {
  return { class: "general", number };
}

/** A register not yet given a place. */
export interface Virtual {
  readonly class: RegisterClass;
  readonly id: number;
}

/** `[base + displacement]`, in bytes. */
export interface VirtualAddress {
  readonly base: Virtual;
  readonly displacement: number;
}

/** What a step does with a register. */
export type Access = "read" | "write" | "update";

/** A register that a step uses, and how. */
export interface Use {
  readonly register: Virtual;
  readonly access: Access;
}

/** An instruction of one processor, about which only the registers matter here. */
export interface InstructionStep {
  readonly kind: "instruction";
  readonly uses: readonly Use[];
}

/** What every processor can do in an instruction or a short fixed sequence of them. */
export type CommonStep =
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

/** One step of a kernel for a processor with instructions `I`. */
export type MachineStep<I extends InstructionStep = InstructionStep> = I | CommonStep;

/** Calls `visit` with every virtual register a step uses and how. */
export function visitRegisters(step: MachineStep, visit: (register: Virtual, access: Access) => void): void {
  switch (step.kind) {
    case "instruction":
      for (const { register, access } of step.uses) visit(register, access);
      return;
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

/** The steps of one kernel as they are written, over fresh virtual registers. */
export class StepWriter<I extends InstructionStep = InstructionStep> {
  readonly steps: MachineStep<I>[] = [];
  private next = 0;

  fresh(registerClass: RegisterClass): Virtual {
    return { class: registerClass, id: this.next++ };
  }

  push(step: MachineStep<I>): void {
    this.steps.push(step);
  }

  move(target: Virtual, source: Virtual): void {
    this.push({ kind: "move", target, source });
  }
}

/** Whether a number fits a signed field of 32 bits. */
export function isInt32(value: number): boolean {
  return Number.isInteger(value) && value >= -0x80000000 && value <= 0x7fffffff;
}
