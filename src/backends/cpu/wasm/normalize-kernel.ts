/**
 * Rewrites a kernel so that every loop left runs at least twice: loops of extent 1 dissolve into their block, loops
 * of extent 0 vanish, and affine terms that are always 0 are dropped.
 */

import type { Address, Affine, Kernel, Register, Statement } from "../../../compiler/lowered/program.ts";

/** Elements in one SIMD128 vector. */
export const lanes = 4;

/** The same kernel without loops of extent 0 or 1. Throws RangeError for vectors not of 4 lanes. */
export function normalizeKernel(kernel: Kernel): Kernel {
  return { ...kernel, body: new Normalizer(kernel).block(kernel.body) };
}

class Normalizer {
  private readonly kernel: Kernel;
  /** Register id → the register that stands for it from here on. */
  private readonly replaced = new Map<number, Register>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  block(statements: readonly Statement[]): Statement[] {
    return statements.flatMap((statement) =>
      statement.kind === "loop" ? this.loop(statement) : this.simple(statement),
    );
  }

  private simple(statement: Exclude<Statement, { kind: "loop" }>): Statement {
    if ("result" in statement) this.check(statement.result);
    switch (statement.kind) {
      case "store": {
        const value = this.resolve(statement.value);
        return { ...statement, address: this.address(statement.address), value };
      }
      case "load":
        return { ...statement, address: this.address(statement.address) };
      case "index":
        return { ...statement, offset: affineOf(statement.offset) };
      case "compute":
        return { ...statement, operands: statement.operands.map((operand) => this.resolve(operand)) };
      case "constant":
        return statement;
      default:
        return { ...statement, operand: this.resolve(statement.operand) };
    }
  }

  private loop(statement: Extract<Statement, { kind: "loop" }>): Statement[] {
    const { variable, carried } = statement;
    if (variable.extent <= 0) {
      for (const { initial, result } of carried) this.replaced.set(result.id, this.resolve(initial));
      return [];
    }
    if (variable.extent === 1) {
      for (const { initial, argument } of carried) this.replaced.set(argument.id, this.resolve(initial));
      const body = this.block(statement.body);
      for (const { next, result } of carried) this.replaced.set(result.id, this.resolve(next));
      return body;
    }
    const initial = carried.map((value) => this.resolve(value.initial));
    const body = this.block(statement.body);
    const values = carried.map((value, i) => ({
      ...value,
      initial: initial[i]!,
      next: this.resolve(value.next),
    }));
    return [{ kind: "loop", variable, carried: values, body }];
  }

  private address({ index, ...rest }: Address): Address {
    const address = { ...rest, offset: affineOf(rest.offset) };
    if (index === undefined) return address;
    return { ...address, index: { ...index, register: this.resolve(index.register) } };
  }

  private check(register: Register): void {
    if (register.lanes === 1 || register.lanes === lanes) return;
    throw new RangeError(
      `Cannot emit kernel ${this.kernel.name} for wasm: expected vectors of ${lanes} lanes, got a register of ${register.lanes}. Lower the program for a target of ${lanes} lanes.`,
    );
  }

  private resolve(register: Register): Register {
    return this.replaced.get(register.id) ?? register;
  }
}

function affineOf({ constant, terms }: Affine): Affine {
  return {
    constant,
    terms: terms.filter((term) => term.coefficient !== 0 && term.variable.extent !== 1),
  };
}
