/**
 * Turns a kernel into one JavaScript function that runs a chunk. Scalars become constants; a vector register is
 * a range of a typed array, and neighbouring lane-wise statements share one loop over the lanes.
 */

import { expressionOf, meaningLibrary, meaningVariables, shiftExpressionOf } from "./meaning.ts";
import type {
  Address,
  AddressIndex,
  Affine,
  Carried,
  IndexVariable,
  Kernel,
  Register,
  Statement,
} from "./program.ts";

/** Told of every access before it happens; `access` counts loads and stores in the order of the text. */
export interface AccessObserver {
  read(access: number, first: number, stride: number, count: number): void;
  write(access: number, first: number, stride: number, count: number): void;
}

/** Runs one chunk. `bases[p]` is where parameter p's argument starts in `buffers[p]`. */
export type KernelFunction = (
  buffers: readonly (Float32Array | Int32Array)[],
  bases: readonly number[],
  coordinates: readonly number[],
  repeat: number,
  observer?: AccessObserver,
) => void;

const plain = new WeakMap<Kernel, KernelFunction>();
const watched = new WeakMap<Kernel, KernelFunction>();

/** The function of a kernel, made once; if `observed`, it wants an observer and tells it of every access. */
export function compileKernel(kernel: Kernel, observed: boolean): KernelFunction {
  const made = observed ? watched : plain;
  let compiled = made.get(kernel);
  if (compiled === undefined) made.set(kernel, (compiled = new KernelCompiler(kernel, observed).compile()));
  return compiled;
}

interface Group {
  readonly before: string[];
  readonly lines: string[];
  readonly defined: Map<number, Register>;
  readonly uses: Map<number, number>;
}

class KernelCompiler {
  private readonly kernel: Kernel;
  private readonly observed: boolean;
  private readonly lines: string[] = [];
  private readonly places = new Map<number, number>();
  private readonly used = new Map<number, number>();
  private readonly variables = new Map<IndexVariable, string>();
  private readonly length = { F: 0, I: 0 };
  private group: Group = emptyGroup();
  private nextName = 0;
  private nextAccess = 0;

  constructor(kernel: Kernel, observed: boolean) {
    this.kernel = kernel;
    this.observed = observed;
  }

  compile(): KernelFunction {
    const { kernel } = this;
    kernel.parameters.forEach((_, i) => {
      this.lines.push(`const p${i} = buffers[${i}], b${i} = bases[${i}];`);
    });
    kernel.grid.forEach((variable, i) => {
      this.variables.set(variable, `g${i}`);
      this.lines.push(`const g${i} = coordinates[${i}];`);
    });
    if (kernel.repeat !== undefined) this.variables.set(kernel.repeat, "repeat");
    countUses(kernel.body, this.used);
    this.block(kernel.body);
    const library = Object.keys(meaningLibrary).join(", ");
    const source = `"use strict"; const { ${library} } = library;
return (buffers, bases, coordinates, repeat, observer) => {
let ${meaningVariables.map((name) => `${name} = 0.5`).join(", ")};
${this.lines.join("\n")}\n};`;
    const make = new Function("library", "F", "I", source);
    const { F, I } = this.length;
    return make(meaningLibrary, new Float32Array(F), new Int32Array(I)) as KernelFunction;
  }

