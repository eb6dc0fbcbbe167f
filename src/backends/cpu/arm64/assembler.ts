/** Writes machine code of AArch64: instructions over processor registers, labels, and constants after the code. */

import type { MachineRegister } from "../native/machine.ts";
import { type VectorName, vectorInstruction } from "./instructions.ts";

/** A place in the code, bound once and jumped to from anywhere. */
export interface Label {
  readonly id: number;
}

/** `[base + displacement]`, in bytes; register 31 as a base is the stack pointer. */
export interface MachineMemory {
  readonly base: number;
  readonly displacement: number;
}

/** Four words kept after the code. */
export interface Literal {
  readonly words: readonly number[];
}

/** A vector instruction's operand. */
export type MachineOperand = MachineRegister | MachineMemory | Literal;

/** Conditions of a branch, by their number in the word. */
export const conditions = { equal: 0, notEqual: 1, aboveEqual: 2, below: 3 } as const;

/** The number of the stack pointer where it is a base, */
export const stackPointer = 31;
/** and of a register that is always 0 elsewhere. */
export const zeroRegister = 31;
/** x16, which no caller expects to keep: addresses and constants that do not fit into a word come here. */
export const addressScratch = 16;

const words = {
  nop: 0xd503201f,
  yield: 0xd503203f,
  isb: 0xd5033fdf,
  dmbIsh: 0xd5033bbf,
  ret: 0xd65f03c0,
  svc: 0xd4000001,
} as const;

/** Loads and stores of general registers by what they move. */
const generalMoves = {
  load64: { word: 0xf9400000, bytes: 8 },
  store64: { word: 0xf9000000, bytes: 8 },
  load32: { word: 0xb9400000, bytes: 4 },
  store32: { word: 0xb9000000, bytes: 4 },
} as const;

/** Pairs on the stack: two general registers, or the lower halves of two vector registers. */
const pairs = {
  general: { push: 0xa9bf0000, pop: 0xa8c10000 },
  vector: { push: 0x6dbf0000, pop: 0x6cc10000 },
};

/** Where in a word the distance to a label or a constant lies, counted in words. */
type Field = "imm19" | "imm26";
const fields: Readonly<Record<Field, { readonly bits: number; readonly shift: number }>> = {
  imm19: { bits: 19, shift: 5 },
  imm26: { bits: 26, shift: 0 },
};

/** Appends instructions to a list of words; `finish` fills in distances and gives the code. */
export class Assembler {
  private readonly words: number[] = [];
  private readonly bound = new Map<number, number>();
  private readonly jumps: { readonly at: number; readonly field: Field; readonly label: Label }[] = [];
  private readonly literals = new Map<string, readonly number[]>();
  private readonly reads: { readonly at: number; readonly key: string }[] = [];
  private nextLabel = 0;

  label(): Label {
    return { id: this.nextLabel++ };
  }

  bind(label: Label): void {
    this.bound.set(label.id, this.words.length);
  }

  /** Fills with no-operations up to a multiple of `alignment` bytes. */
  align(alignment: number): void {
    while ((this.words.length * 4) % alignment !== 0) this.words.push(words.nop);
  }

  /** A vector instruction, target first. x16 is lost where memory is out of a word's reach. */
  vector(name: VectorName, operands: readonly MachineOperand[], immediate = 0): void {
    const { word, form, bytes } = vectorInstruction(name);
    const number = (i: number): number => registerOf(name, operands[i]).number;
    const [first, second] = [number(0), operands[1]];
    switch (form) {
      case "three":
        this.push(word | first | (number(1) << 5) | (number(2) << 16));
        return;
      case "two":
        this.push(word | first | (number(1) << 5));
        return;
      case "one":
        this.push(word | first);
        return;
      case "lane":
        this.push(word | first | (number(1) << 5) | (((immediate << 3) | 4) << 16));
        return;
      case "shiftLeft":
        this.push(word | first | (number(1) << 5) | ((32 + immediate) << 16));
        return;
      case "shiftRight":
        this.push(word | first | (number(1) << 5) | ((64 - immediate) << 16));
        return;
      case "extract":
        this.push(word | first | (number(1) << 5) | (number(2) << 16) | (immediate << 11));
        return;
      case "memory":
        this.access(word, bytes, first, memoryOf(name, second));
        return;
      case "address":
      case "laneAddress": {
        const lane = form === "address" ? 0 : ((immediate >> 1) << 30) | ((immediate & 1) << 12);
        this.push(word | lane | first | (this.addressOf(memoryOf(name, second)) << 5));
        return;
      }
      case "literal": {
        if (second === undefined || !("words" in second)) {
          throw new TypeError(`Cannot encode ${name}: expected four words as its second operand.`);
        }
        const key = second.words.join(",");
        this.literals.set(key, second.words);
        this.reads.push({ at: this.words.length, key });
        this.push(word | first);
      }
    }
  }

