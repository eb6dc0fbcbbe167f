/** Finds kernels that are the same but for names and the numbers of their registers and variables. */

import type { Address, Affine, IndexVariable, Kernel, Register, Statement } from "./program.ts";

const types = { float32: 1, int32: 2, mask: 3 } as const;
const accesses = { read: 4, write: 8, update: 12 } as const;
const kinds = {
  constant: 1,
  index: 2,
  load: 3,
  store: 4,
  compute: 5,
  shift: 6,
  splat: 7,
  rotate: 8,
  extract: 9,
};
const loopStart = 10;
const loopEnd = 11;

/** A table from kernels to whatever is made for them once; equal kernels share an entry. */
export class KernelTable<T> {
  private readonly byKernel = new Map<Kernel, T>();
  private readonly byHash = new Map<number, { readonly form: Int32Array; readonly entry: T }[]>();
  private readonly writer = new FormWriter();

  /** The entry of a kernel, made by `make` unless an equal one has been there. */
  get(kernel: Kernel, make: (kernel: Kernel) => T): T {
    const known = this.byKernel.get(kernel);
    if (known !== undefined) return known;
    const form = this.writer.write(kernel);
    const hash = hashOf(form);
    const alike = this.byHash.get(hash) ?? [];
    let entry = alike.find((other) => sameForm(other.form, form))?.entry;
    if (entry === undefined) {
      entry = make(kernel);
      alike.push({ form: form.slice(), entry });
      this.byHash.set(hash, alike);
    }
    this.byKernel.set(kernel, entry);
    return entry;
  }
}

/** Writes a kernel as words, from which it could be read back except for names: equal words, equal kernels. */
class FormWriter {
  private words = new Int32Array(1024);
  private length = 0;
  private registers: number[] = [];
  private registerCount = 0;
  private readonly variables = new Map<IndexVariable, number>();
  private readonly operations = new Map<string, number>();

  /** Valid until the next call. */
  write(kernel: Kernel): Int32Array {
    this.length = 0;
    this.registers = [];
    this.registerCount = 0;
    this.variables.clear();
    this.put(kernel.parameters.length);
    for (const { type, access } of kernel.parameters) this.put(types[type] | accesses[access]);
    this.put(kernel.grid.length);
    for (const variable of kernel.grid) this.variable(variable);
    if (kernel.repeat !== undefined) this.variable(kernel.repeat);
    this.put(kernel.repeat === undefined ? 0 : 1);
    this.block(kernel.body);
    return this.words.subarray(0, this.length);
  }

  private block(statements: readonly Statement[]): void {
    for (const statement of statements) {
      if (statement.kind === "loop") this.loop(statement);
      else this.statement(statement);
    }
    this.put(loopEnd);
  }

  private loop({ variable, carried, body }: Extract<Statement, { kind: "loop" }>): void {
    this.put(loopStart);
    this.variable(variable);
    this.put(carried.length);
    for (const { initial, argument } of carried) {
      this.use(initial);
      this.define(argument);
    }
    this.block(body);
    for (const { next, result } of carried) {
      this.use(next);
      this.define(result);
    }
  }

  private statement(statement: Exclude<Statement, { kind: "loop" }>): void {
    this.put(kinds[statement.kind]);
    switch (statement.kind) {
      case "constant":
        this.number(statement.value);
        break;
      case "index":
        this.affine(statement.offset);
        this.number(statement.laneStride);
        break;
      case "load":
        this.address(statement.address);
        this.put(statement.valid ?? -1);
        break;
      case "store":
        this.address(statement.address);
        this.put(statement.valid ?? -1);
        this.use(statement.value);
        return;
      case "compute":
        this.operation(statement.operation);
        for (const operand of statement.operands) this.use(operand);
        break;
      case "shift":
        this.operation(statement.operation);
        this.put(statement.amount);
        this.use(statement.operand);
        break;
      case "rotate":
        this.put(statement.by);
        this.use(statement.operand);
        break;
      case "extract":
        this.put(statement.lane);
        this.use(statement.operand);
        break;
      case "splat":
        this.use(statement.operand);
    }
    this.define(statement.result);
  }

  private address({ parameter, offset, laneStride, index }: Address): void {
    this.put(parameter);
    this.affine(offset);
    this.number(laneStride);
    this.put(index === undefined ? 0 : 1);
    if (index === undefined) return;
    this.use(index.register);
    this.number(index.scale);
    this.number(index.extent);
  }

  private affine({ constant, terms }: Affine): void {
    this.number(constant);
    this.put(terms.length);
    for (const { variable, coefficient } of terms) {
      this.put(this.variables.get(variable) ?? -1);
      this.number(coefficient);
    }
  }

  private variable(variable: IndexVariable): void {
    this.variables.set(variable, this.variables.size);
    this.number(variable.extent);
  }

  private define(register: Register): void {
    this.registers[register.id] = this.registerCount++;
    this.put(types[register.type] | (register.lanes << 2));
  }

  private use(register: Register): void {
    this.put(this.registers[register.id] ?? -1);
  }

  private operation(name: string): void {
    let number = this.operations.get(name);
    if (number === undefined) this.operations.set(name, (number = this.operations.size));
    this.put(number);
  }

  /** Both halves of a float64, so that −0 is not 0. */
  private number(value: number): void {
    float64[0] = value;
    this.put(halves[0]!);
    this.put(halves[1]!);
  }

  private put(word: number): void {
    if (this.length === this.words.length) {
      const longer = new Int32Array(2 * this.words.length);
      longer.set(this.words);
      this.words = longer;
    }
    this.words[this.length++] = word;
  }
}

const float64 = new Float64Array(1);
const halves = new Int32Array(float64.buffer);

/** FNV-1a over words. */
function hashOf(form: Int32Array): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < form.length; i++) hash = Math.imul(hash ^ form[i]!, 0x01000193);
  return hash;
}

function sameForm(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