  private block(statements: readonly Statement[]): void {
    for (const statement of statements) this.statement(statement);
    this.flush();
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case "constant":
        this.define(statement.result, literal(statement.value));
        return;
      case "index": {
        const lane = statement.result.lanes === 1 ? "" : ` + ${statement.laneStride} * l`;
        this.define(statement.result, `(${this.affine(statement.offset)}${lane} | 0)`);
        return;
      }
      case "load": {
        const { result, address, valid } = statement;
        const element =
          address.index !== undefined && address.index.register.lanes > 1
            ? this.gathered(address, address.index)
            : `p${address.parameter}[${this.address(address, "read", valid ?? result.lanes, this.group.before)}]`;
        this.define(result, valid === undefined ? element : `(l < ${valid} ? ${element} : 0)`);
        return;
      }
      case "store": {
        const { address, value, valid } = statement;
        this.flush();
        const place = this.address(address, "write", valid ?? value.lanes, this.lines);
        const assignment = `p${address.parameter}[${place}] = ${this.use(value)};`;
        this.lines.push(value.lanes === 1 ? assignment : overLanes(valid ?? value.lanes, assignment));
        return;
      }
      case "compute": {
        const { result, operation, operands } = statement;
        const type = operands[operands.length - 1]!.type;
        const names = operands.map((operand) => this.use(operand));
        this.define(result, expressionOf(operation, type, names));
        return;
      }
      case "shift":
        this.define(
          statement.result,
          shiftExpressionOf(statement.operation, this.use(statement.operand), statement.amount),
        );
        return;
      case "splat":
        this.define(statement.result, `s${statement.operand.id}`);
        return;
      case "rotate": {
        this.flush();
        const { result, operand, by } = statement;
        const from = `${arrayOf(operand)}[${this.place(operand)} + (l + ${by}) % ${operand.lanes}]`;
        this.lines.push(overLanes(result.lanes, `${this.element(result)} = ${from};`));
        return;
      }
      case "extract": {
        this.flush();
        const { result, operand, lane } = statement;
        const element = `${arrayOf(operand)}[${this.place(operand) + lane}]`;
        this.define(result, operand.lanes === 1 ? `s${operand.id}` : element);
        return;
      }
      case "loop":
        this.loop(statement.variable, statement.carried, statement.body);
    }
  }

  private loop(variable: IndexVariable, carried: readonly Carried[], body: readonly Statement[]): void {
    this.flush();
    const vectors = carried.filter((value) => value.initial.lanes > 1);
    const scalars = carried.filter((value) => value.initial.lanes === 1);
    for (const { initial, argument } of scalars) this.lines.push(`let s${argument.id} = s${initial.id};`);
    this.copy(vectors.map(({ initial, argument }) => [initial, argument] as const));
    const shared = sharedPlaces(vectors, body);
    for (const { argument, next } of shared) this.places.set(next.id, this.place(argument));
    const counter = `i${this.nextName++}`;
    this.variables.set(variable, counter);
    this.lines.push(`for (let ${counter} = 0; ${counter} < ${variable.extent}; ${counter}++) {`);
    this.block(body);
    for (const { argument, next } of scalars) this.lines.push(`const n${argument.id} = s${next.id};`);
    for (const { argument } of scalars) this.lines.push(`s${argument.id} = n${argument.id};`);
    const moved = vectors.filter((value) => !shared.includes(value));
    this.copy(moved.map(({ argument, next }) => [next, argument] as const));
    this.lines.push("}");
    for (const { argument, result } of scalars) this.lines.push(`const s${result.id} = s${argument.id};`);
    for (const { argument, result } of vectors) this.places.set(result.id, this.place(argument));
  }

  /** All at once: a value may be read here and overwritten there. */
  private copy(pairs: readonly (readonly [from: Register, to: Register])[]): void {
    if (pairs.length === 0) return;
    const reads = pairs.map(([from], i) => `const c${i} = ${this.element(from)};`);
    const writes = pairs.map(([, to], i) => `${this.element(to)} = c${i};`);
    this.lines.push(overLanes(pairs[0]![0].lanes, [...reads, ...writes].join(" ")));
  }

  private define(result: Register, expression: string): void {
    if (result.lanes === 1) {
      // What a scalar load's check needs was put before the group; the scalar itself runs before it too.
      this.lines.push(...this.group.before.splice(0), `const s${result.id} = ${expression};`);
      return;
    }
    this.group.lines.push(`const v${result.id} = ${expression};`);
    this.group.defined.set(result.id, result);
  }

  private use(register: Register): string {
    if (register.lanes === 1) return `s${register.id}`;
    if (!this.group.defined.has(register.id)) return this.element(register);
    this.group.uses.set(register.id, (this.group.uses.get(register.id) ?? 0) + 1);
    return `v${register.id}`;
  }

  private flush(): void {
    const { before, lines, defined, uses } = this.group;
    this.group = emptyGroup();
    this.lines.push(...before);
    if (lines.length === 0) return;
    const registers = [...defined.values()];
    for (const register of registers) {
      if (uses.get(register.id) === this.used.get(register.id)) continue;
      lines.push(`${this.element(register)} = v${register.id};`);
    }
    this.lines.push(overLanes(registers[0]!.lanes, lines.join("\n")));
  }

  private address(address: Address, access: "read" | "write", count: number, before: string[]): string {
    const name = `o${this.nextName++}`;
    const moved = address.index === undefined ? "" : ` + ${this.moved(address.index)}`;
    before.push(`const ${name} = b${address.parameter} + ${this.affine(address.offset)}${moved};`);
    const number = this.nextAccess++;
    if (this.observed) {
      const touched = address.laneStride === 0 ? 1 : count;
      before.push(`observer.${access}(${number}, ${name}, ${address.laneStride}, ${touched});`);
    }
    if (address.laneStride === 0) return name;
    return address.laneStride === 1 ? `${name} + l` : `${name} + ${address.laneStride} * l`;
  }

  /** An element for each lane's own index, checked and told of inside the loop over the lanes. */
  private gathered(address: Address, index: AddressIndex): string {
    const { parameter, offset, laneStride } = address;
    const start = `o${this.nextName++}`;
    this.group.before.push(`const ${start} = b${parameter} + ${this.affine(offset)};`);
    const place = `${start} + ${laneStride} * l + ${this.moved(index)}`;
    const number = this.nextAccess++;
    if (!this.observed) return `p${parameter}[${place}]`;
    const at = `a${this.nextName++}`;
    this.group.before.push(`let ${at} = 0;`);
    return `(${at} = ${place}, observer.read(${number}, ${at}, 0, 1), p${parameter}[${at}])`;
  }

  private moved({ register, scale, extent }: AddressIndex): string {
    return `(${scale}) * within(${this.use(register)}, ${extent})`;
  }

  private affine({ constant, terms }: Affine): string {
    const parts = terms.map((term) => `${term.coefficient} * ${this.variables.get(term.variable)}`);
    return `(${[constant, ...parts].join(" + ")})`;
  }

  private place(register: Register): number {
    let place = this.places.get(register.id);
    if (place === undefined) {
      const array = arrayOf(register);
      place = this.length[array];
      this.length[array] += register.lanes;
      this.places.set(register.id, place);
    }
    return place;
  }

  private element(register: Register): string {
    return `${arrayOf(register)}[${this.place(register)} + l]`;
  }
}

