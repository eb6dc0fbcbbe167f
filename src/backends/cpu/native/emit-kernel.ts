/** Writes one kernel of the lowered program as machine steps: what is the same for all processors. */

import type {
  Address,
  Affine,
  Carried,
  Kernel,
  Register,
  Statement,
} from "../../../compiler/lowered/program.ts";
import type { RegisterClass, StepWriter, Virtual, VirtualAddress } from "./machine.ts";
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

/** A statement that is no loop. */
export type FlatStatement = Exclude<Statement, LoopStatement>;

/** The kernel as far as it is written. */
export interface WrittenKernel {
  /** Throws: RangeError for a register that no statement before defined. */
  value(register: Register): Virtual;
  /** Where lane 0 of an access lies, without an index a lane of its own. */
  memory(address: Address): VirtualAddress;
  /** A number that varies, undefined where it is 0, and a constant to be added to it. */
  index(offset: Affine): { readonly first: Virtual | undefined; readonly displacement: number };
}

/** What depends on the processor. */
export interface StatementWriter {
  readonly writer: StepWriter;
  /** Where truth values live. */
  readonly maskClass: RegisterClass;
  /** Writes what comes before the first statement. */
  begin?(body: readonly Statement[]): void;
  /** Writes a statement; undefined if it defines nothing, or if the instruction that uses its value computes it. */
  write(statement: FlatStatement, kernel: WrittenKernel): Virtual | undefined;
  /** An int32 ≥ 0 of lane 0 as a general register. */
  toGeneral(value: Virtual): Virtual;
}

/** The place of each argument of an emitted function. */
const functionArguments = { chunk: 0, repeat: 1, parameters: 2 } as const;
const pointerBytes = 8;

/** Appends all steps of a kernel to the writer's. */
export function writeKernel(kernel: Kernel, statements: StatementWriter): void {
  new KernelEmitter(kernel, statements).emit();
}

class KernelEmitter implements WrittenKernel {
  private readonly kernel: Kernel;
  private readonly statements: StatementWriter;
  private readonly writer: StepWriter;
  private readonly plan: PointerPlan;
  private readonly values = new Map<number, Virtual>();
  private readonly pointers = new Map<string, Virtual>();
  /** Grid coordinates and the repeat counter. */
  private readonly coordinates = new Map<number, Virtual>();

  constructor(kernel: Kernel, statements: StatementWriter) {
    this.kernel = kernel;
    this.statements = statements;
    this.writer = statements.writer;
    this.plan = planPointers(kernel);
  }

  emit(): void {
    this.findCoordinates();
    this.statements.begin?.(this.kernel.body);
    for (const statement of this.kernel.body) {
      for (const pointer of this.plan.roots.get(statement)!) this.rootPointer(pointer);
      this.statement(statement);
    }
  }

  value(register: Register): Virtual {
    const value = this.values.get(register.id);
    if (value === undefined) {
      throw new RangeError(
        `Cannot read register ${register.id} in kernel ${this.kernel.name}: expected it to be defined ` +
          `before, got no definition. Verify the program first.`,
      );
    }
    return value;
  }

  memory(address: Address): VirtualAddress {
    const { pointer, displacement } = addressReference(address);
    const base = this.pointers.get(pointer.key)!;
    if (address.index === undefined || address.index.register.lanes > 1) return { base, displacement };
    const { writer } = this;
    const { register, scale } = address.index;
    const index = this.statements.toGeneral(this.value(register));
    const moved = writer.fresh("general");
    writer.push({ kind: "multiplyConstant", target: moved, source: index, value: scale * elementBytes });
    writer.push({ kind: "add", target: moved, source: base });
    return { base: moved, displacement };
  }

  index(offset: Affine): { readonly first: Virtual | undefined; readonly displacement: number } {
    const { pointer, displacement } = indexReference(offset);
    return {
      first: pointer.terms.length === 0 ? undefined : this.pointers.get(pointer.key)!,
      displacement,
    };
  }

  private statement(statement: Statement): void {
    if (statement.kind === "loop") {
      this.loop(statement);
      return;
    }
    const value = this.statements.write(statement, this);
    if (value !== undefined && "result" in statement) this.define(statement.result, value);
  }

