/** Writes machine code: instructions over processor registers, labels, and a pool of constants after the code. */

import { isInt32, type MachineRegister } from "../native/machine.ts";
import {
  bytes32,
  encodeLegacy,
  encodeVector,
  isByte,
  isMemory,
  type MachineMemory,
  type VectorOptions,
  type VectorWidth,
} from "./encoding.ts";
import { type VectorName, vectorInstruction } from "./instructions.ts";

/** A place in the code, bound once and jumped to from anywhere. */
export interface Label {
  readonly id: number;
}

/** `[constant]`: words kept after the code and read relative to the instruction. */
export interface ConstantMemory {
  readonly words: readonly number[];
  readonly broadcast?: boolean;
}

/** A vector instruction's operand. */
export type MachineOperand = MachineRegister | MachineMemory | ConstantMemory;

/** Conditions of a jump, by their number in the opcode. */
export const conditions = {
  below: 2,
  aboveEqual: 3,
  equal: 4,
  notEqual: 5,
  less: 12,
  greaterEqual: 13,
} as const;

const constantAlignment = 64;
const evexPrefix = 0x62;
const nops: readonly (readonly number[])[] = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x0f, 0x1f, 0x80, 0x00, 0x00, 0x00, 0x00],
  [0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00],
];

/** Appends instructions to a buffer of bytes; `finish` fills in addresses and gives the code. */
export class Assembler {
  private readonly bytes: number[] = [];
  private readonly bound = new Map<number, number>();
  private readonly jumps: { readonly at: number; readonly label: Label }[] = [];
  private readonly constants = new Map<string, readonly number[]>();
  private readonly reads: { readonly at: number; readonly end: number; readonly key: string }[] = [];
  private readonly longEncoding: boolean;
  private nextLabel = 0;

  /** Without `longEncoding`, instructions that need AVX-512's encoding are refused. */
  constructor({ longEncoding = true }: { readonly longEncoding?: boolean } = {}) {
    this.longEncoding = longEncoding;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.bytes.length;
  }

  label(): Label {
    return { id: this.nextLabel++ };
  }

  bind(label: Label): void {
    this.bound.set(label.id, this.bytes.length);
  }

  /** Fills with no-operations up to a multiple of `alignment`. */
  align(alignment: number): void {
    let missing = (alignment - (this.bytes.length % alignment)) % alignment;
    while (missing > 0) {
      const size = Math.min(missing, 8);
      this.bytes.push(...nops[size]!);
      missing -= size;
    }
  }

  /** A vector or mask instruction, operands in Intel's order. */
  vector(
    name: VectorName,
    width: VectorWidth,
    operands: readonly MachineOperand[],
    options: VectorOptions = {},
  ): void {
    const instruction = vectorInstruction(name);
    let key: string | undefined;
    const places = operands.map((operand) => {
      if (!("words" in operand)) return operand;
      key = this.constant(operand.words);
      return { displacement: 0, broadcast: operand.broadcast === true };
    });
    const encoded = encodeVector(instruction, width, places, options);
    if (encoded[0] === evexPrefix && !this.longEncoding) {
      throw new RangeError(`Cannot encode ${name}: expected an instruction of AVX2, got one of AVX-512.`);
    }
    this.bytes.push(...encoded);
    if (key === undefined) return;
    const end = this.bytes.length;
    const trailing = instruction.immediate || instruction.operands.includes("i") ? 1 : 0;
    this.reads.push({ at: end - trailing - 4, end, key });
  }

  /** target ← source, 64 bits; one of them may be in memory. */
  move(target: MachineRegister | MachineMemory, source: MachineRegister | MachineMemory): void {
    if (!isMemory(source)) this.bytes.push(...encodeLegacy(true, [0x89], source.number, target));
    else if (!isMemory(target)) this.bytes.push(...encodeLegacy(true, [0x8b], target.number, source));
  }

  /** target ← a 32-bit move between registers or to memory, the upper half becoming 0. */
  move32(target: MachineRegister | MachineMemory, source: MachineRegister): void {
    this.bytes.push(...encodeLegacy(false, [0x89], source.number, target));
  }

