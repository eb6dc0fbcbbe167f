/**
 * Lowered kernels and programs as text, for people and golden tests:
 *
 * `%3:f32x4 = load x[4·i + 16·c]` loads four neighbours; a stride between lanes other than 1 is written as
 * `x[4·i + 2·lane]`, one element for all lanes as `x[4·i] to all`, and `first 3` says how many lanes touch memory.
 * In `x[4·i + 8·%5, %5 < 10]` the index in %5, one of 0 … 9, moves the access by 8 elements a unit.
 */

import type {
  Address,
  AddressIndex,
  Affine,
  Argument,
  IndexVariable,
  Kernel,
  Program,
  Register,
  RegisterType,
  Statement,
} from "./program.ts";

const typeNames = { float32: "f32", int32: "i32", mask: "mask" } as const satisfies Record<
  RegisterType,
  string
>;

/** The text of one kernel, ending without a newline. */
export function printKernel(kernel: Kernel): string {
  return new KernelPrinter(kernel).print(kernel.name);
}

/** The text of a program: buffers, steps, then each kernel once, in the order of its first launch. */
export function printProgram(program: Program): string {
  const lines = [
    `program for ${program.target.name}, ${program.target.lanes} lanes, arena of ${program.arenaLength}`,
  ];
  for (const buffer of program.buffers) {
    const place = buffer.arenaOffset === undefined ? "" : ` at ${buffer.arenaOffset}`;
    lines.push(`  ${buffer.role} ${buffer.name}: ${typeNames[buffer.type]}[${buffer.length}]${place}`);
  }
  const names = new Map<Kernel, string>();
  const taken = new Map<string, number>();
  const nameOf = (kernel: Kernel): string => {
    let name = names.get(kernel);
    if (name === undefined) {
      const count = (taken.get(kernel.name) ?? 0) + 1;
      taken.set(kernel.name, count);
      name = count === 1 ? kernel.name : `${kernel.name}#${count}`;
      names.set(kernel, name);
    }
    return name;
  };
  for (const step of program.steps) {
    const phases = step.kind === "phase" ? [step] : step.body;
    const indent = step.kind === "phase" ? "" : "  ";
    if (step.kind === "repeat") lines.push(`repeat ${step.variable.name} in 0..${step.variable.extent} {`);
    for (const phase of phases) {
      lines.push(`${indent}phase {`);
      for (const { kernel, arguments: all } of phase.launches) {
        const given = all.map((argument, i) => {
          return `${kernel.parameters[i]?.name} = ${argumentText(argument, program)}`;
        });
        const chunks = kernel.grid.reduce((product, variable) => product * variable.extent, 1);
        lines.push(`${indent}  ${chunks} × ${nameOf(kernel)}(${given.join(", ")})`);
      }
      lines.push(`${indent}}`);
    }
    if (step.kind === "repeat") lines.push("}");
  }
  for (const [kernel, name] of names) lines.push("", new KernelPrinter(kernel).print(name));
  return lines.join("\n");
}

/** `constant + Σ coefficient · variable` as text: variables first, then the constant if it is not 0. */
export function printAffine(
  { constant, terms }: Affine,
  nameOf: (variable: IndexVariable) => string = (variable) => variable.name,
): string {
  let text = "";
  const append = (coefficient: number, name: string): void => {
    const size = Math.abs(coefficient);
    const sign = coefficient < 0 ? "- " : "+ ";
    text += text === "" ? (coefficient < 0 ? "-" : "") : ` ${sign}`;
    text += name === "" ? `${size}` : size === 1 ? name : `${size}·${name}`;
  };
  for (const { variable, coefficient } of terms) append(coefficient, nameOf(variable));
  if (constant !== 0 || text === "") append(constant, "");
  return text;
}

function argumentText({ buffer, offset, oddOffset }: Argument, program: Program): string {
  const name = program.buffers[buffer]?.name ?? `buffer ${buffer}`;
  const start = printAffine(offset);
  const odd = oddOffset === 0 ? "" : ` ${oddOffset < 0 ? "-" : "+"} ${Math.abs(oddOffset)} if odd`;
  return start === "0" && odd === "" ? name : `${name}[${start}${odd}]`;
}

class KernelPrinter {
  private readonly kernel: Kernel;
  private readonly lines: string[] = [];
  private readonly names = new Map<IndexVariable, string>();
  private readonly inScope = new Set<string>();

  constructor(kernel: Kernel) {
    this.kernel = kernel;
  }

