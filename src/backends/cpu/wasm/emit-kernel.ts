/**
 * Emits one kernel of a lowered program as one WebAssembly function
 * `(chunk: i32, repeat: i32, p0: i32, p1: i32, …)`, where `p_i` is the byte address of argument i.
 */

import type {
  Carried,
  IndexVariable,
  Kernel,
  Register,
  Statement,
} from "../../../compiler/lowered/program.ts";
import { type AddressPlan, type Pointer, planAddresses, type Scope } from "./addresses.ts";
import { FunctionBuilder, type ValueType, type WasmFunction } from "./assembler.ts";
import { ValueEmitter } from "./emit-value.ts";
import { Inlining } from "./inlining.ts";
import { normalizeKernel } from "./normalize-kernel.ts";

/** Function parameters before the addresses: the chunk and the repeat counter. */
export const leadingParameters = 2;

type Loop = Extract<Statement, { kind: "loop" }>;

/**
 * The function for a kernel. Throws RangeError if its vectors do not have 4 lanes, TypeError for an operation on
 * types it does not take.
 */
export function emitKernel(kernel: Kernel): WasmFunction {
  return new KernelEmitter(normalizeKernel(kernel)).emit();
}

/** The WebAssembly type of a register. */
export function valueType(register: Register): ValueType {
  if (register.lanes > 1) return "v128";
  return register.type === "float32" ? "f32" : "i32";
}

class KernelEmitter {
  private readonly kernel: Kernel;
  private readonly builder: FunctionBuilder;
  private readonly plan: AddressPlan;
  private readonly inlining: Inlining;
  private readonly values: ValueEmitter;

  constructor(kernel: Kernel) {
    this.kernel = kernel;
    this.plan = planAddresses(kernel);
    this.inlining = new Inlining(kernel.body);
    this.builder = new FunctionBuilder(kernel.name, [
      { name: "chunk", type: "i32" },
      { name: "repeat", type: "i32" },
      ...kernel.parameters.map((parameter) => ({ name: parameter.name, type: "i32" as const })),
    ]);
    this.values = new ValueEmitter(this.builder, this.plan);
  }

  emit(): WasmFunction {
    const coordinates = this.coordinates();
    for (const pointer of this.plan.top.pointers) this.startTopPointer(pointer, coordinates);
    this.values.hoistConstants(this.kernel.body);
    this.block(this.kernel.body, new Map());
    return this.builder.finish();
  }

  /** Locals with those grid coordinates of the chunk that addresses depend on. */
  private coordinates(): Map<IndexVariable, number> {
    const used = new Set(this.plan.top.pointers.flatMap((p) => p.terms.map((term) => term.variable)));
    const coordinates = new Map<IndexVariable, number>();
    if (this.kernel.repeat !== undefined) coordinates.set(this.kernel.repeat, 1);
    let below = 1;
    this.kernel.grid.toReversed().forEach((variable, i) => {
      const slowest = i === this.kernel.grid.length - 1;
      if (used.has(variable)) {
        const local = this.builder.acquire("i32", variable.name);
        this.builder.get(0);
        if (below > 1) {
          this.builder.emit("i32.const", below);
          this.builder.emit("i32.div_u");
        }
        if (!slowest) {
          this.builder.emit("i32.const", variable.extent);
          this.builder.emit("i32.rem_u");
        }
        this.builder.set(local);
        coordinates.set(variable, local);
      }
      below *= variable.extent;
    });
    return coordinates;
  }

  private startTopPointer(pointer: Pointer, coordinates: ReadonlyMap<IndexVariable, number>): void {
    const { builder } = this;
    const scale = pointer.parameter < 0 ? 1 : 4;
    if (pointer.parameter >= 0) {
      builder.get(leadingParameters + pointer.parameter);
      builder.addConstant(pointer.base * scale);
    } else builder.emit("i32.const", pointer.base | 0);
    for (const { variable, coefficient } of pointer.terms) {
      const local = coordinates.get(variable);
      if (local === undefined) {
        throw new RangeError(
          `Cannot emit kernel ${this.kernel.name}: its address uses ${variable.name}, expected a grid variable, the repeat's counter or the counter of a loop around it.`,
        );
      }
      builder.get(local);
      builder.emit("i32.const", (coefficient * scale) | 0);
      builder.emit("i32.mul");
      builder.emit("i32.add");
    }
    pointer.local = builder.acquire("i32", pointerName(this.kernel, pointer));
    builder.set(pointer.local);
  }

