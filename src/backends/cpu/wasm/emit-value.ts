/** Emits the values of a kernel: where each register lives, and the code that computes, loads or stores one. */

import type { AddressIndex, Register, Statement } from "../../../compiler/lowered/program.ts";
import type { AddressPlan } from "./addresses.ts";
import type { FunctionBuilder } from "./assembler.ts";
import { emitFusedMultiplyAdd } from "./fused-multiply-add.ts";
import { lanes } from "./normalize-kernel.ts";
import { shiftOperations, spell } from "./operations.ts";

/** A statement that defines one register. */
export type Definition = Extract<Statement, { result: Register }>;

const floatBits = new Float32Array(1);
const intBits = new Int32Array(floatBits.buffer);

/** Writes the code of single statements of one kernel and knows where its registers live. */
export class ValueEmitter {
  private readonly builder: FunctionBuilder;
  private readonly plan: AddressPlan;
  /** Register id → the local that holds it. */
  private readonly homes = new Map<number, number>();
  /** Register id → the statement that computes it where it is used. */
  private readonly deferred = new Map<number, Definition>();
  /** Bits of a vector constant → the local that holds it for the whole kernel. */
  private readonly constants = new Map<number, number>();

  constructor(builder: FunctionBuilder, plan: AddressPlan) {
    this.builder = builder;
    this.plan = plan;
  }

  setHome(register: Register, local: number): void {
    this.homes.set(register.id, local);
  }

  homeOf(register: Register): number | undefined {
    return this.homes.get(register.id);
  }

  /** Computes the statement where its only use needs it. */
  defer(statement: Definition): void {
    this.deferred.set(statement.result.id, statement);
  }

  /** Puts the vector constants of loops into locals, once at the top of the kernel. */
  hoistConstants(statements: readonly Statement[], inLoop = false): void {
    for (const statement of statements) {
      if (statement.kind === "loop") this.hoistConstants(statement.body, true);
      if (statement.kind !== "constant" || statement.result.lanes === 1 || !inLoop) continue;
      const bits = constantBits(statement);
      if (this.constants.has(bits)) continue;
      const local = this.builder.acquire("v128", "constant");
      this.builder.emit("v128.const", bits, bits, bits, bits);
      this.builder.set(local);
      this.constants.set(bits, local);
    }
  }

  /** Settles a constant that needs no code of its own: scalars are written where they are used. */
  constant(statement: Definition): boolean {
    if (statement.kind !== "constant") return false;
    const local = statement.result.lanes > 1 ? this.constants.get(constantBits(statement)) : undefined;
    if (local !== undefined) this.homes.set(statement.result.id, local);
    else if (statement.result.lanes === 1) this.deferred.set(statement.result.id, statement);
    return local !== undefined || statement.result.lanes === 1;
  }

  /** Leaves the value of a register on the stack. */
  push(register: Register): void {
    const statement = this.deferred.get(register.id);
    if (statement !== undefined) this.evaluate(statement);
    else this.builder.get(this.home(register));
  }

  /** Leaves the result of a statement on the stack. */
  evaluate(statement: Definition): void {
    const { builder } = this;
    switch (statement.kind) {
      case "constant":
        this.pushConstant(statement);
        return;
      case "index":
        this.index(statement);
        return;
      case "load":
        this.load(statement);
        return;
      case "compute":
        this.compute(statement);
        return;
      case "shift": {
        const { vector, scalar } = shiftOperations[statement.operation];
        this.push(statement.operand);
        builder.emit("i32.const", statement.amount);
        builder.emit(statement.result.lanes > 1 ? vector : scalar);
        return;
      }
      case "splat":
        this.push(statement.operand);
        if (statement.operand.type === "mask") this.spreadTruth();
        builder.emit(statement.operand.type === "float32" ? "f32x4.splat" : "i32x4.splat");
        return;
      case "rotate": {
        const local = this.home(statement.operand);
        const bytes = Array.from({ length: 16 }, (_, i) => (i + 4 * statement.by) % 16);
        builder.get(local);
        builder.get(local);
        builder.emit("i8x16.shuffle", ...bytes);
        return;
      }
      case "extract":
        this.push(statement.operand);
        builder.emit(
          statement.operand.type === "float32" ? "f32x4.extract_lane" : "i32x4.extract_lane",
          statement.lane,
        );
        if (statement.operand.type === "mask") {
          builder.emit("i32.const", 1);
          builder.emit("i32.and");
        }
    }
  }

