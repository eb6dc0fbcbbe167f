/** How each statement of a kernel is written in instructions of AArch64. */

import type { Kernel, Register } from "../../../compiler/lowered/program.ts";
import {
  type FlatStatement,
  floatBits,
  type StatementWriter,
  type WrittenKernel,
} from "../native/emit-kernel.ts";
import type { Virtual } from "../native/machine.ts";
import { elementBytes } from "../native/pointers.ts";
import { Emission } from "./emission.ts";
import { type Access, emitGather, emitLoad, emitStore, vectorLanes } from "./memory-access.ts";
import { operations } from "./operations.ts";
import { findSingleLanes, type SingleLanes } from "./single-lanes.ts";

const shifts = { shiftLeft: "shl", shiftRightLogical: "ushr", shiftRightArithmetic: "sshr" } as const;

/** Writes the statements of one kernel. */
export class Arm64Statements implements StatementWriter {
  readonly writer = new Emission();
  readonly maskClass = "vector";
  private readonly name: string;
  private readonly singles: SingleLanes;

  constructor(kernel: Kernel) {
    this.name = kernel.name;
    this.singles = findSingleLanes(kernel.body);
  }

  toGeneral(value: Virtual): Virtual {
    const result = this.writer.fresh("general");
    this.writer.vector("smov", [result, value], 0);
    return result;
  }

  write(statement: FlatStatement, kernel: WrittenKernel): Virtual | undefined {
    const { writer: emission } = this;
    if ("result" in statement) this.checkLanes(statement.result);
    switch (statement.kind) {
      case "constant": {
        const { result, value } = statement;
        const word =
          result.type === "float32" ? floatBits(value) : result.type === "mask" ? -Math.sign(value) : value;
        return emission.everyLane(word);
      }
      case "index": {
        const { first, displacement } = kernel.index(statement.offset);
        const stride = statement.result.lanes === 1 ? 0 : statement.laneStride;
        const words = Array.from({ length: vectorLanes }, (_, lane) => (displacement + lane * stride) | 0);
        if (first === undefined) return emission.words(words);
        return emission.value("add", [emission.value("dup.general", [first]), emission.words(words)]);
      }
      case "load": {
        const { result, address, valid } = statement;
        const access = this.access(result.lanes, statement, kernel);
        const { index } = address;
        if (index !== undefined && index.register.lanes > 1) {
          return emitGather(emission, access, {
            register: kernel.value(index.register),
            scale: index.scale,
          });
        }
        const single = valid === undefined && this.singles.loads.has(result.id);
        return emitLoad(emission, single ? { ...access, count: 1 } : access);
      }
      case "store": {
        const { value } = statement;
        emitStore(emission, this.access(value.lanes, statement, kernel), kernel.value(value));
        return undefined;
      }
      case "compute": {
        const { operands, operation } = statement;
        return operations[operation]({
          emission,
          type: operands[operands.length - 1]!.type,
          operands: operands.map((operand) => kernel.value(operand)),
          single: this.singles.factors.get(statement),
        });
      }
      case "shift": {
        const operand = kernel.value(statement.operand);
        // A shift to the right by nothing has no encoding.
        if (statement.amount === 0) return operand;
        return emission.value(shifts[statement.operation], [operand], statement.amount);
      }
      case "splat":
        return emission.value("dup.element", [kernel.value(statement.operand)], 0);
      case "rotate": {
        const operand = kernel.value(statement.operand);
        return emission.value("ext", [operand, operand], statement.by * elementBytes);
      }
      case "extract": {
        const operand = kernel.value(statement.operand);
        return statement.lane === 0 ? operand : emission.value("dup.element", [operand], statement.lane);
      }
    }
  }

  private access(
    lanes: number,
    { address, valid }: Extract<FlatStatement, { kind: "load" | "store" }>,
    kernel: WrittenKernel,
  ): Access {
    return { memory: kernel.memory(address), count: valid ?? lanes, laneStride: address.laneStride };
  }

  private checkLanes({ lanes }: Register): void {
    if (lanes === 1 || lanes === vectorLanes) return;
    throw new RangeError(
      `Cannot emit ${lanes} lanes for NEON in kernel ${this.name}: expected 1 or ${vectorLanes}. ` +
        `Lower the program for the target it runs on.`,
    );
  }
}