  print(name: string): string {
    const { parameters, grid, repeat, body } = this.kernel;
    const declared = parameters.map((one) => `${one.name}: ${one.access} ${typeNames[one.type]}`);
    const over = grid.map((variable) => `${this.enter(variable)} in 0..${variable.extent}`);
    const inside = repeat === undefined ? "" : ` in repeat ${this.enter(repeat)} of ${repeat.extent}`;
    const chunks = over.length === 0 ? "" : ` for ${over.join(", ")}`;
    this.lines.push(`kernel ${name}(${declared.join(", ")})${chunks}${inside} {`);
    this.block(body, "  ");
    this.lines.push("}");
    return this.lines.join("\n");
  }

  private block(statements: readonly Statement[], indent: string): void {
    for (const statement of statements) {
      if (statement.kind === "loop") this.loop(statement, indent);
      else this.lines.push(indent + this.simple(statement));
    }
  }

  private loop(statement: Extract<Statement, { kind: "loop" }>, indent: string): void {
    const { variable, carried, body } = statement;
    const list = (names: readonly string[]): string => names.join(", ");
    const results = list(carried.map(({ result }) => typed(result)));
    const values = list(carried.map(({ argument, initial }) => `%${argument.id} = %${initial.id}`));
    const name = this.enter(variable);
    const head = `for ${name} in 0..${variable.extent}`;
    this.lines.push(
      indent + (carried.length === 0 ? `${head} {` : `${results} = ${head} carry (${values}) {`),
    );
    this.block(body, `${indent}  `);
    if (carried.length > 0) {
      this.lines.push(`${indent}  next ${list(carried.map(({ next }) => `%${next.id}`))}`);
    }
    this.lines.push(`${indent}}`);
    this.inScope.delete(name);
  }

  private simple(statement: Exclude<Statement, { kind: "loop" }>): string {
    if (statement.kind === "store") {
      const { address, value, valid } = statement;
      return `store ${this.address(address, value.lanes, valid)} = %${value.id}`;
    }
    return `${typed(statement.result)} = ${this.value(statement)}`;
  }

  private value(statement: Exclude<Statement, { kind: "loop" | "store" }>): string {
    switch (statement.kind) {
      case "constant":
        return Object.is(statement.value, -0) ? "-0" : `${statement.value}`;
      case "index":
        return `index ${this.position(statement.offset, statement.laneStride)}`;
      case "load":
        return `load ${this.address(statement.address, statement.result.lanes, statement.valid)}`;
      case "compute":
        return `${statement.operation} ${statement.operands.map(({ id }) => `%${id}`).join(", ")}`;
      case "shift":
        return `${statement.operation} %${statement.operand.id} by ${statement.amount}`;
      case "splat":
        return `splat %${statement.operand.id}`;
      case "rotate":
        return `rotate %${statement.operand.id} by ${statement.by}`;
      case "extract":
        return `extract %${statement.operand.id} lane ${statement.lane}`;
    }
  }

  private address(address: Address, lanes: number, valid: number | undefined): string {
    const name = this.kernel.parameters[address.parameter]?.name ?? `parameter ${address.parameter}`;
    const stride = lanes === 1 || address.laneStride === 1 ? 0 : address.laneStride;
    const own = address.index !== undefined && address.index.register.lanes > 1;
    const all = lanes > 1 && address.laneStride === 0 && !own ? " to all" : "";
    const part = valid === undefined ? "" : ` first ${valid}`;
    return `${name}[${this.position(address.offset, stride)}${indexText(address.index)}]${all}${part}`;
  }

  private position(offset: Affine, laneStride: number): string {
    if (laneStride === 0) return printAffine(offset, (variable) => this.nameOf(variable));
    const lane = { id: -1, name: "lane", extent: 0 };
    const terms = [...offset.terms, { variable: lane, coefficient: laneStride }];
    return printAffine({ ...offset, terms }, (variable) =>
      variable === lane ? "lane" : this.nameOf(variable),
    );
  }

  /** Names a variable; one that would hide another of the same name also gets its number. */
  private enter(variable: IndexVariable): string {
    const name = this.inScope.has(variable.name) ? `${variable.name}.${variable.id}` : variable.name;
    this.inScope.add(name);
    this.names.set(variable, name);
    return name;
  }

  private nameOf(variable: IndexVariable): string {
    return this.names.get(variable) ?? `?${variable.name}`;
  }
}

function indexText(index: AddressIndex | undefined): string {
  if (index === undefined) return "";
  const name = `%${index.register.id}`;
  const sign = index.scale < 0 ? "-" : "+";
  const moved = Math.abs(index.scale) === 1 ? name : `${Math.abs(index.scale)}·${name}`;
  return ` ${sign} ${moved}, ${name} < ${index.extent}`;
}

function typed(register: Register): string {
  const lanes = register.lanes === 1 ? "" : `x${register.lanes}`;
  return `%${register.id}:${typeNames[register.type]}${lanes}`;
}