  store(statement: Extract<Statement, { kind: "store" }>): void {
    const { builder } = this;
    const { value, valid = lanes } = statement;
    const { laneStride } = statement.address;
    const { local: pointer, delta, release } = this.reach(statement, valid);
    if (value.lanes === 1 || (laneStride === 1 && valid === lanes)) {
      builder.get(pointer);
      this.push(value);
      const scalar = value.type === "float32" ? "f32.store" : "i32.store";
      builder.emit(value.lanes > 1 ? "v128.store" : scalar, delta * 4);
      release();
      return;
    }
    const local = this.home(value);
    for (let lane = 0; lane < valid; lane++) {
      builder.get(pointer);
      builder.get(local);
      const pair = lane === 0 && laneStride === 1 && valid >= 2;
      builder.emit(pair ? "v128.store64_lane" : "v128.store32_lane", (delta + lane * laneStride) * 4, lane);
      if (pair) lane++;
    }
    release();
  }

  /** The local that an access goes through; one that a scalar index moved is the access's own until released. */
  private reach(
    statement: Extract<Statement, { kind: "load" | "store" }>,
    valid: number,
  ): { readonly local: number; readonly delta: number; readonly release: () => void } {
    const { pointer, delta } = this.plan.accesses.get(statement)!;
    const { index, laneStride } = statement.address;
    if (index === undefined) return { local: pointer.local, delta, release: () => {} };
    const { builder } = this;
    // Immediate offsets are not negative, and the pointer alone may lie below memory: the lowest lane's address does not.
    const low = Math.min(0, (valid - 1) * laneStride);
    this.push(index.register);
    this.moveByIndex(pointer.local, index.scale, delta + low);
    const local = builder.acquire("i32", "indexed");
    builder.set(local);
    return { local, delta: -low, release: () => builder.release(local) };
  }

  /** Turns the index on the stack into an address. */
  private moveByIndex(pointer: number, scale: number, constant: number): void {
    const { builder } = this;
    builder.emit("i32.const", (scale * 4) | 0);
    builder.emit("i32.mul");
    builder.get(pointer);
    builder.emit("i32.add");
    builder.addConstant(constant * 4);
  }

  /** Loads a lane for each lane of an index, in a local. */
  private gather(statement: Extract<Statement, { kind: "load" }>, index: AddressIndex): void {
    const { builder } = this;
    const { pointer, delta } = this.plan.accesses.get(statement)!;
    const { valid = lanes, address } = statement;
    const indices = this.home(index.register);
    const partial = builder.acquire("v128", "partial");
    for (let lane = 0; lane < valid; lane++) {
      if (lane > 0) builder.set(partial);
      builder.get(indices);
      builder.emit("i32x4.extract_lane", lane);
      this.moveByIndex(pointer.local, index.scale, delta + lane * address.laneStride);
      if (lane > 0) builder.get(partial);
      if (lane > 0) builder.emit("v128.load32_lane", 0, lane);
      else builder.emit("v128.load32_zero", 0);
    }
    builder.release(partial);
  }

  private load(statement: Extract<Statement, { kind: "load" }>): void {
    const { builder } = this;
    const { result, valid = lanes } = statement;
    const { laneStride, index } = statement.address;
    if (index !== undefined && index.register.lanes > 1) {
      this.gather(statement, index);
      return;
    }
    const { local, delta, release } = this.reach(statement, result.lanes === 1 ? 1 : valid);
    builder.get(local);
    if (result.lanes === 1) {
      builder.emit(result.type === "float32" ? "f32.load" : "i32.load", delta * 4);
    } else if (laneStride === 1 && valid === lanes) {
      builder.emit("v128.load", delta * 4);
    } else if (laneStride === 0 && valid === lanes) {
      builder.emit("v128.load32_splat", delta * 4);
    } else {
      this.loadLanes(local, delta, laneStride, valid);
    }
    release();
  }

  /** Loads lane after lane onto the stack, where the pointer lies already. */
  private loadLanes(pointer: number, delta: number, laneStride: number, valid: number): void {
    const { builder } = this;
    const pair = laneStride === 1 && valid >= 2;
    builder.emit(pair ? "v128.load64_zero" : "v128.load32_zero", delta * 4);
    const partial = builder.acquire("v128", "partial");
    for (let lane = pair ? 2 : 1; lane < valid; lane++) {
      builder.set(partial);
      builder.get(pointer);
      builder.get(partial);
      builder.emit("v128.load32_lane", (delta + lane * laneStride) * 4, lane);
    }
    builder.release(partial);
  }

