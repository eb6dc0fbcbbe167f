/**
 * The lowered program: what the compiler hands to every CPU target.
 *
 * A program is a list of phases with a barrier between them; a phase is a set of launches that may run in any
 * order; a launch is one kernel over a fixed grid of chunks, any of which may run on any thread. A kernel is
 * structured loops over virtual vectors. Addresses are affine, plus at most one index from data whose extent is known.
 * Shapes are static, so every count is a number.
 *
 * All elements are 4 bytes wide. Addresses, offsets and strides count elements, never bytes.
 */

/** What a buffer holds. A bool is stored as an int32 that is 0 or 1. */
export type ElementType = "float32" | "int32";

/** What a register holds. A `mask` has one truth value a lane and cannot be loaded or stored. */
export type RegisterType = ElementType | "mask";

/** What a CPU target tells the compiler about itself. */
export interface Target {
  readonly name: string;
  /** Elements in one vector: 4 on wasm, 8 with AVX2, 16 with AVX-512. Always divides 16. */
  readonly lanes: number;
  /** Vector registers a tile may fill with accumulators without spilling. */
  readonly accumulators: number;
  /** Whether tiles use fused multiply-add. Elementwise code never contracts. */
  readonly fusedMultiplyAdd: boolean;
  /** Whether a multiply-add can read its broadcast operand from memory, so it costs no register. */
  readonly broadcastOperand: boolean;
}

/** A virtual register: assigned exactly once, visible in its block and the blocks inside. */
export interface Register {
  readonly id: number;
  readonly type: RegisterType;
  /** 1 (a scalar) or `target.lanes` (a vector). */
  readonly lanes: number;
}

/** An integer that counts 0, 1, … extent − 1: a grid coordinate, a loop counter or a repeat counter. */
export interface IndexVariable {
  readonly id: number;
  readonly name: string;
  readonly extent: number;
}

/** A variable times a number other than 0. */
export interface AffineTerm {
  readonly variable: IndexVariable;
  readonly coefficient: number;
}

/** constant + Σ coefficient · variable. A variable occurs at most once and never with coefficient 0. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly AffineTerm[];
}

/**
 * Where lane 0 reads or writes, in elements of the kernel parameter's buffer argument; lane i is at
 * `offset + i · laneStride`. Stride 0 broadcasts one element (loads only), 1 is contiguous, any other gathers
 * or scatters lane by lane. For scalars `laneStride` is 0. An `index` adds a distance that is known only when the
 * kernel runs.
 */
export interface Address {
  readonly parameter: number;
  readonly offset: Affine;
  readonly laneStride: number;
  readonly index?: AddressIndex;
}

/**
 * Lane i moves by `scale` · register[i]. The kernel sees to it that 0 ≤ register[i] < extent in every lane that
 * touches memory, by `maximum` and `minimum`: no data may lead an access out of bounds. The interpreter throws.
 */
export interface AddressIndex {
  /**
   * int32, with the lanes of the access, or a scalar that moves all lanes alike. Stores of vectors take a scalar, so
   * that no two lanes of one store meet.
   */
  readonly register: Register;
  /** Elements; any integer. */
  readonly scale: number;
  /** At least 1. */
  readonly extent: number;
}

/**
 * Pure lane-by-lane operations. All operands and the result have the same lane count.
 *
 * | operations | operands → result |
 * | --- | --- |
 * | add subtract multiply | float32 or int32 (wrapping) → same |
 * | minimum maximum | float32: NaN if either is NaN, and −0 < +0; int32: signed → same |
 * | negate absolute | float32 (sign bit only) or int32 (wrapping) → same |
 * | divide squareRoot floor ceiling truncate roundEven | float32, IEEE 754 → float32 |
 * | fusedMultiplyAdd | a · b + c rounded once, float32 → float32 |
 * | and or xor | int32 or mask → same |
 * | not | int32 or mask → same |
 * | equal notEqual less lessEqual | two float32 (NaN: only notEqual is true) or two int32 (signed) → mask |
 * | select | mask, a, b → a where true, else b; float32, int32 or mask |
 * | toFloat | int32 → float32, round to nearest even |
 * | toInt | float32 → int32, towards zero, saturating, NaN → 0 |
 * | toInteger01 | mask → int32 that is 1 where true, else 0 |
 * | bitsToFloat, bitsToInt | reinterpret int32 ↔ float32 |
 */
export type Operation =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "minimum"
  | "maximum"
  | "negate"
  | "absolute"
  | "squareRoot"
  | "floor"
  | "ceiling"
  | "truncate"
  | "roundEven"
  | "fusedMultiplyAdd"
  | "and"
  | "or"
  | "xor"
  | "not"
  | "equal"
  | "notEqual"
  | "less"
  | "lessEqual"
  | "select"
  | "toFloat"
  | "toInt"
  | "toInteger01"
  | "bitsToFloat"
  | "bitsToInt";

/** Shifts of an int32 by a fixed amount. */
export type ShiftOperation = "shiftLeft" | "shiftRightLogical" | "shiftRightArithmetic";

