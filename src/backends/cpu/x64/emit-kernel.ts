/** Writes one kernel of the lowered program as one function of machine code. */

import type { Affine, Carried, Kernel, Register, Statement } from "../../../compiler/lowered/program.ts";
import { allocateRegisters, type RegisterFile } from "./allocate-registers.ts";
import { assembleSteps } from "./assemble-steps.ts";
import { type CallingConvention, generalRegisters, systemV } from "./calling-convention.ts";
import { Emission, type InstructionSet } from "./emission.ts";
import type { RegisterClass, VectorWidth } from "./encoding.ts";
import { type FoldedLoads, foldLoads } from "./fold-loads.ts";
import { emitExtract, emitRotate, emitSplat } from "./lane-moves.ts";
import type { Virtual, VirtualMemory, VirtualOperand } from "./machine.ts";
import { emitGather, emitLoad, emitStore, type Part, partMask } from "./memory-access.ts";
import { operationRow } from "./operations.ts";
import {
  addressReference,
  elementBytes,
  indexReference,
  type LoopStatement,
  type Pointer,
  type PointerPlan,
  planPointers,
  rootVariables,
} from "./pointers.ts";

/** Lanes of a whole vector of each instruction set. */
export const vectorLanes: Readonly<Record<InstructionSet, number>> = { avx512: 16, avx2: 8 };

/** The registers each instruction set gives to values. k0 cannot mask. */
export const registerFiles: Readonly<Record<InstructionSet, RegisterFile>> = {
  avx512: { general: generalRegisters, vector: upTo(0, 32), mask: upTo(1, 8) },
  avx2: { general: generalRegisters, vector: upTo(0, 16), mask: [] },
};

/** The place of each argument of an emitted function. */
const functionArguments = { chunk: 0, repeat: 1, parameters: 2 } as const;
const pointerBytes = 8;

/** For other platforms, and for tests of spilled values. */
export interface EmitOptions {
  /** Default System V. */
  readonly convention?: CallingConvention;
  /** Fewer registers than the instruction set has. */
  readonly registers?: RegisterFile;
}

/** One kernel as machine code. */
export interface EmittedKernel {
  readonly name: string;
  readonly set: InstructionSet;
  /** `void kernel(int64 chunk, int64 repeat, void **parameters)`, to be put at a multiple of 64. */
  readonly code: Uint8Array;
  /** Vector and mask values that live on the stack: a tile must have none. */
  readonly spills: number;
  /** Pointers and counters that live on the stack. */
  readonly generalSpills: number;
}

/**
 * The machine code of a kernel.
 *
 * Throws: RangeError when a register has neither one lane nor the instruction set's.
 */
export function emitKernel(
  kernel: Kernel,
  set: InstructionSet,
  { convention = systemV, registers = registerFiles[set] }: EmitOptions = {},
): EmittedKernel {
  const emission = new Emission(set);
  new KernelEmitter(kernel, emission).emit();
  const width = emission.fullWidth;
  const allocation = allocateRegisters(emission.steps, registers, width / 8);
  return {
    name: kernel.name,
    set,
    code: assembleSteps(emission.steps, allocation, width, convention),
    spills: allocation.spills,
    generalSpills: allocation.generalSpills,
  };
}

class KernelEmitter {
  private readonly kernel: Kernel;
  private readonly emission: Emission;
  private readonly plan: PointerPlan;
  private readonly folded: FoldedLoads;
  private readonly values = new Map<number, Virtual>();
  private readonly pointers = new Map<string, Virtual>();
  /** Grid coordinates and the repeat counter. */
  private readonly coordinates = new Map<number, Virtual>();
  /** Loads done by the instruction that uses them. */
  private readonly inMemory = new Map<number, VirtualMemory>();
  private readonly partMasks = new Map<number, Virtual>();
  private readonly deferred: ReadonlySet<Statement>;

  constructor(kernel: Kernel, emission: Emission) {
    this.kernel = kernel;
    this.emission = emission;
    this.plan = planPointers(kernel);
    this.folded = foldLoads(kernel.body, emission.set);
    this.deferred = new Set(this.folded.values());
  }

  emit(): void {
    this.findCoordinates();
    if (this.emission.set === "avx512") this.makePartMasks(this.kernel.body);
    for (const statement of this.kernel.body) {
      for (const pointer of this.plan.roots.get(statement)!) this.rootPointer(pointer);
      this.statement(statement);
    }
  }