  /** target ← 32 bits in memory, the upper half becoming 0. */
  load32(target: MachineRegister, source: MachineMemory): void {
    this.bytes.push(...encodeLegacy(false, [0x8b], target.number, source));
  }

  /** 32 bits in memory ← a constant. */
  store32(target: MachineMemory, value: number): void {
    this.bytes.push(...encodeLegacy(false, [0xc7], 0, target), ...bytes32(value));
  }

  /** Compares 32 bits with a register's lower half. */
  compare32(left: MachineRegister | MachineMemory, right: MachineRegister): void {
    this.bytes.push(...encodeLegacy(false, [0x39], right.number, left));
  }

  /** Compares 32 bits with a constant. */
  compareConstant32(left: MachineRegister | MachineMemory, value: number): void {
    this.bytes.push(...encodeLegacy(false, [0x81], 7, left), ...bytes32(value));
  }

  /** Exchanges a register with 32 bits in memory and leaves their sum there, all at once for other threads. */
  atomicExchangeAdd32(target: MachineMemory, source: MachineRegister): void {
    this.bytes.push(0xf0, ...encodeLegacy(false, [0x0f, 0xc1], source.number, target));
  }

  /** Memory ← source if it holds rax ("equal" then, all at once for other threads); else rax ← memory. 64 bits. */
  atomicCompareExchange(target: MachineMemory, source: MachineRegister): void {
    this.bytes.push(0xf0, ...encodeLegacy(true, [0x0f, 0xb1], source.number, target));
  }

  /** Adds 1 or −1 to 32 bits in memory, all at once for other threads. */
  atomicCount32(target: MachineMemory, by: 1 | -1): void {
    this.bytes.push(0xf0, ...encodeLegacy(false, [0xff], by === 1 ? 0 : 1, target));
  }

  /** target ← value, an integer of at most 53 bits. */
  moveConstant(target: MachineRegister, value: number): void {
    const low = target.number & 7;
    const high = target.number >> 3;
    if (value >= 0 && value <= 0xffffffff) {
      this.bytes.push(...(high ? [0x41] : []), 0xb8 | low, ...bytes32(value));
    } else if (isInt32(value)) {
      this.bytes.push(...encodeLegacy(true, [0xc7], 0, target), ...bytes32(value));
    } else {
      const upper = Math.floor(value / 0x100000000);
      this.bytes.push(0x48 | high, 0xb8 | low, ...bytes32(value), ...bytes32(upper));
    }
  }

  loadAddress(target: MachineRegister, source: MachineMemory): void {
    this.bytes.push(...encodeLegacy(true, [0x8d], target.number, source));
  }

  add(target: MachineRegister, source: MachineRegister | MachineMemory): void {
    this.bytes.push(...encodeLegacy(true, [0x03], target.number, source));
  }

  subtract(target: MachineRegister, source: MachineRegister | MachineMemory): void {
    this.bytes.push(...encodeLegacy(true, [0x2b], target.number, source));
  }

  /** Adds, subtracts or compares with a constant of 32 bits. */
  withConstant(
    operation: "add" | "and" | "subtract" | "compare",
    target: MachineRegister | MachineMemory,
    value: number,
  ): void {
    const digit = { add: 0, and: 4, subtract: 5, compare: 7 }[operation];
    const short = isByte(value);
    this.bytes.push(...encodeLegacy(true, [short ? 0x83 : 0x81], digit, target));
    this.bytes.push(...(short ? [value & 255] : bytes32(value)));
  }

  compare(left: MachineRegister | MachineMemory, right: MachineRegister): void {
    this.bytes.push(...encodeLegacy(true, [0x39], right.number, left));
  }

  multiply(target: MachineRegister, source: MachineRegister | MachineMemory): void {
    this.bytes.push(...encodeLegacy(true, [0x0f, 0xaf], target.number, source));
  }

  /** target ← source · value, a constant of 32 bits. */
  multiplyConstant(target: MachineRegister, source: MachineRegister | MachineMemory, value: number): void {
    this.bytes.push(...encodeLegacy(true, [0x69], target.number, source), ...bytes32(value));
  }

