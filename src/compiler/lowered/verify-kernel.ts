import { printAffine } from "./print.ts";
import type {
  Address,
  AddressIndex,
  Affine,
  Carried,
  IndexVariable,
  Kernel,
  Register,
  Statement,
  Target,
} from "./program.ts";
import { resultTypeOf, signatures } from "./signatures.ts";

/**
 * Checks one kernel: registers assigned once and used only in their block and the blocks inside it, after
 * their definition; operand types and lane counts; parameters and variables that exist; `valid` counts.
 *
 * Throws: Error naming the kernel and the statement, counted in the order of the text from 0.
 */
export function verifyKernel(kernel: Kernel, target: Target): void {
  new KernelVerifier(kernel, target).verify();
}

class KernelVerifier {
  private readonly kernel: Kernel;
  private readonly target: Target;
  private readonly assigned = new Set<number>();
  private readonly variables = new Set<IndexVariable>();
  private readonly numbered = new Map<number, IndexVariable>();
  private visible = new Map<number, Register>();
  private count = 0;
  private where = "";

  constructor(kernel: Kernel, target: Target) {
    this.kernel = kernel;
    this.target = target;
  }

  verify(): void {
    const { grid, repeat, parameters, body } = this.kernel;
    this.where = "its declaration";
    const names = new Set(parameters.map((parameter) => parameter.name));
    if (names.size !== parameters.length) this.fail("expected parameters of different names");
    for (const variable of grid) this.enter(variable);
    if (repeat !== undefined) this.enter(repeat);
    this.block(body);
  }

