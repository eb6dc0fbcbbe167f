/**
 * The bytes of x86-64 instructions: ModRM and SIB, and the legacy, VEX and EVEX prefixes. Registers are rax…r15,
 * xmm/ymm/zmm 0–31 and k0–k7, by number.
 */

import type { MachineRegister } from "../native/machine.ts";
import type { VectorInstruction } from "./instructions.ts";

/** `[base + index · scale + displacement]`; without a base it is relative to the end of the instruction. */
export interface MachineMemory {
  readonly base?: number;
  readonly index?: MachineRegister;
  readonly scale?: 1 | 2 | 4 | 8;
  readonly displacement: number;
  /** EVEX only: one element read from memory is spread over all lanes. */
  readonly broadcast?: boolean;
}

/** Bits in a vector register as an instruction sees it. */
export type VectorWidth = 128 | 256 | 512;

/** What an instruction that uses a mask or an immediate byte adds to its operands. */
export interface VectorOptions {
  /** k1–k7: lanes whose bit is 0 keep their old value, or become 0 with `zeroing`. */
  readonly mask?: MachineRegister;
  readonly zeroing?: boolean;
  readonly immediate?: number;
}

/** The operand in each place of an encoding. */
interface Places {
  readonly reg: number;
  readonly vvvv: number;
  readonly rm: MachineRegister | MachineMemory;
}

/** Whether a processor operand is a place in memory. */
export function isMemory(operand: MachineRegister | MachineMemory): operand is MachineMemory {
  return "displacement" in operand;
}

/** ModRM, SIB and displacement. `compression` is EVEX's unit of 8-bit displacements, 1 elsewhere. */
export function operandBytes(
  reg: number,
  rm: MachineRegister | MachineMemory,
  compression = 1,
): readonly number[] {
  const regBits = (reg & 7) << 3;
  if (!isMemory(rm)) return [0xc0 | regBits | (rm.number & 7)];
  const { base, index, displacement } = rm;
  if (base === undefined) return [regBits | 5, ...bytes32(displacement)];
  const needsSib = index !== undefined || (base & 7) === 4;
  const short = displacement / compression;
  const mode = displacement === 0 && (base & 7) !== 5 ? 0 : isByte(short) ? 1 : 2;
  const bytes = [(mode << 6) | regBits | (needsSib ? 4 : base & 7)];
  if (needsSib) {
    const scale = { 1: 0, 2: 1, 4: 2, 8: 3 }[rm.scale ?? 1];
    bytes.push((scale << 6) | ((index === undefined ? 4 : index.number & 7) << 3) | (base & 7));
  }
  if (mode === 1) bytes.push(short & 255);
  if (mode === 2) bytes.push(...bytes32(displacement));
  return bytes;
}

/** An integer instruction on 64-bit (`wide`) or 32-bit registers. */
export function encodeLegacy(
  wide: boolean,
  opcode: readonly number[],
  reg: number,
  rm: MachineRegister | MachineMemory,
): readonly number[] {
  const { x, b } = extensionBits(rm);
  const rex = 0x40 | (wide ? 8 : 0) | (((reg >> 3) & 1) << 2) | (x << 1) | b;
  return [...(rex === 0x40 ? [] : [rex]), ...opcode, ...operandBytes(reg, rm)];
}

/** A vector or mask instruction: VEX where it suffices, because it is shorter, else EVEX. */
export function encodeVector(
  instruction: VectorInstruction,
  width: VectorWidth,
  operands: readonly (MachineRegister | MachineMemory)[],
  options: VectorOptions,
): readonly number[] {
  const place = (letter: string) => operands[instruction.operands.indexOf(letter)];
  const number = (letter: string, otherwise: number) => {
    const operand = place(letter);
    if (operand === undefined) return otherwise;
    if (!isMemory(operand)) return operand.number;
    throw new TypeError(`Cannot encode operands ${instruction.operands}: expected a register at ${letter}.`);
  };
  const places: Places = {
    reg: number("r", instruction.digit ?? 0),
    vvvv: number("v", 0),
    rm: place("m")!,
  };
  const bytes = needsEvex(instruction, width, operands, options)
    ? encodeEvex(instruction, width, places, options)
    : encodeVex(instruction, width, places);
  const fourth = place("i");
  if (fourth !== undefined && !isMemory(fourth)) return [...bytes, fourth.number << 4];
  return instruction.immediate ? [...bytes, (options.immediate ?? 0) & 255] : bytes;
}