/** A value that a loop carries from one iteration to the next. */
export interface Carried {
  /** Its value before the first iteration: defined outside the loop. */
  readonly initial: Register;
  /** Its name inside the body. */
  readonly argument: Register;
  /** What the body hands to the next iteration: defined in the body, or an argument of the same loop. */
  readonly next: Register;
  /** Its name after the loop (the initial value if the loop has extent 0). */
  readonly result: Register;
}

/** One step of a kernel: a definition of a register, a store, or a loop. */
export type Statement =
  /** Every lane holds `value`: a float32 (already rounded), an int32, or 0 / 1 for a mask. */
  | { readonly kind: "constant"; readonly result: Register; readonly value: number }
  /** Lane i holds offset + i · laneStride, an int32. */
  | {
      readonly kind: "index";
      readonly result: Register;
      readonly offset: Affine;
      readonly laneStride: number;
    }
  /**
   * `valid`, for vectors only: a static count, 0 < valid < lanes, of the lanes that touch memory. The others are
   * not read (they hold +0 in the result) or not written. This is how edges are met: there are no tail regions.
   * A target uses a lane mask, masked moves, or moves of single lanes.
   */
  | { readonly kind: "load"; readonly result: Register; readonly address: Address; readonly valid?: number }
  | { readonly kind: "store"; readonly address: Address; readonly value: Register; readonly valid?: number }
  | {
      readonly kind: "compute";
      readonly result: Register;
      readonly operation: Operation;
      readonly operands: readonly Register[];
    }
  /** int32 only; 0 ≤ amount ≤ 31. */
  | {
      readonly kind: "shift";
      readonly result: Register;
      readonly operation: ShiftOperation;
      readonly operand: Register;
      readonly amount: number;
    }
  /** A scalar spread over all lanes. */
  | { readonly kind: "splat"; readonly result: Register; readonly operand: Register }
  /** Lane i of the result is lane (i + by) mod lanes of the operand; 0 < by < lanes. */
  | { readonly kind: "rotate"; readonly result: Register; readonly operand: Register; readonly by: number }
  /** One lane as a scalar. */
  | { readonly kind: "extract"; readonly result: Register; readonly operand: Register; readonly lane: number }
  | {
      readonly kind: "loop";
      readonly variable: IndexVariable;
      readonly carried: readonly Carried[];
      readonly body: readonly Statement[];
    };

/** A buffer argument of a kernel; `update` is read and written. */
export interface KernelParameter {
  readonly name: string;
  readonly type: ElementType;
  readonly access: "read" | "write" | "update";
}

/**
 * A kernel runs once a chunk. Chunk c stands for the grid coordinates of c in row-major order (the last grid
 * variable runs fastest); a grid of no variables is one chunk. `repeat` is set when the kernel uses the counter
 * of the enclosing repeat.
 */
export interface Kernel {
  readonly name: string;
  readonly parameters: readonly KernelParameter[];
  readonly grid: readonly IndexVariable[];
  readonly repeat?: IndexVariable;
  readonly body: readonly Statement[];
}

/**
 * Which part of a buffer a kernel parameter stands for: it starts `offset` elements into the buffer, an affine
 * function of the enclosing repeat's counter, plus `oddOffset` when that counter is odd (double buffering).
 */
export interface Argument {
  readonly buffer: number;
  readonly offset: Affine;
  readonly oddOffset: number;
}

/** One kernel over its whole grid, with its arguments. */
export interface Launch {
  readonly kernel: Kernel;
  /** One a kernel parameter, in order. */
  readonly arguments: readonly Argument[];
}

/** Launches that may run in any order and at the same time; a barrier follows. */
export interface Phase {
  readonly kind: "phase";
  readonly launches: readonly Launch[];
}

/** Steps run `variable.extent` times in order. Repeats do not nest. */
export interface Repeat {
  readonly kind: "repeat";
  readonly variable: IndexVariable;
  readonly body: readonly Phase[];
}

/** A part of a program; parts run one after the other. */
export type Step = Phase | Repeat;

/**
 * `input`: filled before each run. `output`: read after it. `state`: lives across runs, read and written.
 * `constant`: filled once, when the program is loaded. `temporary`: lies at `arenaOffset` in the program's arena,
 * which other temporaries share at other times.
 */
export type BufferRole = "input" | "output" | "state" | "constant" | "temporary";

/** A buffer of a program. */
export interface BufferSpec {
  readonly name: string;
  readonly type: ElementType;
  /** Elements. */
  readonly length: number;
  readonly role: BufferRole;
  /** For temporaries: elements from the start of the arena, a multiple of 16. */
  readonly arenaOffset?: number;
  /** For constants: the contents. */
  readonly contents?: Float32Array | Int32Array;
}

/** All that a target needs to emit and run a compiled graph. */
export interface Program {
  readonly target: Target;
  readonly buffers: readonly BufferSpec[];
  readonly steps: readonly Step[];
  /** Elements the temporaries need together. */
  readonly arenaLength: number;
}