  private index(statement: Extract<Statement, { kind: "index" }>): void {
    const { builder } = this;
    const { offset, laneStride, result } = statement;
    const access = this.plan.accesses.get(statement);
    const low = access === undefined ? offset.constant : access.delta;
    if (access !== undefined) builder.get(access.pointer.local);
    if (result.lanes === 1) {
      if (access === undefined) builder.emit("i32.const", low | 0);
      else builder.addConstant(low);
      return;
    }
    if (access !== undefined) {
      builder.emit("i32x4.splat");
      if (low === 0 && laneStride === 0) return;
    }
    builder.emit("v128.const", ...Array.from({ length: lanes }, (_, i) => (low + i * laneStride) | 0));
    if (access !== undefined) builder.emit("i32x4.add");
  }

  private compute(statement: Extract<Statement, { kind: "compute" }>): void {
    const { builder } = this;
    const spelling = spell(statement);
    if (this.pseudoExtremum(statement)) return;
    if (spelling !== "fused") {
      for (const step of spelling) {
        if (typeof step === "number") this.push(statement.operands[step]!);
        else if (typeof step === "string") builder.emit(step);
        else builder.code.push(step);
      }
      return;
    }
    const vector = statement.result.lanes > 1;
    const own: number[] = [];
    const operands = statement.operands.map((operand) => {
      if (vector && !this.deferred.has(operand.id)) return this.home(operand);
      const local = builder.acquire("v128", "wide");
      own.push(local);
      this.push(operand);
      if (!vector) builder.emit("f32x4.splat");
      builder.set(local);
      return local;
    });
    emitFusedMultiplyAdd(builder, [operands[0]!, operands[1]!, operands[2]!], vector ? 2 : 1);
    if (!vector) builder.emit("f32x4.extract_lane", 0);
    for (const local of own) builder.release(local);
  }

  /** `a < b ? a : b` and `a < b ? b : a` of vectors have an instruction each, which costs less than `min` and `max`. */
  private pseudoExtremum({ operation, operands }: Extract<Statement, { kind: "compute" }>): boolean {
    const [mask, yes, no] = operands;
    if (operation !== "select" || yes!.lanes === 1 || yes!.type !== "float32") return false;
    const less = this.deferred.get(mask!.id);
    if (less?.kind !== "compute" || less.operation !== "less") return false;
    const [low, high] = less.operands;
    const smaller = low!.id === yes!.id && high!.id === no!.id;
    if (!smaller && !(low!.id === no!.id && high!.id === yes!.id)) return false;
    // pmin(a, b) is b < a ? b : a and pmax(a, b) is a < b ? b : a.
    this.push(smaller ? high! : low!);
    this.push(smaller ? low! : high!);
    this.builder.emit(smaller ? "f32x4.pmin" : "f32x4.pmax");
    return true;
  }

  private pushConstant(statement: Extract<Statement, { kind: "constant" }>): void {
    const { type, lanes: width } = statement.result;
    const bits = constantBits(statement);
    if (width > 1) this.builder.emit("v128.const", bits, bits, bits, bits);
    else if (type === "float32") this.builder.emit("f32.const", statement.value);
    else this.builder.emit("i32.const", type === "mask" ? bits & 1 : bits);
  }

  /** Turns the truth value 0 or 1 on the stack into all zeros or all ones. */
  private spreadTruth(): void {
    this.builder.emit("i32.const", 31);
    this.builder.emit("i32.shl");
    this.builder.emit("i32.const", 31);
    this.builder.emit("i32.shr_s");
  }

  private home(register: Register): number {
    const local = this.homes.get(register.id);
    if (local === undefined) {
      throw new RangeError(
        `Cannot emit a use of register ${register.id}: expected a statement before it, in the same block or one around it, that defines it. Verify the program first.`,
      );
    }
    return local;
  }
}

/** The 32 bits of one lane; a true mask is all ones. */
function constantBits({ result, value }: Extract<Statement, { kind: "constant" }>): number {
  if (result.type === "int32") return value | 0;
  if (result.type === "mask") return value === 0 ? 0 : -1;
  floatBits[0] = value;
  return intBits[0]!;
}