function needsEvex(
  { encoding }: VectorInstruction,
  width: VectorWidth,
  operands: readonly (MachineRegister | MachineMemory)[],
  options: VectorOptions,
): boolean {
  if (encoding !== "both") return encoding === "evex";
  if (width === 512 || options.mask !== undefined) return true;
  return operands.some((operand) =>
    isMemory(operand)
      ? operand.broadcast === true || (operand.index?.number ?? 0) > 15
      : operand.class === "mask" || operand.number > 15,
  );
}

function encodeVex(
  { prefix, map, opcode, wide, maskLength }: VectorInstruction,
  width: VectorWidth,
  { reg, vvvv, rm }: Places,
): readonly number[] {
  const { x, b } = extensionBits(rm);
  const r = (reg >> 3) & 1;
  const length = maskLength ?? (width === 256 ? 1 : 0);
  const last = (wide << 7) | ((~vvvv & 15) << 3) | (length << 2) | prefix;
  const short = x === 0 && b === 0 && map === 1 && wide === 0;
  const start = short
    ? [0xc5, ((r ^ 1) << 7) | (last & 0x7f)]
    : [0xc4, ((r ^ 1) << 7) | ((x ^ 1) << 6) | ((b ^ 1) << 5) | map, last];
  return [...start, opcode, ...operandBytes(reg, rm)];
}

function encodeEvex(
  { prefix, map, opcode, wide, memory }: VectorInstruction,
  width: VectorWidth,
  { reg, vvvv, rm }: Places,
  { mask, zeroing }: VectorOptions,
): readonly number[] {
  const { x, b, high } = extensionBits(rm);
  const inMemory = isMemory(rm);
  const broadcast = inMemory && rm.broadcast === true;
  const indexHigh = inMemory ? high : 0;
  const xBit = inMemory ? x : high;
  const flip = (bit: number) => (bit & 1) ^ 1;
  const first = (flip(reg >> 3) << 7) | (flip(xBit) << 6) | (flip(b) << 5) | (flip(reg >> 4) << 4) | map;
  const second = (wide << 7) | ((~vvvv & 15) << 3) | 4 | prefix;
  const length = width === 512 ? 2 : width === 256 ? 1 : 0;
  const third =
    ((zeroing ? 1 : 0) << 7) |
    (length << 5) |
    ((broadcast ? 1 : 0) << 4) |
    (flip((vvvv >> 4) | indexHigh) << 3) |
    (mask?.number ?? 0);
  const compression = broadcast || memory === "element" ? 4 : width / 8;
  return [0x62, first, second, third, opcode, ...operandBytes(reg, rm, compression)];
}

/** Bit 3 of the index (x) and of the base or register (b); bit 4 of the index or register (high). */
function extensionBits(rm: MachineRegister | MachineMemory): { x: number; b: number; high: number } {
  if (!isMemory(rm)) return { x: 0, b: (rm.number >> 3) & 1, high: (rm.number >> 4) & 1 };
  const index = rm.index?.number ?? 0;
  return { x: (index >> 3) & 1, b: ((rm.base ?? 0) >> 3) & 1, high: (index >> 4) & 1 };
}

/** Whether a number fits a sign-extended byte. */
export function isByte(value: number): boolean {
  return Number.isInteger(value) && value >= -128 && value <= 127;
}

/** The four bytes of a 32-bit field, lowest first. */
export function bytes32(value: number): readonly number[] {
  return [value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >> 24) & 255];
}
