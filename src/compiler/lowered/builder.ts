/** Writes the body of one kernel: fresh registers and variables, typed statements, nested blocks. */

import type {
  Address,
  Affine,
  AffineTerm,
  Carried,
  ElementType,
  IndexVariable,
  Kernel,
  KernelParameter,
  Operation,
  Register,
  RegisterType,
  ShiftOperation,
  Statement,
} from "./program.ts";

const comparisons: ReadonlySet<Operation> = new Set(["equal", "notEqual", "less", "lessEqual"]);

/** The affine expression `constant + Σ coefficient · variable`, with zero terms dropped and equal ones merged. */
export function affine(constant: number, ...terms: readonly (readonly [IndexVariable, number])[]): Affine {
  const merged: AffineTerm[] = [];
  for (const [variable, coefficient] of terms) {
    const at = merged.findIndex((term) => term.variable === variable);
    if (at < 0) merged.push({ variable, coefficient });
    else merged[at] = { variable, coefficient: merged[at]!.coefficient + coefficient };
  }
  return { constant, terms: merged.filter((term) => term.coefficient !== 0 && term.variable.extent > 1) };
}

/** The sum of affine expressions. */
export function addAffine(...parts: readonly Affine[]): Affine {
  const constant = parts.reduce((sum, part) => sum + part.constant, 0);
  const varying = parts.filter(({ terms }) => terms.length > 0);
  if (varying.length < 2) return { constant, terms: varying[0]?.terms ?? [] };
  return affine(
    constant,
    ...varying.flatMap((part) => part.terms.map((term) => [term.variable, term.coefficient] as const)),
  );
}

/** An affine expression times a number. */
export function scaleAffine({ constant, terms }: Affine, by: number): Affine {
  const scaled = by === 0 ? [] : terms.map((term) => ({ ...term, coefficient: term.coefficient * by }));
  return { constant: constant * by, terms: scaled };
}

/** Builds one kernel: declare parameters and grid first, then write statements, then `finish`. */
export class KernelBuilder {
  readonly lanes: number;
  private readonly parameters: KernelParameter[] = [];
  private readonly grid: IndexVariable[] = [];
  private block: Statement[] = [];
  private nextRegister = 0;
  private nextVariable = 0;

  constructor(lanes: number) {
    this.lanes = lanes;
  }

  /** Declares a buffer parameter and returns its position. */
  parameter(name: string, type: ElementType, access: KernelParameter["access"]): number {
    return this.parameters.push({ name, type, access }) - 1;
  }

  /** Declares the next grid coordinate; the last declared runs fastest. */
  gridVariable(name: string, extent: number): IndexVariable {
    const variable = this.variable(name, extent);
    this.grid.push(variable);
    return variable;
  }

  register(type: RegisterType, lanes: number = this.lanes): Register {
    return { id: this.nextRegister++, type, lanes };
  }

  constant(type: RegisterType, value: number, lanes: number = this.lanes): Register {
    return this.define({ kind: "constant", result: this.register(type, lanes), value });
  }

  index(offset: Affine, laneStride: number, lanes: number = this.lanes): Register {
    return this.define({ kind: "index", result: this.register("int32", lanes), offset, laneStride });
  }

  load(type: ElementType, address: Address, lanes: number = this.lanes): Register {
    return this.define({ kind: "load", result: this.register(type, lanes), address });
  }

  /** Loads the first `valid` lanes of a vector; the others hold 0. */
  loadPart(type: ElementType, address: Address, valid: number): Register {
    if (valid === this.lanes) return this.load(type, address);
    return this.define({ kind: "load", result: this.register(type), address, valid });
  }

  store(address: Address, value: Register): void {
    this.block.push({ kind: "store", address, value });
  }

  /** Stores the first `valid` lanes of a vector. */
  storePart(address: Address, value: Register, valid: number): void {
    if (valid === value.lanes) this.store(address, value);
    else this.block.push({ kind: "store", address, value, valid });
  }

  /** The result type follows from the operation and the type of its last operand. */
  compute(operation: Operation, ...operands: readonly Register[]): Register {
    const last = operands[operands.length - 1]!;
    const result = this.register(resultType(operation, last.type), last.lanes);
    return this.define({ kind: "compute", result, operation, operands });
  }

  shift(operation: ShiftOperation, operand: Register, amount: number): Register {
    return this.define({
      kind: "shift",
      result: this.register("int32", operand.lanes),
      operation,
      operand,
      amount,
    });
  }

  splat(operand: Register): Register {
    return this.define({ kind: "splat", result: this.register(operand.type), operand });
  }

  rotate(operand: Register, by: number): Register {
    return this.define({ kind: "rotate", result: this.register(operand.type, operand.lanes), operand, by });
  }

  extract(operand: Register, lane: number): Register {
    return this.define({ kind: "extract", result: this.register(operand.type, 1), operand, lane });
  }

  /** A loop; `body` gets the counter and the carried values and returns their next values. */
  loop(
    name: string,
    extent: number,
    initial: readonly Register[],
    body: (counter: IndexVariable, carried: readonly Register[]) => readonly Register[],
  ): readonly Register[] {
    const variable = this.variable(name, extent);
    const values = initial.map((register) => this.register(register.type, register.lanes));
    let next: readonly Register[] = [];
    const statements = this.nested(() => {
      next = body(variable, values);
    });
    const carried: Carried[] = initial.map((register, i) => ({
      initial: register,
      argument: values[i]!,
      next: next[i]!,
      result: this.register(register.type, register.lanes),
    }));
    this.block.push({ kind: "loop", variable, carried, body: statements });
    return carried.map((value) => value.result);
  }

  finish(name: string, repeat?: IndexVariable): Kernel {
    const kernel = { name, parameters: this.parameters, grid: this.grid, body: this.block };
    return repeat === undefined ? kernel : { ...kernel, repeat };
  }

  private variable(name: string, extent: number): IndexVariable {
    return { id: this.nextVariable++, name, extent };
  }

  private nested(body: () => void): Statement[] {
    const outer = this.block;
    this.block = [];
    body();
    const inner = this.block;
    this.block = outer;
    return inner;
  }

  private define(statement: Extract<Statement, { result: Register }>): Register {
    this.block.push(statement);
    return statement.result;
  }
}

function resultType(operation: Operation, operand: RegisterType): RegisterType {
  if (comparisons.has(operation)) return "mask";
  if (operation === "toFloat" || operation === "bitsToFloat") return "float32";
  if (operation === "toInt" || operation === "bitsToInt" || operation === "toInteger01") return "int32";
  return operand;
}
