/** The vector instructions of AArch64 that kernels use: their words, their operands, and what they do with them. */

/** How operands are put into a word. Vectors are of four 32-bit lanes or of sixteen bytes. */
export type Form =
  /** target, left and right; by element the right one's lane 0 stands for all its lanes. */
  | "three"
  /** target and source. */
  | "two"
  /** target alone. */
  | "one"
  /** target, source and the number of a lane. */
  | "lane"
  /** target, source and by how many bits. */
  | "shiftLeft"
  | "shiftRight"
  /** target, left, right and the byte of the left one that comes first. */
  | "extract"
  /** register and memory; `bytes` are moved. */
  | "memory"
  /** register and memory whose address must be in a register. */
  | "address"
  /** The same, and the number of a lane. */
  | "laneAddress"
  /** target and a constant beside the code. */
  | "literal";

/** One instruction. */
export interface VectorInstruction {
  /** The word with all operands 0. */
  readonly word: number;
  readonly form: Form;
  /** For each operand r (read), w (written) or u (both); of memory the base is read. */
  readonly access: string;
  /** Bytes that a form `memory` moves. */
  readonly bytes: number;
}

function define(word: number, form: Form, access: string, bytes = 16): VectorInstruction {
  return { word, form, access, bytes };
}

function three(word: number): VectorInstruction {
  return define(word, "three", "wrr");
}

function two(word: number): VectorInstruction {
  return define(word, "two", "wr");
}

/** All of them. What follows a dot tells apart forms of one mnemonic. */
export const instructions = {
  fadd: three(0x4e20d400),
  fsub: three(0x4ea0d400),
  fmul: three(0x6e20dc00),
  "fmul.element": three(0x4f809000),
  fdiv: three(0x6e20fc00),
  fmin: three(0x4ea0f400),
  fmax: three(0x4e20f400),
  fmla: define(0x4e20cc00, "three", "urr"),
  "fmla.element": define(0x4f801000, "three", "urr"),
  fcmeq: three(0x4e20e400),
  fcmge: three(0x6e20e400),
  fcmgt: three(0x6ea0e400),
  add: three(0x4ea08400),
  sub: three(0x6ea08400),
  mul: three(0x4ea09c00),
  smin: three(0x4ea06c00),
  smax: three(0x4ea06400),
  cmeq: three(0x6ea08c00),
  cmge: three(0x4ea03c00),
  cmgt: three(0x4ea03400),
  and: three(0x4e201c00),
  orr: three(0x4ea01c00),
  eor: three(0x6e201c00),
  bsl: define(0x6e601c00, "three", "urr"),
  fneg: two(0x6ea0f800),
  fabs: two(0x4ea0f800),
  neg: two(0x6ea0b800),
  abs: two(0x4ea0b800),
  mvn: two(0x6e205800),
  fsqrt: two(0x6ea1f800),
  frintn: two(0x4e218800),
  frintm: two(0x4e219800),
  frintp: two(0x4ea18800),
  frintz: two(0x4ea19800),
  scvtf: two(0x4e21d800),
  fcvtzs: two(0x4ea1b800),
  shl: define(0x4f005400, "shiftLeft", "wr"),
  ushr: define(0x6f000400, "shiftRight", "wr"),
  sshr: define(0x4f000400, "shiftRight", "wr"),
  "dup.element": define(0x4e000400, "lane", "wr"),
  "dup.general": two(0x4e040c00),
  smov: define(0x4e002c00, "lane", "wr"),
  ext: define(0x6e000000, "extract", "wrr"),
  "movi.zero": define(0x6f00e400, "one", "w"),
  "ldr.q": define(0x3dc00000, "memory", "wr", 16),
  "ldr.d": define(0xfd400000, "memory", "wr", 8),
  "ldr.s": define(0xbd400000, "memory", "wr", 4),
  "str.q": define(0x3d800000, "memory", "rr", 16),
  "str.d": define(0xfd000000, "memory", "rr", 8),
  "str.s": define(0xbd000000, "memory", "rr", 4),
  ld1r: define(0x4d40c800, "address", "wr"),
  "ld1.lane": define(0x0d408000, "laneAddress", "ur"),
  "st1.lane": define(0x0d008000, "laneAddress", "rr"),
  "ldr.literal": define(0x9c000000, "literal", "w"),
  /** Of general registers: left + 4 · right. */
  "add.scaled": three(0x8b000800),
} as const satisfies Record<string, VectorInstruction>;

/** The name of a row. */
export type VectorName = keyof typeof instructions;

/** The row of an instruction, as the general type. */
export function vectorInstruction(name: VectorName): VectorInstruction {
  return instructions[name];
}