  /** Moves the 64 bits of a register to higher or lower places, zeros coming in. */
  shift(direction: "left" | "right", target: MachineRegister, by: number): void {
    this.bytes.push(...encodeLegacy(true, [0xc1], direction === "left" ? 4 : 5, target), by);
  }

  /** Clears the register. */
  clear(target: MachineRegister): void {
    this.bytes.push(...encodeLegacy(false, [0x31], target.number, target));
  }

  /** rax, rdx ← quotient and remainder of rdx:rax by the divisor, unsigned. */
  divide(divisor: MachineRegister): void {
    this.bytes.push(...encodeLegacy(true, [0xf7], 6, divisor));
  }

  decrement(target: MachineRegister | MachineMemory): void {
    this.bytes.push(...encodeLegacy(true, [0xff], 1, target));
  }

  push(register: MachineRegister): void {
    this.bytes.push(...(register.number > 7 ? [0x41] : []), 0x50 | (register.number & 7));
  }

  pop(register: MachineRegister): void {
    this.bytes.push(...(register.number > 7 ? [0x41] : []), 0x58 | (register.number & 7));
  }

  jump(label: Label): void {
    this.bytes.push(0xe9, 0, 0, 0, 0);
    this.jumps.push({ at: this.bytes.length - 4, label });
  }

  jumpIf(condition: keyof typeof conditions, label: Label): void {
    this.bytes.push(0x0f, 0x80 | conditions[condition], 0, 0, 0, 0);
    this.jumps.push({ at: this.bytes.length - 4, label });
  }

  /** Calls what lies `offset` bytes from the start of this code, before it if negative. */
  callAt(offset: number): void {
    this.bytes.push(0xe8, ...bytes32(offset - (this.bytes.length + 5)));
  }

  call(label: Label): void {
    this.bytes.push(0xe8, 0, 0, 0, 0);
    this.jumps.push({ at: this.bytes.length - 4, label });
  }

  /** Goes on at the address that memory holds. */
  jumpThrough(source: MachineMemory): void {
    this.bytes.push(...encodeLegacy(false, [0xff], 4, source));
  }

  /** Tells the processor that this thread is waiting in a loop. */
  pause(): void {
    this.bytes.push(0xf3, 0x90);
  }

  /** Calls the operating system; rax, rcx and r11 are lost. */
  systemCall(): void {
    this.bytes.push(0x0f, 0x05);
  }

  /** Forgets the upper halves of the vector registers, which slow down code of the older encoding. */
  zeroUpper(): void {
    this.bytes.push(0xc5, 0xf8, 0x77);
  }

  processorId(): void {
    this.bytes.push(0x0f, 0xa2);
  }

  extendedControl(): void {
    this.bytes.push(0x0f, 0x01, 0xd0);
  }

  ret(): void {
    this.bytes.push(0xc3);
  }

  /**
   * The code with its constants after it, all addresses filled in. It may lie anywhere that is a multiple of 64.
   *
   * Throws: RangeError when a label was jumped to and never bound.
   */
  finish(): Uint8Array {
    for (const { at, label } of this.jumps) {
      const target = this.bound.get(label.id);
      if (target === undefined) {
        throw new RangeError(
          `Cannot jump to label ${label.id}: expected a bound label, got none. Call bind first.`,
        );
      }
      this.patch(at, target - (at + 4));
    }
    const offsets = new Map<string, number>();
    for (const [key, words] of [...this.constants].sort((a, b) => b[1].length - a[1].length)) {
      if (offsets.size === 0) while (this.bytes.length % constantAlignment !== 0) this.bytes.push(0xcc);
      offsets.set(key, this.bytes.length);
      for (const word of words) this.bytes.push(...bytes32(word));
    }
    for (const { at, end, key } of this.reads) this.patch(at, offsets.get(key)! - end);
    return Uint8Array.from(this.bytes);
  }

  private constant(words: readonly number[]): string {
    const key = words.join(",");
    this.constants.set(key, words);
    return key;
  }

  private patch(at: number, value: number): void {
    bytes32(value).forEach((byte, i) => {
      this.bytes[at + i] = byte;
    });
  }
}
