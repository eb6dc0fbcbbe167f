/** Writes one kernel over storages: keeps the parameters, their arguments, and where each operand lies. */

import type { Attributes } from "../graph/node.ts";
import { type Expression, elementType, type Leaf, type Storage, sameLeaf } from "./expression.ts";
import { affine, KernelBuilder } from "./lowered/builder.ts";
import type {
  Address,
  Affine,
  IndexVariable,
  KernelParameter,
  Launch,
  Register,
  Target,
} from "./lowered/program.ts";
import type { Dimension } from "./nest.ts";

/** How a backend spells one elementwise operation in vector operations. */
export type Spelling = (
  builder: KernelBuilder,
  operands: readonly Register[],
  attributes: Attributes,
) => Register;

/** What the compiler needs of a CPU backend. */
export interface CpuTarget extends Target {
  /** One spelling for each elementwise operation. */
  readonly spellings: Readonly<Record<string, Spelling>>;
}

/** Where the points of a kernel are: counters in the order of the nest's dimensions, outermost first. */
export type Counters = readonly (readonly [IndexVariable, Dimension])[];

/** The kernel at hand: its builder, and which parameter stands for which storage. */
export class KernelWriter {
  readonly builder: KernelBuilder;
  readonly target: CpuTarget;
  private readonly storages: Storage[] = [];

  constructor(target: CpuTarget) {
    this.target = target;
    this.builder = new KernelBuilder(target.lanes);
  }

  /** The parameter that stands for a storage. A storage that is written must be declared so first. */
  parameter(storage: Storage, access: KernelParameter["access"] = "read"): number {
    const known = this.storages.indexOf(storage);
    if (known >= 0) return known;
    const others = this.storages.filter((other) => other.name === storage.name).length;
    const name = others === 0 ? storage.name : `${storage.name}_${others + 1}`;
    this.storages.push(storage);
    return this.builder.parameter(name, storage.type, access);
  }

  /** Grid variables for the outer dimensions of a share. */
  grid(dimensions: readonly Dimension[]): Counters {
    return dimensions.map((dimension, i) => [
      this.builder.gridVariable(`g${i}`, dimension.extent),
      dimension,
    ]);
  }

  /** Loops over dimensions, with the body innermost. */
  loops(dimensions: readonly Dimension[], counters: Counters, body: (counters: Counters) => void): void {
    const [first, ...others] = dimensions;
    if (first === undefined) {
      body(counters);
      return;
    }
    if (first.extent === 0) return;
    this.builder.loop(`i${counters.length}`, first.extent, [], (counter) => {
      this.loops(others, [...counters, [counter, first]], body);
      return [];
    });
  }

  /**
   * Goes through a dimension in vectors: whole ones in a loop, then the edge, of whose lanes `valid` are points. The
   * body is at `skipped` points past where its counters are.
   */
  overLanes(
    dimension: Dimension,
    counters: Counters,
    body: (counters: Counters, skipped: number, valid: number) => void,
  ): void {
    this.overParts(dimension, this.target.lanes, counters, body);
  }

  /** The same in parts of `size` points: whole ones in a loop, then the rest. */
  overParts(
    dimension: Dimension,
    size: number,
    counters: Counters,
    body: (counters: Counters, skipped: number, points: number) => void,
  ): void {
    const whole = Math.floor(dimension.extent / size);
    const rest = dimension.extent - whole * size;
    const step = { extent: whole, strides: dimension.strides.map((stride) => stride * size) };
    this.loops([step], counters, (inside) => body(inside, 0, size));
    if (rest > 0) body(counters, whole * size, rest);
  }

  /** The kernel; its arguments are the storages that became its parameters. */
  finish(name: string): Launch {
    const kernel = this.builder.finish(name);
    return { kernel, arguments: this.storages };
  }
}

/** The place of operand `operand` for these counters. */
export function place(operand: number, counters: Counters, start: number): Affine {
  return affine(
    start,
    ...counters.map(([variable, dimension]) => [variable, dimension.strides[operand]!] as const),
  );
}

/** Where the leaves of an expression are at the point a kernel has come to. */
export interface Point {
  readonly leaves: readonly Leaf[];
  /** One a leaf: lane 0. */
  readonly offsets: readonly Affine[];
  /** One a leaf: from lane to lane. */
  readonly laneStrides: readonly number[];
  /** 1 or the target's lanes. */
  readonly lanes: number;
  /** How many lanes touch memory. */
  readonly valid: number;
}

/** The expression's value at a point, in a register of its type: float32, int32 or, for a bool, mask. */
export function evaluate(
  writer: KernelWriter,
  expression: Expression,
  point: Point,
  done: Map<Expression, Register> = new Map(),
): Register {
  const { builder, target } = writer;
  const visit = (at: Expression): Register => {
    const known = done.get(at);
    if (known !== undefined) return known;
    const register = compute(at);
    done.set(at, register);
    return register;
  };
  const compute = (at: Expression): Register => {
    if (at.kind === "constant") {
      return builder.constant(at.dtype === "bool" ? "mask" : at.dtype, at.value, point.lanes);
    }
    if (at.kind === "compute") {
      const spelling = target.spellings[at.op];
      if (spelling === undefined) throw new Error(`The ${target.name} target has no spelling for ${at.op}.`);
      return spelling(builder, at.operands.map(visit), at.attributes);
    }
    const i = point.leaves.findIndex((leaf) => sameLeaf(leaf, at));
    const equal = point.leaves[i]!;
    if (equal !== at) return visit(equal);
    return leafValue(writer, equal, point, i);
  };
  return visit(expression);
}

function leafValue(writer: KernelWriter, leaf: Leaf, point: Point, i: number): Register {
  const { builder } = writer;
  const offset = point.offsets[i]!;
  const laneStride = point.lanes === 1 ? 0 : point.laneStrides[i]!;
  if (leaf.kind === "coordinate") return builder.index(offset, laneStride, point.lanes);
  const address: Address = { parameter: writer.parameter(leaf.storage), offset, laneStride };
  const type = elementType(leaf.dtype);
  const whole = point.valid === point.lanes || laneStride === 0;
  const loaded = whole
    ? builder.load(type, address, point.lanes)
    : builder.loadPart(type, address, point.valid);
  if (leaf.dtype !== "bool") return loaded;
  return builder.compute("notEqual", loaded, builder.constant("int32", 0, point.lanes));
}

/** Writes a value of the type that `evaluate` gives. */
export function storeValue(writer: KernelWriter, address: Address, value: Register, valid: number): void {
  const { builder } = writer;
  const stored = value.type === "mask" ? builder.compute("toInteger01", value) : value;
  if (value.lanes === 1) builder.store(address, stored);
  else builder.storePart(address, stored, valid);
}