  /** Emits statements; `homes` says which values must be written to a given local. */
  private block(statements: readonly Statement[], homes: ReadonlyMap<number, number>): void {
    const owned: number[] = [];
    const acquire = (register: Register, name: string): number => {
      const local = this.builder.acquire(valueType(register), name);
      owned.push(local);
      return local;
    };
    for (const statement of statements) {
      if (statement.kind === "store") this.values.store(statement);
      else if (statement.kind === "loop") this.loop(statement, acquire);
      else {
        const { result } = statement;
        if (this.values.constant(statement)) continue;
        if (this.inlining.inlined.has(result.id)) this.values.defer(statement);
        else {
          this.values.evaluate(statement);
          const local = homes.get(result.id) ?? acquire(result, "v");
          this.builder.set(local);
          this.values.setHome(result, local);
        }
      }
    }
    for (const local of owned) this.builder.release(local);
  }

  private loop(statement: Loop, acquire: (register: Register, name: string) => number): void {
    const { builder, values } = this;
    const { variable, carried, body } = statement;
    const scope = this.plan.loops.get(statement)!;
    const locals = carried.map((value) => {
      const local = acquire(value.argument, "carried");
      values.push(value.initial);
      builder.set(local);
      return local;
    });
    carried.forEach((value, i) => {
      values.setHome(value.argument, locals[i]!);
    });
    const own = scope.pointers.map((pointer) => this.startPointer(pointer));
    const test = this.startTest(variable, scope);

    const homes = directHomes(body, carried, this.inlining, locals);
    builder.emit("loop");
    this.block(body, homes);
    // All next values go on the stack before the first is stored, so exchanged values come out right.
    const moved = carried.flatMap((value, i) => (values.homeOf(value.next) === locals[i] ? [] : [i]));
    for (const i of moved) values.push(carried[i]!.next);
    for (const i of moved.toReversed()) builder.set(locals[i]!);
    for (const { local, step } of scope.pointers) {
      if (local === test.advanced) continue;
      builder.get(local);
      builder.addConstant(step);
      builder.set(local);
    }
    test.close();
    builder.emit("end");
    for (const local of [...own, test.local]) builder.release(local);
    carried.forEach((value, i) => {
      values.setHome(value.result, locals[i]!);
    });
  }

  private startPointer(pointer: Pointer): number {
    const { builder } = this;
    const scale = pointer.parameter < 0 ? 1 : 4;
    pointer.local = builder.acquire("i32", pointerName(this.kernel, pointer));
    builder.get(pointer.outer!.local);
    builder.addConstant((pointer.base - pointer.outer!.base) * scale);
    builder.set(pointer.local);
    return pointer.local;
  }

  /** Prepares the loop's exit test: a pointer that reaches its end, or a counter where no pointer moves. */
  private startTest(
    variable: IndexVariable,
    scope: Scope,
  ): { local: number; advanced: number; close: () => void } {
    const { builder } = this;
    const moving = scope.pointers.find((pointer) => pointer.parameter >= 0);
    const local = builder.acquire("i32", moving === undefined ? variable.name : `${variable.name}_end`);
    if (moving === undefined) {
      builder.emit("i32.const", variable.extent);
      builder.set(local);
      const close = (): void => {
        builder.get(local);
        builder.addConstant(-1);
        builder.emit("local.tee", local);
        builder.emit("br_if", 0);
      };
      return { local, advanced: -1, close };
    }
    builder.get(moving.local);
    builder.addConstant(moving.step * variable.extent);
    builder.set(local);
    const close = (): void => {
      builder.get(moving.local);
      builder.addConstant(moving.step);
      builder.emit("local.tee", moving.local);
      builder.get(local);
      builder.emit("i32.ne");
      builder.emit("br_if", 0);
    };
    return { local, advanced: moving.local, close };
  }
}

/**
 * Which values of a loop's body can be written straight into the local of the argument they replace: those defined
 * by a statement after which the argument is not read.
 */
function directHomes(
  body: readonly Statement[],
  carried: readonly Carried[],
  inlining: Inlining,
  locals: readonly number[],
): Map<number, number> {
  const definedAt = new Map<number, number>();
  body.forEach((statement, i) => {
    if ("result" in statement && statement.kind !== "constant") definedAt.set(statement.result.id, i);
  });
  const handedOn = new Set(carried.map((value) => value.next.id));
  const homes = new Map<number, number>();
  carried.forEach(({ argument, next }, i) => {
    const at = definedAt.get(next.id);
    if (at === undefined || homes.has(next.id) || handedOn.has(argument.id)) return;
    if (inlining.lastRead(body, argument.id) <= at) homes.set(next.id, locals[i]!);
  });
  return homes;
}

function pointerName(kernel: Kernel, pointer: Pointer): string {
  return kernel.parameters[pointer.parameter]?.name ?? "index";
}
