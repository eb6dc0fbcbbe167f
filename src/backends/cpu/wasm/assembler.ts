/** Assembles WebAssembly modules: functions as instruction lists in, the binary format out. */

import { ByteWriter } from "./encoding.ts";
import { type Instruction, type Opcode, opcodes } from "./opcodes.ts";

/** The type of a local, a parameter or a result. */
export type ValueType = "i32" | "f32" | "v128";

const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<ValueType, number>;

/** A local variable; the first ones of a function are its parameters. */
export interface Local {
  readonly name: string;
  readonly type: ValueType;
}

/** A finished function. `code` lacks the closing `end`. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly locals: readonly Local[];
  readonly results: readonly ValueType[];
  readonly code: readonly Instruction[];
}

/** A module that imports one memory as `env.memory`; functions are numbered in order. */
export interface WasmModule {
  readonly functions: readonly WasmFunction[];
  /** Exported name → function number. */
  readonly exports: ReadonlyMap<string, number>;
  readonly memory: { readonly minimum: number; readonly maximum: number; readonly shared: boolean };
}

/** Writes one function: locals that can be handed back and used again, and a growing list of instructions. */
export class FunctionBuilder {
  readonly name: string;
  readonly code: Instruction[] = [];
  private readonly locals: Local[];
  private readonly parameters: number;
  private readonly results: readonly ValueType[];
  private readonly free: Record<ValueType, number[]> = { i32: [], f32: [], v128: [] };

  constructor(name: string, parameters: readonly Local[], results: readonly ValueType[] = []) {
    this.name = name;
    this.locals = [...parameters];
    this.parameters = parameters.length;
    this.results = results;
  }

  /** A local of that type; its contents are whatever it held before. */
  acquire(type: ValueType, name: string): number {
    const reused = this.free[type].pop();
    return reused ?? this.locals.push({ name, type }) - 1;
  }

  /** Hands a local back for reuse. */
  release(local: number): void {
    this.free[this.locals[local]!.type].push(local);
  }

  emit(opcode: Opcode, ...immediates: readonly number[]): void {
    this.code.push([opcode, ...immediates]);
  }

  get(local: number): void {
    this.code.push(["local.get", local]);
  }

  set(local: number): void {
    this.code.push(["local.set", local]);
  }

  /** Adds a constant to the i32 on the stack. */
  addConstant(value: number): void {
    const wrapped = value | 0;
    if (wrapped === 0) return;
    this.emit("i32.const", wrapped);
    this.emit("i32.add");
  }

  finish(): WasmFunction {
    const { name, parameters, locals, results, code } = this;
    return { name, parameters, locals, results, code };
  }
}

/** The binary form of a function's body: local declarations and code, without the length before it. */
function writeBody(fn: WasmFunction): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  const runs: { type: ValueType; count: number }[] = [];
  for (const { type } of fn.locals.slice(fn.parameters)) {
    const last = runs.at(-1);
    if (last?.type === type) last.count++;
    else runs.push({ type, count: 1 });
  }
  writer.unsigned(runs.length);
  for (const { type, count } of runs) {
    writer.unsigned(count);
    writer.byte(valueTypes[type]);
  }
  for (const instruction of fn.code) encodeInstruction(writer, instruction);
  encodeInstruction(writer, ["end"]);
  return writer.finish();
}

/** The binary form of a module, with a name section so that stack traces and profiles name its functions. */
export function encodeModule(module: WasmModule): Uint8Array<ArrayBuffer> {
  const { functions, memory } = module;
  const signatures = [...new Set(functions.map(signature))];
  const writer = new ByteWriter();
  writer.bytes([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  writer.section(1, (types) => {
    types.unsigned(signatures.length);
    for (const key of signatures) types.bytes(key.split(",").map(Number));
  });
  writer.section(2, (imports) => {
    imports.unsigned(1);
    imports.name("env");
    imports.name("memory");
    imports.byte(2);
    imports.byte(memory.shared ? 3 : 1); // with a maximum
    imports.unsigned(memory.minimum);
    imports.unsigned(memory.maximum);
  });
  writer.section(3, (declarations) => {
    declarations.unsigned(functions.length);
    for (const fn of functions) declarations.unsigned(signatures.indexOf(signature(fn)));
  });
  writer.section(7, (exported) => {
    exported.unsigned(module.exports.size);
    for (const [name, index] of module.exports) {
      exported.name(name);
      exported.byte(0);
      exported.unsigned(index);
    }
  });
  writer.section(10, (code) => {
    code.unsigned(functions.length);
    for (const fn of functions) {
      const body = writeBody(fn);
      code.unsigned(body.length);
      code.bytes(body);
    }
  });
  writer.section(0, (custom) => {
    custom.name("name");
    custom.section(1, (names) => {
      names.unsigned(functions.length);
      functions.forEach((fn, index) => {
        names.unsigned(index);
        names.name(fn.name);
      });
    });
  });
  return writer.finish();
}

function signature(fn: WasmFunction): string {
  const parameters = fn.locals.slice(0, fn.parameters).map((local) => valueTypes[local.type]);
  const results = fn.results.map((type) => valueTypes[type]);
  if (parameters.length > 127) {
    throw new RangeError(
      `Cannot encode function ${fn.name} with ${parameters.length} parameters: expected at most 127. Fuse fewer operations into one kernel.`,
    );
  }
  return [0x60, parameters.length, ...parameters, results.length, ...results].join(",");
}

function encodeInstruction(writer: ByteWriter, instruction: Instruction): void {
  const { prefix, code, immediate, align } = opcodes[instruction[0]];
  if (prefix === 0) writer.byte(code);
  else {
    writer.byte(prefix);
    writer.unsigned(code);
  }
  if (immediate === "none") return;
  const first = instruction[1] ?? 0;
  switch (immediate) {
    case "index":
      writer.unsigned(first);
      break;
    case "block":
      writer.byte(0x40);
      break;
    case "i32":
    case "i64":
      writer.signed(first);
      break;
    case "f32":
      writer.float32(first);
      break;
    case "v128":
      for (const word of instruction.slice(1) as number[]) writer.word(word);
      break;
    case "memory":
    case "memoryLane":
      writer.unsigned(align);
      writer.unsigned(first);
      if (immediate === "memoryLane") writer.byte(instruction[2] ?? 0);
      break;
    case "lane":
      writer.byte(first);
      break;
    case "shuffle":
      writer.bytes(instruction.slice(1) as number[]);
      break;
    case "zero":
      writer.byte(0);
      break;
  }
}