  private statement(statement: Statement): void {
    const { emission } = this;
    switch (statement.kind) {
      case "constant":
        this.define(statement.result, this.constant(statement.result, statement.value));
        return;
      case "index":
        this.define(statement.result, this.index(statement.result, statement.offset, statement.laneStride));
        return;
      case "load": {
        const { lanes, id } = statement.result;
        const { laneStride, index } = statement.address;
        const memory = this.memory(statement.address);
        if (index !== undefined && index.register.lanes > 1) {
          const access = { memory, lanes, laneStride, part: this.part(statement.valid) };
          const indices = { register: this.value(index.register), scale: index.scale };
          this.define(statement.result, emitGather(emission, access, indices));
        } else if (this.deferred.has(statement)) {
          this.inMemory.set(id, laneStride === 0 ? { ...memory, broadcast: true } : memory);
        } else {
          this.define(
            statement.result,
            emitLoad(emission, { memory, lanes, laneStride, part: this.part(statement.valid) }),
          );
        }
        return;
      }
      case "store": {
        const memory = this.memory(statement.address);
        const { lanes } = statement.value;
        const { laneStride } = statement.address;
        const access = { memory, lanes, laneStride, part: this.part(statement.valid) };
        emitStore(emission, access, this.value(statement.value));
        return;
      }
      case "compute": {
        const { operands, operation, result } = statement;
        const type = operands[operands.length - 1]!.type;
        const site = {
          emission,
          width: this.width(result),
          type,
          operands: operands.map((operand) => this.operand(operand)),
        };
        this.define(result, operationRow(operation).emit(site));
        return;
      }
      case "shift": {
        const name = {
          shiftLeft: "vpslld",
          shiftRightLogical: "vpsrld",
          shiftRightArithmetic: "vpsrad",
        } as const;
        const immediate = { immediate: statement.amount };
        const operand = this.value(statement.operand);
        const { result } = statement;
        this.define(
          result,
          emission.value(name[statement.operation], this.width(result), [operand], immediate),
        );
        return;
      }
      case "splat":
        this.define(
          statement.result,
          emitSplat(emission, statement.result.type, this.value(statement.operand)),
        );
        return;
      case "rotate": {
        const { result, operand, by } = statement;
        this.define(result, emitRotate(emission, result.type, this.value(operand), by));
        return;
      }
      case "extract": {
        const { result, operand, lane } = statement;
        this.define(result, emitExtract(emission, result.type, this.value(operand), lane));
        return;
      }
      case "loop":
        this.loop(statement);
        return;
    }
  }

  private loop(loop: LoopStatement): void {
    const { emission } = this;
    const { carried, variable, body } = loop;
    if (variable.extent === 0) {
      for (const { initial, result } of carried) this.define(result, this.value(initial));
      return;
    }
    if (variable.extent === 1) {
      for (const { initial, argument } of carried) this.define(argument, this.value(initial));
      for (const each of body) this.statement(each);
      for (const { next, result } of carried) this.define(result, this.value(next));
      return;
    }
    for (const { initial, argument } of carried) {
      const register = emission.fresh(this.classOf(argument));
      emission.move(register, this.value(initial));
      this.define(argument, register);
    }
    const moving = (this.plan.moving.get(loop) ?? []).map(({ pointer, parent, step }) => {
      const register = emission.fresh("general");
      emission.move(register, this.pointers.get(parent.key)!);
      return { pointer, register, step };
    });
    for (const { pointer, register } of moving) this.pointers.set(pointer.key, register);
    const counter = emission.fresh("general");
    emission.push({ kind: "loopBegin", counter, extent: variable.extent });
    for (const each of body) this.statement(each);
    this.handOn(carried);
    for (const { register, step } of moving) {
      emission.push({ kind: "addConstant", target: register, value: step });
    }
    emission.push({ kind: "loopEnd", counter });
    for (const { argument, result } of carried) this.define(result, this.value(argument));
  }

  /** All next values move at once: those that are themselves carried are copied before any is overwritten. */
  private handOn(carried: readonly Carried[]): void {
    const { emission } = this;
    const targets = carried.map(({ argument }) => this.value(argument));
    const overwritten = new Set(targets);
    const sources = carried.map(({ next }, i) => {
      const source = this.value(next);
      if (source === targets[i] || !overwritten.has(source)) return source;
      const copy = emission.fresh(source.class);
      emission.move(copy, source);
      return copy;
    });
    targets.forEach((target, i) => {
      if (sources[i] !== target) emission.move(target, sources[i]!);
    });
  }

  private constant({ type, lanes, id }: Register, value: number): Virtual {
    const { emission } = this;
    const width = this.width({ type, lanes, id });
    if (type === "mask" && emission.set === "avx512") {
      const result = emission.fresh("mask");
      emission.vector(value ? "kxnorw" : "kxorw", 128, [result, result, result]);
      return result;
    }
    const word = type === "float32" ? floatBits(value) : type === "mask" ? -Math.sign(value) : value;
    if (word === 0) return emission.zero(width);
    return emission.value("vbroadcastss", width, [{ words: [word] }]);
  }

  private index(result: Register, offset: Affine, laneStride: number): Virtual {
    const { emission } = this;
    const { pointer, displacement } = indexReference(offset);
    const width = this.width(result);
    const stride = result.lanes === 1 ? 0 : laneStride;
    const words = Array.from({ length: width / 32 }, (_, lane) => displacement + lane * stride);
    if (pointer.terms.length === 0) return emission.value("vmovups", width, [{ words }]);
    const first = this.pointers.get(pointer.key)!;
    const spread =
      emission.set === "avx512"
        ? emission.value("vpbroadcastd.general", width, [first])
        : emission.value("vbroadcastss", width, [emission.value("vmovd.general", 128, [first])]);
    return emission.value("vpaddd", width, [spread, { words }]);
  }

