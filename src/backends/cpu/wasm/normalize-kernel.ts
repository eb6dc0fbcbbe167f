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
    const normal: Statement[] = [];
    for (const statement of statements) {
      if (statement.kind === "loop") normal.push(...this.loop(statement));
      else normal.push(this.simple(statement));
    }
    return normal;
  }

  /** The statement itself where nothing changes, as in most kernels. */
  private simple(statement: Exclude<Statement, { kind: "loop" }>): Statement {
    if ("result" in statement) this.check(statement.result);
    switch (statement.kind) {
      case "store": {
        const value = this.resolve(statement.value);
        const address = this.address(statement.address);
        if (value === statement.value && address === statement.address) return statement;
        return { ...statement, address, value };
      }
      case "load": {
        const address = this.address(statement.address);
        return address === statement.address ? statement : { ...statement, address };
      }
      case "index": {
        const offset = affineOf(statement.offset);
        return offset === statement.offset ? statement : { ...statement, offset };
      }
      case "compute": {
        if (this.replaced.size === 0) return statement;
        return { ...statement, operands: statement.operands.map((operand) => this.resolve(operand)) };
      }
      case "constant":
        return statement;
      default:
        if (this.replaced.size === 0) return statement;
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

  private address(address: Address): Address {
    const offset = affineOf(address.offset);
    const { index } = address;
    const register = index && this.resolve(index.register);
    if (offset === address.offset && register === index?.register) return address;
    return index === undefined
      ? { ...address, offset }
      : { ...address, offset, index: { ...index, register: register! } };
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

function affineOf(affine: Affine): Affine {
  const terms = affine.terms.filter((term) => term.coefficient !== 0 && term.variable.extent !== 1);
  return terms.length === affine.terms.length ? affine : { constant: affine.constant, terms };
}
