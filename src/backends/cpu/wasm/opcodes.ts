/** The WebAssembly instructions this compiler writes: their bytes and what follows them. */

/** What an instruction carries after its opcode; see `Instruction` for how the numbers are laid out. */
export type Immediate =
  | "none"
  /** A local, function or label index. */
  | "index"
  /** A block that yields nothing. */
  | "block"
  | "i32"
  | "i64"
  | "f32"
  /** Four 32-bit words. */
  | "v128"
  /** A byte offset; the alignment hint comes from the table. */
  | "memory"
  /** A byte offset and a lane. */
  | "memoryLane"
  | "lane"
  /** Sixteen byte indices. */
  | "shuffle"
  /** The zero byte that follows `atomic.fence`. */
  | "zero";

interface OpcodeSpec {
  /** Prefix byte (0xfd for SIMD, 0xfe for atomics, 0xfc for saturating conversions) or 0 for none. */
  readonly prefix: number;
  readonly code: number;
  readonly immediate: Immediate;
  /** log2 of the alignment that a memory access states. */
  readonly align: number;
}

function plain(code: number, immediate: Immediate = "none", align = 0): OpcodeSpec {
  return { prefix: 0, code, immediate, align };
}

function simd(code: number, immediate: Immediate = "none", align = 0): OpcodeSpec {
  return { prefix: 0xfd, code, immediate, align };
}

function atomic(code: number, immediate: Immediate = "memory", align = 2): OpcodeSpec {
  return { prefix: 0xfe, code, immediate, align };
}