  private loop(loop: LoopStatement): void {
    const { writer } = this;
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
      const register = writer.fresh(this.classOf(argument));
      writer.move(register, this.value(initial));
      this.define(argument, register);
    }
    const moving = (this.plan.moving.get(loop) ?? []).map(({ pointer, parent, step }) => {
      const register = writer.fresh("general");
      writer.move(register, this.pointers.get(parent.key)!);
      return { pointer, register, step };
    });
    for (const { pointer, register } of moving) this.pointers.set(pointer.key, register);
    const counter = writer.fresh("general");
    writer.push({ kind: "loopBegin", counter, extent: variable.extent });
    for (const each of body) this.statement(each);
    this.handOn(carried);
    for (const { register, step } of moving) {
      writer.push({ kind: "addConstant", target: register, value: step });
    }
    writer.push({ kind: "loopEnd", counter });
    for (const { argument, result } of carried) this.define(result, this.value(argument));
  }

  /** All next values move at once: those that are themselves carried are copied before any is overwritten. */
  private handOn(carried: readonly Carried[]): void {
    const { writer } = this;
    const targets = carried.map(({ argument }) => this.value(argument));
    const overwritten = new Set(targets);
    const sources = carried.map(({ next }, i) => {
      const source = this.value(next);
      if (source === targets[i] || !overwritten.has(source)) return source;
      const copy = writer.fresh(source.class);
      writer.move(copy, source);
      return copy;
    });
    targets.forEach((target, i) => {
      if (sources[i] !== target) writer.move(target, sources[i]!);
    });
  }

  private rootPointer(pointer: Pointer): void {
    if (this.pointers.has(pointer.key)) return;
    const { writer } = this;
    const target = writer.fresh("general");
    if (pointer.parameter === undefined) {
      if (pointer.terms.length === 0) writer.push({ kind: "set", target, value: 0 });
    } else {
      const base = writer.fresh("general");
      writer.push({ kind: "argument", target: base, argument: functionArguments.parameters });
      const displacement = pointer.parameter * pointerBytes;
      writer.push({ kind: "loadPointer", target, base, displacement });
    }
    if (pointer.far !== 0) writer.push({ kind: "addConstant", target, value: pointer.far });
    pointer.terms.forEach(({ variable, coefficient }, i) => {
      const source = this.coordinates.get(variable.id)!;
      const first = i === 0 && pointer.parameter === undefined;
      const product = first ? target : writer.fresh("general");
      writer.push({ kind: "multiplyConstant", target: product, source, value: coefficient });
      if (!first) writer.push({ kind: "add", target, source: product });
    });
    this.pointers.set(pointer.key, target);
  }

  /** Divides the chunk's number into the grid coordinates that addresses use; the last runs fastest. */
  private findCoordinates(): void {
    const { writer, kernel } = this;
    const used = new Set([...rootVariables(this.plan)].map((variable) => variable.id));
    if (kernel.repeat !== undefined && used.has(kernel.repeat.id)) {
      this.coordinates.set(kernel.repeat.id, this.argument(functionArguments.repeat));
    }
    const grid = kernel.grid.filter(({ extent }) => extent > 1);
    if (!grid.some(({ id }) => used.has(id))) return;
    let remaining = this.argument(functionArguments.chunk);
    for (const { id, extent } of grid.slice(1).reverse()) {
      const quotient = writer.fresh("general");
      const remainder = writer.fresh("general");
      writer.push({ kind: "divide", quotient, remainder, dividend: remaining, divisor: extent });
      this.coordinates.set(id, remainder);
      remaining = quotient;
    }
    this.coordinates.set(grid[0]!.id, remaining);
  }

  private argument(argument: number): Virtual {
    const target = this.writer.fresh("general");
    this.writer.push({ kind: "argument", target, argument });
    return target;
  }

  private define(register: Register, value: Virtual): void {
    this.values.set(register.id, value);
  }

  private classOf(register: Register): RegisterClass {
    return register.type === "mask" ? this.statements.maskClass : "vector";
  }
}

/** The bits of a float32. */
export function floatBits(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