  /** A vector's copy. */
  moveVector(target: number, source: number): void {
    this.push(0x4ea01c00 | target | (source << 5) | (source << 16));
  }

  /** A load or store of a general register, 64 bits or the lower 32. */
  memory(move: keyof typeof generalMoves, register: number, memory: MachineMemory): void {
    const { word, bytes } = generalMoves[move];
    this.access(word, bytes, register, memory);
  }

  /** target ← source, both general. */
  move(target: number, source: number): void {
    this.push(0xaa0003e0 | target | (source << 16));
  }

  /** target ← value, an integer of at most 53 bits: a word for each 16 bits that matter. */
  moveConstant(target: number, value: number): void {
    const negative = value < 0;
    // Of a negative number all ones are there from the start, so its complement tells what matters.
    const magnitude = negative ? -value - 1 : value;
    const parts = [0, 1, 2, 3].map((i) => Math.floor(magnitude / 2 ** (16 * i)) % 0x10000);
    const start = Math.max(
      0,
      parts.findIndex((part) => part !== 0),
    );
    const place = (i: number, part: number): number => target | (part << 5) | (i << 21);
    this.push((negative ? 0x92800000 : 0xd2800000) | place(start, parts[start]!));
    for (let i = start + 1; i < 4; i++) {
      if (parts[i] === 0) continue;
      this.push(0xf2800000 | place(i, negative ? 0xffff - parts[i]! : parts[i]!));
    }
  }

  /** target ← left + right; both are general registers, none the stack pointer. */
  add(target: number, left: number, right: number): void {
    this.push(0x8b000000 | target | (left << 5) | (right << 16));
  }

  /** target ← source + a constant; either may be the stack pointer. x16 is lost where the constant is large. */
  addConstant(target: number, source: number, value: number): void {
    const size = Math.abs(value);
    const word = value < 0 ? 0xd1000000 : 0x91000000;
    const small = (immediate: number, from: number, shifted: number): void => {
      this.push(word | target | (from << 5) | (immediate << 10) | (shifted << 22));
    };
    if (size < 0x1000) small(size, source, 0);
    else if (size < 0x1000000) {
      small(Math.floor(size / 0x1000), source, 1);
      if (size % 0x1000 !== 0) small(size % 0x1000, target, 0);
    } else {
      this.moveConstant(addressScratch, value);
      // The extended form, as in the other one register 31 is no stack pointer.
      this.push(0x8b206000 | target | (source << 5) | (addressScratch << 16));
    }
  }

  multiply(target: number, left: number, right: number): void {
    this.push(0x9b007c00 | target | (left << 5) | (right << 16));
  }

  /** target ← minuend − left · right. */
  multiplySubtract(target: number, minuend: number, left: number, right: number): void {
    this.push(0x9b008000 | target | (left << 5) | (right << 16) | (minuend << 10));
  }

  /** target ← dividend / divisor, unsigned. */
  divide(target: number, dividend: number, divisor: number): void {
    this.push(0x9ac00800 | target | (dividend << 5) | (divisor << 16));
  }

  /** target ← the lowest bit of source. */
  lowestBit(target: number, source: number): void {
    this.push(0x92400000 | target | (source << 5));
  }

  /** register ← register − 1, with conditions. */
  countDown(register: number): void {
    this.push(0xf1000400 | register | (register << 5));
  }

  /** Compares the lower 32 bits of two registers. */
  compare32(left: number, right: number): void {
    this.push(0x6b00001f | (left << 5) | (right << 16));
  }

  /** Compares the lower 32 bits of a register with a constant ≥ 0. x16 is lost where the constant is large. */
  compareConstant32(left: number, value: number): void {
    if (value < 0x1000) this.push(0x7100001f | (left << 5) | (value << 10));
    else {
      this.moveConstant(addressScratch, value);
      this.compare32(left, addressScratch);
    }
  }

  /** target ← 32 bits at an address, before all later accesses. */
  loadAcquire32(target: number, address: number): void {
    this.push(0x88dffc00 | target | (address << 5));
  }

  /** 32 bits at an address ← source, after all earlier accesses. */
  storeRelease32(source: number, address: number): void {
    this.push(0x889ffc00 | source | (address << 5));
  }

  /**
   * target ← 32 bits at an address, which grow by `by`, all at once for other threads and in order with all other
   * accesses. `sum` and `failed` are lost.
   */
  fetchAdd32(target: number, address: number, by: 1 | -1, sum: number, failed: number): void {
    const again = this.label();
    this.bind(again);
    this.push(0x885ffc00 | target | (address << 5));
    this.push((by === 1 ? 0x11000400 : 0x51000400) | sum | (target << 5));
    this.push(0x8800fc00 | sum | (address << 5) | (failed << 16));
    this.jumps.push({ at: this.words.length, field: "imm19", label: again });
    this.push(0x35000000 | failed);
  }

  /** No access after it comes before one that precedes it. */
  barrier(): void {
    this.push(words.dmbIsh);
  }

