/** How each statement of a kernel is written in instructions of x86-64. */

import type { Kernel, Register, Statement } from "../../../compiler/lowered/program.ts";
import {
  type FlatStatement,
  floatBits,
  type StatementWriter,
  type WrittenKernel,
} from "../native/emit-kernel.ts";
import type { RegisterClass, Virtual } from "../native/machine.ts";
import type { Emission, InstructionSet } from "./emission.ts";
import type { VectorWidth } from "./encoding.ts";
import { foldLoads } from "./fold-loads.ts";
import { emitExtract, emitRotate, emitSplat } from "./lane-moves.ts";
import type { VirtualMemory, VirtualOperand } from "./machine.ts";
import { emitGather, emitLoad, emitStore, type Part, partMask } from "./memory-access.ts";
import { operationRow } from "./operations.ts";

/** Lanes of a whole vector of each instruction set. */
export const vectorLanes: Readonly<Record<InstructionSet, number>> = { avx512: 16, avx2: 8 };

const shifts = {
  shiftLeft: "vpslld",
  shiftRightLogical: "vpsrld",
  shiftRightArithmetic: "vpsrad",
} as const;

/** Writes the statements of one kernel. */
export class X64Statements implements StatementWriter {
  readonly writer: Emission;
  readonly maskClass: RegisterClass;
  private readonly name: string;
  /** Loads done by the instruction that uses them. */
  private readonly inMemory = new Map<number, VirtualMemory>();
  private readonly partMasks = new Map<number, Virtual>();
  private readonly deferred: ReadonlySet<Statement>;

  constructor(kernel: Kernel, emission: Emission) {
    this.name = kernel.name;
    this.writer = emission;
    this.maskClass = emission.maskClass;
    this.deferred = new Set(foldLoads(kernel.body, emission.set).values());
  }

  begin(body: readonly Statement[]): void {
    if (this.writer.set === "avx512") this.makePartMasks(body);
  }

  toGeneral(value: Virtual): Virtual {
    const result = this.writer.fresh("general");
    this.writer.vector("vmovd.toGeneral", 128, [result, value]);
    return result;
  }

  write(statement: FlatStatement, kernel: WrittenKernel): Virtual | undefined {
    const { writer: emission } = this;
    switch (statement.kind) {
      case "constant":
        return this.constant(statement.result, statement.value);
      case "index":
        return this.index(statement, kernel);
      case "load":
        return this.load(statement, kernel);
      case "store": {
        const { lanes } = statement.value;
        const { laneStride } = statement.address;
        const memory = kernel.memory(statement.address);
        const access = { memory, lanes, laneStride, part: this.part(statement.valid) };
        emitStore(emission, access, kernel.value(statement.value));
        return undefined;
      }
      case "compute": {
        const { operands, operation, result } = statement;
        return operationRow(operation).emit({
          emission,
          width: this.width(result),
          type: operands[operands.length - 1]!.type,
          operands: operands.map(
            (operand): VirtualOperand => this.inMemory.get(operand.id) ?? kernel.value(operand),
          ),
        });
      }
      case "shift": {
        const { operation, operand, amount, result } = statement;
        return emission.value(shifts[operation], this.width(result), [kernel.value(operand)], {
          immediate: amount,
        });
      }
      case "splat":
        return emitSplat(emission, statement.result.type, kernel.value(statement.operand));
      case "rotate":
        return emitRotate(emission, statement.result.type, kernel.value(statement.operand), statement.by);
      case "extract":
        return emitExtract(emission, statement.result.type, kernel.value(statement.operand), statement.lane);
    }
  }

  private load(
    statement: Extract<FlatStatement, { kind: "load" }>,
    kernel: WrittenKernel,
  ): Virtual | undefined {
    const { lanes, id } = statement.result;
    const { laneStride, index } = statement.address;
    const memory = kernel.memory(statement.address);
    if (index !== undefined && index.register.lanes > 1) {
      const access = { memory, lanes, laneStride, part: this.part(statement.valid) };
      const indices = { register: kernel.value(index.register), scale: index.scale };
      return emitGather(this.writer, access, indices);
    }
    if (this.deferred.has(statement)) {
      this.inMemory.set(id, laneStride === 0 ? { ...memory, broadcast: true } : memory);
      return undefined;
    }
    return emitLoad(this.writer, { memory, lanes, laneStride, part: this.part(statement.valid) });
  }

  private constant({ type, lanes, id }: Register, value: number): Virtual {
    const { writer: emission } = this;
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

  private index(
    { result, offset, laneStride }: Extract<FlatStatement, { kind: "index" }>,
    kernel: WrittenKernel,
  ): Virtual {
    const { writer: emission } = this;
    const { first, displacement } = kernel.index(offset);
    const width = this.width(result);
    const stride = result.lanes === 1 ? 0 : laneStride;
    const words = Array.from({ length: width / 32 }, (_, lane) => displacement + lane * stride);
    if (first === undefined) return emission.value("vmovups", width, [{ words }]);
    const spread =
      emission.set === "avx512"
        ? emission.value("vpbroadcastd.general", width, [first])
        : emission.value("vbroadcastss", width, [emission.value("vmovd.general", 128, [first])]);
    return emission.value("vpaddd", width, [spread, { words }]);
  }

  /** AVX-512's masks are made once, before the first statement; AVX2's are read from memory at each use. */
  private part(valid: number | undefined): Part | undefined {
    if (valid === undefined) return undefined;
    return { valid, mask: this.partMasks.get(valid) ?? partMask(this.writer, valid) };
  }

  private makePartMasks(block: readonly Statement[]): void {
    for (const statement of block) {
      if (statement.kind === "loop") this.makePartMasks(statement.body);
      if (statement.kind !== "load" && statement.kind !== "store") continue;
      const { valid } = statement;
      if (valid === undefined || this.partMasks.has(valid)) continue;
      this.partMasks.set(valid, partMask(this.writer, valid));
    }
  }

  private width({ lanes }: Register): VectorWidth {
    const { set, fullWidth } = this.writer;
    if (lanes === 1) return 128;
    if (lanes === vectorLanes[set]) return fullWidth;
    throw new RangeError(
      `Cannot emit ${lanes} lanes for ${set} in kernel ${this.name}: expected 1 or ${vectorLanes[set]}. ` +
        `Lower the program for the target it runs on.`,
    );
  }
}