  private block(statements: readonly Statement[]): void {
    for (const statement of statements) {
      this.where = `statement ${this.count++} (${describe(statement)})`;
      this.statement(statement);
    }
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case "constant":
        this.constant(statement.result, statement.value);
        this.define(statement.result);
        break;
      case "index":
        this.affine(statement.offset);
        this.integer(statement.laneStride, "laneStride");
        if (statement.result.lanes === 1 && statement.laneStride !== 0) {
          this.fail(`expected laneStride 0 for a scalar, got ${statement.laneStride}`);
        }
        this.expectType(statement.result, "int32");
        this.define(statement.result);
        break;
      case "load":
        this.access(statement.address, statement.result, statement.valid, "read");
        this.define(statement.result);
        break;
      case "store":
        this.use(statement.value);
        this.access(statement.address, statement.value, statement.valid, "write");
        break;
      case "compute":
        this.compute(statement);
        break;
      case "shift":
        this.use(statement.operand);
        this.expectType(statement.operand, "int32");
        this.same(statement.result, statement.operand);
        if (!Number.isInteger(statement.amount) || statement.amount < 0 || statement.amount > 31) {
          this.fail(`expected an amount from 0 to 31, got ${statement.amount}`);
        }
        this.define(statement.result);
        break;
      case "splat":
        this.use(statement.operand);
        this.expectLanes(statement.operand, 1);
        this.expectLanes(statement.result, this.target.lanes);
        this.expectType(statement.result, statement.operand.type);
        this.define(statement.result);
        break;
      case "rotate":
        this.use(statement.operand);
        this.same(statement.result, statement.operand);
        this.within(statement.by, 1, statement.operand.lanes - 1, "by");
        this.define(statement.result);
        break;
      case "extract":
        this.use(statement.operand);
        this.expectLanes(statement.result, 1);
        this.expectType(statement.result, statement.operand.type);
        this.within(statement.lane, 0, statement.operand.lanes - 1, "lane");
        this.define(statement.result);
        break;
      case "loop":
        this.loop(statement.variable, statement.carried, statement.body);
        break;
    }
  }

  private constant({ type }: Register, value: number): void {
    const fits =
      type === "float32"
        ? Object.is(Math.fround(value), value)
        : type === "int32"
          ? Object.is(value | 0, value)
          : Object.is(value, 0) || value === 1;
    if (!fits) this.fail(`expected a value that ${type} holds exactly, got ${value}`);
  }

  private compute({ result, operation, operands }: Extract<Statement, { kind: "compute" }>): void {
    for (const operand of operands) {
      this.use(operand);
      if (operand.lanes !== result.lanes) {
        this.fail(`expected operands of ${result.lanes} lanes, got %${operand.id} of ${operand.lanes}`);
      }
    }
    const types = operands.map((operand) => operand.type);
    const expected = resultTypeOf(operation, types);
    if (expected === undefined) {
      const takes = signatures[operation].operands.join(", ");
      this.fail(`expected operands (${takes}), got (${types.join(", ")})`);
    } else this.expectType(result, expected);
    if (operation === "fusedMultiplyAdd" && !this.target.fusedMultiplyAdd) {
      this.fail(`target ${this.target.name} has no fused multiply-add`);
    }
    this.define(result);
  }

  private loop(variable: IndexVariable, carried: readonly Carried[], body: readonly Statement[]): void {
    const { where } = this;
    for (const { initial, argument, next, result } of carried) {
      this.use(initial);
      for (const other of [argument, next, result]) this.same(other, initial);
    }
    this.enter(variable);
    const outer = this.visible;
    this.visible = new Map(outer);
    for (const { argument } of carried) this.define(argument);
    this.block(body);
    this.where = where;
    for (const { next } of carried) {
      this.use(next);
      if (outer.has(next.id)) {
        this.fail(`expected next %${next.id} defined in the body or an argument of the same loop`);
      }
    }
    this.visible = outer;
    this.variables.delete(variable);
    for (const { result } of carried) this.define(result);
  }

  private access(
    address: Address,
    value: Register,
    valid: number | undefined,
    access: "read" | "write",
  ): void {
    const parameter = this.kernel.parameters[address.parameter];
    if (parameter === undefined) {
      this.fail(`expected one of ${this.kernel.parameters.length} parameters, got ${address.parameter}`);
    }
    if (parameter.access !== access && parameter.access !== "update") {
      this.fail(`expected a parameter to ${access}, got ${parameter.name} (${parameter.access})`);
    }
    this.expectType(value, parameter.type);
    this.affine(address.offset);
    this.integer(address.laneStride, "laneStride");
    if (value.lanes === 1 && address.laneStride !== 0) {
      this.fail(`expected laneStride 0 for a scalar, got ${address.laneStride}`);
    }
    if (address.index !== undefined) this.addressIndex(address.index, value, access);
    if (access === "write" && value.lanes > 1 && address.laneStride === 0) {
      this.fail("expected a laneStride other than 0 in the store of a vector");
    }
    if (valid !== undefined) this.within(valid, 1, value.lanes - 1, "valid");
  }

  private addressIndex(
    { register, scale, extent }: AddressIndex,
    value: Register,
    access: "read" | "write",
  ): void {
    this.use(register);
    this.expectType(register, "int32");
    if (register.lanes !== 1) {
      if (access === "write") this.fail(`expected a scalar index in a store, got %${register.id}`);
      this.expectLanes(register, value.lanes);
    }
    this.integer(scale, "scale of the index");
    this.within(extent, 1, 2 ** 31, "extent of the index");
  }

  private affine(offset: Affine): void {
    this.integer(offset.constant, "constant");
    const seen = new Set<IndexVariable>();
    for (const { variable, coefficient } of offset.terms) {
      this.integer(coefficient, "coefficient");
      if (coefficient === 0) this.fail(`expected no term of coefficient 0, got one of ${variable.name}`);
      if (seen.has(variable)) this.fail(`expected one term a variable, got two of ${variable.name}`);
      if (!this.variables.has(variable)) {
        this.fail(`${printAffine(offset)} uses ${variable.name} outside its loop, grid or repeat`);
      }
      seen.add(variable);
    }
  }

  private enter(variable: IndexVariable): void {
    this.within(variable.extent, 0, Number.MAX_SAFE_INTEGER, `extent of ${variable.name}`);
    if (this.variables.has(variable)) this.fail(`${variable.name} counts two things at once`);
    const same = this.numbered.get(variable.id);
    if (same !== undefined && same !== variable) {
      this.fail(
        `expected variables of different ids, got ${same.name} and ${variable.name} of ${variable.id}`,
      );
    }
    this.numbered.set(variable.id, variable);
    this.variables.add(variable);
  }

  private define(register: Register): void {
    if (this.assigned.has(register.id)) this.fail(`%${register.id} is assigned twice`);
    if (register.lanes !== 1 && register.lanes !== this.target.lanes) {
      this.fail(`expected 1 or ${this.target.lanes} lanes, got %${register.id} of ${register.lanes}`);
    }
    this.assigned.add(register.id);
    this.visible.set(register.id, register);
  }

  private use(register: Register): void {
    const defined = this.visible.get(register.id);
    if (defined === undefined) {
      const why = this.assigned.has(register.id) ? "outside its block" : "before its definition";
      this.fail(`%${register.id} is used ${why}`);
    }
    if (defined.type !== register.type || defined.lanes !== register.lanes) {
      this.fail(`%${register.id} was defined with another type or lane count`);
    }
  }

  private same(actual: Register, expected: Register): void {
    this.expectType(actual, expected.type);
    this.expectLanes(actual, expected.lanes);
  }

  private expectType(register: Register, type: Register["type"]): void {
    if (register.type !== type) this.fail(`expected %${register.id} of ${type}, got ${register.type}`);
  }

  private expectLanes(register: Register, lanes: number): void {
    if (register.lanes !== lanes) {
      this.fail(`expected %${register.id} of ${lanes} lanes, got ${register.lanes}`);
    }
  }

  private integer(value: number, what: string): void {
    if (!Number.isSafeInteger(value)) this.fail(`expected an integer ${what}, got ${value}`);
  }

  private within(value: number, low: number, high: number, what: string): void {
    if (Number.isSafeInteger(value) && value >= low && value <= high) return;
    this.fail(`expected an integer ${what} from ${low} to ${high}, got ${value}`);
  }

  private fail(what: string): never {
    throw new Error(`Cannot accept kernel ${this.kernel.name} at ${this.where}: ${what}.`);
  }
}

function describe(statement: Statement): string {
  if (statement.kind === "loop") return `for ${statement.variable.name}`;
  if (statement.kind === "store") return `store of %${statement.value.id}`;
  const what = "operation" in statement ? statement.operation : statement.kind;
  return `%${statement.result.id} = ${what}`;
}