/** Every instruction the assembler knows, by its name in the text format. */
export const opcodes = {
  unreachable: plain(0x00),
  block: plain(0x02, "block"),
  loop: plain(0x03, "block"),
  if: plain(0x04, "block"),
  else: plain(0x05),
  end: plain(0x0b),
  br: plain(0x0c, "index"),
  br_if: plain(0x0d, "index"),
  return: plain(0x0f),
  call: plain(0x10, "index"),
  drop: plain(0x1a),
  select: plain(0x1b),
  "local.get": plain(0x20, "index"),
  "local.set": plain(0x21, "index"),
  "local.tee": plain(0x22, "index"),
  "i32.load": plain(0x28, "memory", 2),
  "f32.load": plain(0x2a, "memory", 2),
  "i32.store": plain(0x36, "memory", 2),
  "f32.store": plain(0x38, "memory", 2),
  "i32.const": plain(0x41, "i32"),
  "i64.const": plain(0x42, "i64"),
  "f32.const": plain(0x43, "f32"),
  "i32.eqz": plain(0x45),
  "i32.eq": plain(0x46),
  "i32.ne": plain(0x47),
  "i32.lt_s": plain(0x48),
  "i32.lt_u": plain(0x49),
  "i32.gt_s": plain(0x4a),
  "i32.le_s": plain(0x4c),
  "i32.ge_u": plain(0x4f),
  "f32.eq": plain(0x5b),
  "f32.ne": plain(0x5c),
  "f32.lt": plain(0x5d),
  "f32.le": plain(0x5f),
  "i32.add": plain(0x6a),
  "i32.sub": plain(0x6b),
  "i32.mul": plain(0x6c),
  "i32.div_u": plain(0x6e),
  "i32.rem_u": plain(0x70),
  "i32.and": plain(0x71),
  "i32.or": plain(0x72),
  "i32.xor": plain(0x73),
  "i32.shl": plain(0x74),
  "i32.shr_s": plain(0x75),
  "i32.shr_u": plain(0x76),
  "f32.abs": plain(0x8b),
  "f32.neg": plain(0x8c),
  "f32.ceil": plain(0x8d),
  "f32.floor": plain(0x8e),
  "f32.trunc": plain(0x8f),
  "f32.nearest": plain(0x90),
  "f32.sqrt": plain(0x91),
  "f32.add": plain(0x92),
  "f32.sub": plain(0x93),
  "f32.mul": plain(0x94),
  "f32.div": plain(0x95),
  "f32.min": plain(0x96),
  "f32.max": plain(0x97),
  "f32.convert_i32_s": plain(0xb2),
  "i32.reinterpret_f32": plain(0xbc),
  "f32.reinterpret_i32": plain(0xbe),
  "i32.trunc_sat_f32_s": { prefix: 0xfc, code: 0, immediate: "none", align: 0 },

  "v128.load": simd(0x00, "memory", 2),
  "v128.load32_splat": simd(0x09, "memory", 2),
  "v128.store": simd(0x0b, "memory", 2),
  "v128.const": simd(0x0c, "v128"),
  "i8x16.shuffle": simd(0x0d, "shuffle"),
  "i32x4.splat": simd(0x11),
  "f32x4.splat": simd(0x13),
  "i32x4.extract_lane": simd(0x1b, "lane"),
  "f32x4.extract_lane": simd(0x1f, "lane"),
  "i32x4.eq": simd(0x37),
  "i32x4.ne": simd(0x38),
  "i32x4.lt_s": simd(0x39),
  "i32x4.le_s": simd(0x3d),
  "f32x4.eq": simd(0x41),
  "f32x4.ne": simd(0x42),
  "f32x4.lt": simd(0x43),
  "f32x4.le": simd(0x45),
  "f64x2.ne": simd(0x48),
  "f64x2.lt": simd(0x49),
  "f64x2.gt": simd(0x4a),
  "v128.not": simd(0x4d),
  "v128.and": simd(0x4e),
  "v128.or": simd(0x50),
  "v128.xor": simd(0x51),
  "v128.bitselect": simd(0x52),
  "v128.load32_lane": simd(0x56, "memoryLane", 2),
  "v128.store32_lane": simd(0x5a, "memoryLane", 2),
  "v128.store64_lane": simd(0x5b, "memoryLane", 2),
  "v128.load32_zero": simd(0x5c, "memory", 2),
  "v128.load64_zero": simd(0x5d, "memory", 2),
  "f32x4.demote_f64x2_zero": simd(0x5e),
  "f64x2.promote_low_f32x4": simd(0x5f),
  "f32x4.ceil": simd(0x67),
  "f32x4.floor": simd(0x68),
  "f32x4.trunc": simd(0x69),
  "f32x4.nearest": simd(0x6a),
  "i32x4.abs": simd(0xa0),
  "i32x4.neg": simd(0xa1),
  "i32x4.shl": simd(0xab),
  "i32x4.shr_s": simd(0xac),
  "i32x4.shr_u": simd(0xad),
  "i32x4.add": simd(0xae),
  "i32x4.sub": simd(0xb1),
  "i32x4.mul": simd(0xb5),
  "i32x4.min_s": simd(0xb6),
  "i32x4.max_s": simd(0xb8),
  "i64x2.shr_s": simd(0xcc),
  "i64x2.add": simd(0xce),
  "i64x2.eq": simd(0xd6),
  "f32x4.abs": simd(0xe0),
  "f32x4.neg": simd(0xe1),
  "f32x4.sqrt": simd(0xe3),
  "f32x4.add": simd(0xe4),
  "f32x4.sub": simd(0xe5),
  "f32x4.mul": simd(0xe6),
  "f32x4.div": simd(0xe7),
  "f32x4.min": simd(0xe8),
  "f32x4.max": simd(0xe9),
  "f32x4.pmin": simd(0xea),
  "f32x4.pmax": simd(0xeb),
  "f64x2.add": simd(0xf0),
  "f64x2.sub": simd(0xf1),
  "f64x2.mul": simd(0xf2),
  "i32x4.trunc_sat_f32x4_s": simd(0xf8),
  "f32x4.convert_i32x4_s": simd(0xfa),

  "memory.atomic.notify": atomic(0x00),
  "memory.atomic.wait32": atomic(0x01),
  "atomic.fence": atomic(0x03, "zero"),
  "i32.atomic.load": atomic(0x10),
  "i32.atomic.store": atomic(0x17),
  "i32.atomic.rmw.add": atomic(0x1e),
  "i32.atomic.rmw.sub": atomic(0x25),
} as const satisfies Record<string, OpcodeSpec>;

/** The name of an instruction in the text format. */
export type Opcode = keyof typeof opcodes;

/**
 * One instruction: its name, then its immediates as numbers. Memory accesses carry a byte offset (and a lane),
 * `v128.const` four 32-bit words, `i8x16.shuffle` sixteen byte indices, constants their value.
 */
export type Instruction = readonly [Opcode, ...number[]];