  private memory(address: Parameters<typeof addressReference>[0]): VirtualMemory {
    const { pointer, displacement } = addressReference(address);
    const base = this.pointers.get(pointer.key)!;
    if (address.index === undefined || address.index.register.lanes > 1) return { base, displacement };
    const { emission } = this;
    const { register, scale } = address.index;
    const index = emission.fresh("general");
    emission.vector("vmovd.toGeneral", 128, [index, this.value(register)]);
    const moved = emission.fresh("general");
    emission.push({ kind: "multiplyConstant", target: moved, source: index, value: scale * elementBytes });
    emission.push({ kind: "add", target: moved, source: base });
    return { base: moved, displacement };
  }

  private rootPointer(pointer: Pointer): void {
    if (this.pointers.has(pointer.key)) return;
    const { emission } = this;
    const target = emission.fresh("general");
    if (pointer.parameter === undefined) {
      if (pointer.terms.length === 0) emission.push({ kind: "set", target, value: 0 });
    } else {
      const base = emission.fresh("general");
      emission.push({ kind: "argument", target: base, argument: functionArguments.parameters });
      const displacement = pointer.parameter * pointerBytes;
      emission.push({ kind: "loadPointer", target, base, displacement });
    }
    if (pointer.far !== 0) emission.push({ kind: "addConstant", target, value: pointer.far });
    pointer.terms.forEach(({ variable, coefficient }, i) => {
      const source = this.coordinates.get(variable.id)!;
      const first = i === 0 && pointer.parameter === undefined;
      const product = first ? target : emission.fresh("general");
      emission.push({ kind: "multiplyConstant", target: product, source, value: coefficient });
      if (!first) emission.push({ kind: "add", target, source: product });
    });
    this.pointers.set(pointer.key, target);
  }

  /** Divides the chunk's number into the grid coordinates that addresses use; the last runs fastest. */
  private findCoordinates(): void {
    const { emission, kernel } = this;
    const used = new Set([...rootVariables(this.plan)].map((variable) => variable.id));
    if (kernel.repeat !== undefined && used.has(kernel.repeat.id)) {
      this.coordinates.set(kernel.repeat.id, this.argument(functionArguments.repeat));
    }
    const grid = kernel.grid.filter(({ extent }) => extent > 1);
    if (!grid.some(({ id }) => used.has(id))) return;
    let remaining = this.argument(functionArguments.chunk);
    for (const { id, extent } of grid.slice(1).reverse()) {
      const quotient = emission.fresh("general");
      const remainder = emission.fresh("general");
      emission.push({ kind: "divide", quotient, remainder, dividend: remaining, divisor: extent });
      this.coordinates.set(id, remainder);
      remaining = quotient;
    }
    this.coordinates.set(grid[0]!.id, remaining);
  }

  private argument(argument: number): Virtual {
    const target = this.emission.fresh("general");
    this.emission.push({ kind: "argument", target, argument });
    return target;
  }

  /** AVX-512's masks are made once, before the first statement; AVX2's are read from memory at each use. */
  private part(valid: number | undefined): Part | undefined {
    if (valid === undefined) return undefined;
    return { valid, mask: this.partMasks.get(valid) ?? partMask(this.emission, valid) };
  }

  private makePartMasks(block: readonly Statement[]): void {
    for (const statement of block) {
      if (statement.kind === "loop") this.makePartMasks(statement.body);
      if (statement.kind !== "load" && statement.kind !== "store") continue;
      const { valid } = statement;
      if (valid === undefined || this.partMasks.has(valid)) continue;
      this.partMasks.set(valid, partMask(this.emission, valid));
    }
  }

  private operand(register: Register): VirtualOperand {
    return this.inMemory.get(register.id) ?? this.value(register);
  }

  private value(register: Register): Virtual {
    const value = this.values.get(register.id);
    if (value === undefined) {
      throw new RangeError(
        `Cannot read register ${register.id} in kernel ${this.kernel.name}: expected it to be defined ` +
          `before, got no definition. Verify the program first.`,
      );
    }
    return value;
  }

  private define(register: Register, value: Virtual): void {
    this.values.set(register.id, value);
  }

  private classOf(register: Register): RegisterClass {
    return register.type === "mask" ? this.emission.maskClass : "vector";
  }

  private width({ lanes }: Register): VectorWidth {
    const { set, fullWidth } = this.emission;
    if (lanes === 1) return 128;
    if (lanes === vectorLanes[set]) return fullWidth;
    throw new RangeError(
      `Cannot emit ${lanes} lanes for ${set} in kernel ${this.kernel.name}: expected 1 or ${vectorLanes[set]}. ` +
        `Lower the program for the target it runs on.`,
    );
  }
}

function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}

function upTo(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