function overLanes(lanes: number, body: string): string {
  return `for (let l = 0; l < ${lanes}; l++) { ${body} }`;
}

function emptyGroup(): Group {
  return { before: [], lines: [], defined: new Map(), uses: new Map() };
}

function arrayOf(register: Register): "F" | "I" {
  return register.type === "float32" ? "F" : "I";
}

function literal(value: number): string {
  return Object.is(value, -0) ? "(-0)" : `(${value})`;
}

/** The registers a statement reads, not counting those its body reads. */
function operandsOf(statement: Statement): readonly Register[] {
  if (statement.kind === "compute") return statement.operands;
  if (statement.kind === "load" || statement.kind === "store") {
    const { index } = statement.address;
    const given = index === undefined ? [] : [index.register];
    return statement.kind === "load" ? given : [...given, statement.value];
  }
  if (statement.kind === "loop") return statement.carried.flatMap(({ initial, next }) => [initial, next]);
  return "operand" in statement ? [statement.operand] : [];
}

function countUses(block: readonly Statement[], uses: Map<number, number>): void {
  for (const statement of block) {
    for (const register of operandsOf(statement)) uses.set(register.id, (uses.get(register.id) ?? 0) + 1);
    if ("body" in statement) countUses(statement.body, uses);
  }
}

/**
 * Carried vectors whose next value may take its argument's place: defined lane by lane in the body, after the
 * argument's last use, so that an accumulator is updated where it lies.
 */
function sharedPlaces(carried: readonly Carried[], body: readonly Statement[]): readonly Carried[] {
  return carried.filter(({ argument, next }) => {
    const at = body.findIndex((statement) => "result" in statement && statement.result === next);
    if (at < 0 || body[at]!.kind === "rotate" || next.id === argument.id) return false;
    const later = new Map<number, number>();
    countUses(body.slice(at + 1), later);
    const handedOn = carried.filter((other) => other.next.id === next.id || other.next.id === argument.id);
    return !later.has(argument.id) && handedOn.length === 1;
  });
}