  /** Fetches again what comes after it. */
  synchronizeInstructions(): void {
    this.push(words.isb);
  }

  /** Tells the processor that this thread is waiting in a loop. */
  yield(): void {
    this.push(words.yield);
  }

  /** Calls the operating system: the number in x8, arguments and the result from x0 on. */
  systemCall(): void {
    this.push(words.svc);
  }

  /** Two registers of a class onto the stack, 16 bytes; of vectors the lower halves. */
  pushPair(registerClass: keyof typeof pairs, first: number): void {
    this.push(pairs[registerClass].push | first | ((first + 1) << 10) | (stackPointer << 5));
  }

  popPair(registerClass: keyof typeof pairs, first: number): void {
    this.push(pairs[registerClass].pop | first | ((first + 1) << 10) | (stackPointer << 5));
  }

  jump(label: Label): void {
    this.jumpWith(0x14000000, "imm26", label);
  }

  jumpIf(condition: keyof typeof conditions, label: Label): void {
    this.jumpWith(0x54000000 | conditions[condition], "imm19", label);
  }

  /** Jumps if the lower 32 bits of a register are 0. */
  jumpIfZero32(register: number, label: Label): void {
    this.jumpWith(0x34000000 | register, "imm19", label);
  }

  call(label: Label): void {
    this.jumpWith(0x94000000, "imm26", label);
  }

  /** Calls what lies `offset` bytes from the start of this code, before it if negative. */
  callAt(offset: number): void {
    this.push(0x94000000 | distance("imm26", offset / 4 - this.words.length));
  }

  /** Goes on at the address in a register. */
  jumpTo(register: number): void {
    this.push(0xd61f0000 | (register << 5));
  }

  ret(): void {
    this.push(words.ret);
  }

  /**
   * The code with its constants after it, all distances filled in. It may lie anywhere that is a multiple of 64.
   *
   * Throws: RangeError when a label was jumped to and never bound, or what is jumped to or read is out of reach.
   */
  finish(): Uint8Array {
    for (const { at, field, label } of this.jumps) {
      const target = this.bound.get(label.id);
      if (target === undefined) {
        throw new RangeError(
          `Cannot jump to label ${label.id}: expected a bound label, got none. Call bind first.`,
        );
      }
      this.words[at]! |= distance(field, target - at);
    }
    const places = new Map<string, number>();
    for (const [key, literal] of this.literals) {
      while (this.words.length % 4 !== 0) this.push(0);
      places.set(key, this.words.length);
      for (const word of literal) this.push(word);
    }
    for (const { at, key } of this.reads) this.words[at]! |= distance("imm19", places.get(key)! - at);
    const code = new Uint8Array(4 * this.words.length);
    const view = new DataView(code.buffer);
    this.words.forEach((word, i) => {
      view.setUint32(4 * i, word >>> 0, true);
    });
    return code;
  }

  private push(word: number): void {
    this.words.push(word);
  }

  private jumpWith(word: number, field: Field, label: Label): void {
    this.jumps.push({ at: this.words.length, field, label });
    this.push(word);
  }

  /** Three words do the same move: with a distance in units of its size, in bytes, or in a register. */
  private access(word: number, bytes: number, register: number, { base, displacement }: MachineMemory): void {
    const places = register | (base << 5);
    const scaled = displacement / bytes;
    if (Number.isInteger(scaled) && scaled >= 0 && scaled < 0x1000) {
      this.push(word | places | (scaled << 10));
      return;
    }
    const unscaled = word - 0x01000000;
    if (displacement >= -256 && displacement < 256) {
      this.push(unscaled | places | ((displacement & 0x1ff) << 12));
    } else {
      this.moveConstant(addressScratch, displacement);
      this.push(unscaled | 0x00206800 | places | (addressScratch << 16));
    }
  }

  private addressOf({ base, displacement }: MachineMemory): number {
    if (displacement === 0) return base;
    this.addConstant(addressScratch, base, displacement);
    return addressScratch;
  }
}

/** A distance in words as the bits of a field. Throws: RangeError where it does not fit. */
function distance(field: Field, distance: number): number {
  const { bits, shift } = fields[field];
  const limit = 2 ** (bits - 1);
  if (distance < -limit || distance >= limit) {
    throw new RangeError(
      `Cannot reach what lies ${4 * distance} bytes away: expected less than ${4 * limit}. Split the graph.`,
    );
  }
  return (distance & (2 ** bits - 1)) << shift;
}

function registerOf(name: VectorName, operand: MachineOperand | undefined): MachineRegister {
  if (operand !== undefined && "class" in operand) return operand;
  throw new TypeError(`Cannot encode ${name}: expected a register.`);
}

function memoryOf(name: VectorName, operand: MachineOperand | undefined): MachineMemory {
  if (operand !== undefined && "displacement" in operand) return operand;
  throw new TypeError(`Cannot encode ${name}: expected memory as its second operand.`);
}
