/** Random valid kernels, to tell an emitter from the interpreter. */

import { addAffine, affine, KernelBuilder } from "./builder.ts";
import type {
  Address,
  AddressIndex,
  Affine,
  ElementType,
  IndexVariable,
  Kernel,
  Operation,
  Register,
  RegisterType,
  Target,
} from "./program.ts";
import type { RandomChoices } from "./random-choices.ts";
import { type Signature, signatures } from "./signatures.ts";

/** What a random kernel is to read and write. */
export interface KernelPlan {
  readonly name: string;
  /** Chunks of the grid. */
  readonly chunks: number;
  readonly parameters: readonly {
    readonly type: ElementType;
    /** A "write" parameter is written in full; what "read" and "update" parameters hold is known before. */
    readonly access: "read" | "write" | "update";
    /** Elements; of parameters that are written, a multiple of `chunks`. */
    readonly length: number;
  }[];
  readonly repeat?: IndexVariable;
}

/** A kernel that keeps the contract: each chunk writes its own elements only, and reads nothing unwritten. */
export function randomKernel(choices: RandomChoices, target: Target, plan: KernelPlan): Kernel {
  return new KernelWriter(choices, target, plan).write();
}

interface OwnElements {
  readonly parameter: number;
  readonly type: ElementType;
  readonly access: "write" | "update";
  /** Elements that one chunk owns. */
  readonly size: number;
  /** Element e of chunk c is c · chunkStride + e · elementStride. */
  readonly chunkStride: number;
  readonly elementStride: number;
}

interface Place {
  readonly offset: Affine;
  readonly laneStride: number;
  readonly valid: number;
}

const registerTypes: readonly RegisterType[] = ["float32", "int32", "mask"];

class KernelWriter {
  private readonly choices: RandomChoices;
  private readonly plan: KernelPlan;
  private readonly lanes: number;
  private readonly k: KernelBuilder;
  private readonly operations: readonly Operation[];
  private readonly chunk: Affine;
  private readonly own: readonly OwnElements[];
  private readonly outer: IndexVariable[];
  private readonly loops: IndexVariable[] = [];
  private visible: Register[] = [];

  constructor(choices: RandomChoices, target: Target, plan: KernelPlan) {
    this.choices = choices;
    this.plan = plan;
    this.lanes = target.lanes;
    this.k = new KernelBuilder(target.lanes);
    this.operations = (Object.keys(signatures) as Operation[]).filter(
      (operation) => operation !== "fusedMultiplyAdd" || target.fusedMultiplyAdd,
    );
    for (const [i, { type, access }] of plan.parameters.entries()) this.k.parameter(`p${i}`, type, access);
    const grid = this.grid(plan.chunks);
    this.outer = plan.repeat === undefined ? grid : [...grid, plan.repeat];
    let stride = 1;
    const terms = grid.toReversed().map((variable) => {
      const term = [variable, stride] as const;
      stride *= variable.extent;
      return term;
    });
    this.chunk = affine(0, ...terms);
    this.own = plan.parameters.flatMap(({ type, access, length }, parameter) => {
      if (access === "read") return [];
      const size = length / plan.chunks;
      const strides =
        choices.chance(0.7) || size === 1
          ? { chunkStride: size, elementStride: 1 }
          : { chunkStride: 1, elementStride: plan.chunks };
      return [{ parameter, type, access, size, ...strides }];
    });
  }

  write(): Kernel {
    this.statements(this.choices.from(3, 8), 0);
    for (const own of this.own) if (own.access === "write") this.cover(own);
    this.statements(this.choices.from(6, 20), 2);
    for (const own of this.own) for (let i = 0; i < 3; i++) this.store(own);
    return this.k.finish(this.plan.name, this.plan.repeat);
  }

  /** Splits the chunks over up to three coordinates. */
  private grid(chunks: number): IndexVariable[] {
    const grid: IndexVariable[] = [];
    let rest = chunks;
    while (rest > 1 || this.choices.chance(0.1)) {
      const divisors = Array.from({ length: rest }, (_, i) => i + 1).filter((one) => rest % one === 0);
      const extent = grid.length === 2 ? rest : this.choices.pick(divisors);
      grid.push(this.k.gridVariable(`g${grid.length}`, extent));
      rest /= extent;
      if (grid.length === 3) break;
    }
    return grid;
  }

  /** Writes every element of a chunk once: whole vectors in a loop, then the edge. */
  private cover(own: OwnElements): void {
    const whole = Math.floor(own.size / this.lanes);
    const edge = own.size % this.lanes;
    const put = (offset: Affine, valid: number): void => {
      const value = this.k.compute(
        own.type === "float32" ? "subtract" : "add",
        this.register(own.type, this.lanes),
        this.load(own.type, this.lanes),
      );
      this.k.storePart(this.ownAddress(own, { offset, laneStride: 1, valid }, this.lanes), value, valid);
    };
    this.loop(`v${own.parameter}`, whole, [], (counter) => {
      put(affine(0, [counter, this.lanes]), this.lanes);
      return [];
    });
    if (edge > 0) put(affine(whole * this.lanes), edge);
  }

  private statements(count: number, depth: number): void {
    for (let i = 0; i < count; i++) this.statement(depth);
  }

  private statement(depth: number): void {
    const { choices, k } = this;
    const kind = choices.from(0, 19);
    const lanes = choices.chance(0.75) ? this.lanes : 1;
    if (kind < 9) this.compute(lanes);
    else if (kind < 12) this.load(choices.chance(0.6) ? "float32" : "int32", lanes);
    else if (kind === 12) {
      this.see(k.index(this.index(3), lanes === 1 ? 0 : choices.from(-3, 3), lanes));
    } else if (kind === 13) {
      const operation = choices.pick(["shiftLeft", "shiftRightLogical", "shiftRightArithmetic"] as const);
      this.see(k.shift(operation, this.register("int32", lanes), choices.from(0, 31)));
    } else if (kind === 14) this.see(k.splat(this.register(choices.pick(registerTypes), 1)));
    else if (kind === 15 && this.lanes > 1) {
      const operand = this.register(choices.pick(registerTypes), this.lanes);
      this.see(k.rotate(operand, choices.from(1, this.lanes - 1)));
    } else if (kind === 16) {
      const operand = this.register(choices.pick(registerTypes), this.lanes);
      this.see(k.extract(operand, choices.from(0, this.lanes - 1)));
    } else if (kind === 17) {
      for (const own of this.own) this.store(own);
    } else if (depth > 0) this.carryingLoop(depth - 1);
  }

  private compute(lanes: number): void {
    const { choices } = this;
    const operation = choices.pick(this.operations);
    const signature: Signature = signatures[operation];
    const type = signature.types.length === 0 ? "int32" : choices.pick(signature.types);
    const operands = signature.operands.map((one) => this.register(one === "T" ? type : one, lanes));
    if (operation === "bitsToInt") {
      // The bits of a NaN are unspecified: no program may look at them.
      const ordered = this.k.compute("equal", operands[0]!, operands[0]!);
      operands[0] = this.k.compute("select", ordered, operands[0]!, this.k.constant("float32", 1, lanes));
    }
    this.see(this.k.compute(operation, ...operands));
  }

  private carryingLoop(depth: number): void {
    const { choices } = this;
    const extent = choices.chance(0.1) ? choices.from(0, 1) : choices.from(2, 5);
    const initial = Array.from({ length: choices.from(0, 3) }, () =>
      this.register(choices.pick(registerTypes), choices.chance(0.75) ? this.lanes : 1),
    );
    if (initial.length > 0 && choices.chance(0.5)) initial.push(initial[0]!);
    const results = this.loop("i", extent, initial, (_counter, values) => {
      const before = this.visible.length;
      this.visible.push(...values);
      this.statements(choices.from(2, 7), depth);
      return values.map((value) => {
        const fits = (one: Register): boolean => one.type === value.type && one.lanes === value.lanes;
        const computed = this.visible.slice(before + values.length).filter(fits);
        return choices.pick(choices.chance(0.6) && computed.length > 0 ? computed : values.filter(fits));
      });
    });
    this.visible.push(...results);
  }

  private loop(
    name: string,
    extent: number,
    initial: readonly Register[],
    body: (counter: IndexVariable, values: readonly Register[]) => readonly Register[],
  ): readonly Register[] {
    const outside = this.visible;
    const results = this.k.loop(name, extent, initial, (counter, values) => {
      this.visible = [...outside];
      this.loops.push(counter);
      const next = body(counter, values);
      this.loops.pop();
      return next;
    });
    this.visible = outside;
    return results;
  }

  /** A visible register, a late one rather than an early one, or a new constant. */
  private register(type: RegisterType, lanes: number): Register {
    const { choices } = this;
    const fitting = this.visible.filter((one) => one.type === type && one.lanes === lanes);
    if (fitting.length > 0 && !choices.chance(0.1)) {
      return choices.pick(choices.chance(0.5) ? fitting.slice(-3) : fitting);
    }
    const value =
      type === "float32" ? choices.float() : type === "int32" ? choices.integer() : choices.from(0, 1);
    return this.see(this.k.constant(type, value, lanes));
  }

  private see(register: Register): Register {
    this.visible.push(register);
    return register;
  }

  private load(type: ElementType, lanes: number): Register {
    const readable = this.plan.parameters.flatMap((one, i) =>
      one.access !== "write" && one.type === type && one.length > 0 ? [i] : [],
    );
    if (readable.length === 0) return this.register(type, lanes);
    const parameter = this.choices.pick(readable);
    const own = this.own.find((one) => one.parameter === parameter);
    const { length } = this.plan.parameters[parameter]!;
    const inner = own === undefined ? [...this.outer, ...this.loops] : this.loops;
    const index = this.indexOf(own?.size ?? length, this.choices.chance(0.5) ? lanes : 1);
    const place = this.place((own?.size ?? length) - reachOf(index), lanes, inner, true);
    const address =
      own === undefined
        ? moved({ parameter, offset: place.offset, laneStride: place.laneStride }, index, 1)
        : this.ownAddress(own, place, lanes, index);
    return this.see(
      lanes === 1
        ? this.k.load(type, { ...address, laneStride: 0 }, 1)
        : this.k.loadPart(type, address, place.valid),
    );
  }

  private store(own: OwnElements): void {
    const lanes = this.choices.chance(0.7) ? this.lanes : 1;
    const index = this.indexOf(own.size, 1);
    const place = this.place(own.size - reachOf(index), lanes, this.loops, false);
    const address = this.ownAddress(own, place, lanes, index);
    const value = this.register(own.type, lanes);
    if (lanes === 1) this.k.store(address, value);
    else this.k.storePart(address, value, place.valid);
  }

  /** At times an index from any integer at hand, brought into its range, for a place among `length` elements. */
  private indexOf(length: number, lanes: number): AddressIndex | undefined {
    const { choices, k } = this;
    if (length < 2 || !choices.chance(0.25)) return undefined;
    const extent = choices.from(1, Math.min(length, 9));
    const most = extent === 1 ? 5 : Math.floor((length - 1) / (extent - 1));
    const scale = choices.pick([1, 1, -1, most, -most, choices.from(0, most)]);
    const any = this.register("int32", lanes);
    const atLeast = k.compute("maximum", any, k.constant("int32", 0, lanes));
    return {
      register: k.compute("minimum", atLeast, k.constant("int32", extent - 1, lanes)),
      scale: scale === 0 ? 0 : scale,
      extent,
    };
  }

  private ownAddress(
    own: OwnElements,
    { offset, laneStride }: Place,
    lanes: number,
    index?: AddressIndex,
  ): Address {
    const scaled = (expression: Affine, factor: number): Affine =>
      affine(
        expression.constant * factor,
        ...expression.terms.map((term) => [term.variable, term.coefficient * factor] as const),
      );
    const address = {
      parameter: own.parameter,
      offset: addAffine(scaled(this.chunk, own.chunkStride), scaled(offset, own.elementStride)),
      laneStride: lanes === 1 ? 0 : laneStride * own.elementStride,
    };
    return moved(address, index, own.elementStride);
  }

  /** A random place whose every element lies from 0 to length − 1; the ends are tried often. */
  private place(
    length: number,
    lanes: number,
    variables: readonly IndexVariable[],
    mayBroadcast: boolean,
  ): Place {
    const { choices } = this;
    let laneStride = lanes === 1 ? 0 : choices.chance(0.5) ? 1 : choices.pick([0, 2, 3, -1, -2]);
    let valid = lanes > 1 && choices.chance(0.3) ? choices.from(1, lanes - 1) : lanes;
    if (laneStride === 0 && lanes > 1 && !mayBroadcast) laneStride = 1;
    if (Math.abs(laneStride) * (valid - 1) >= length) {
      laneStride = Math.sign(laneStride);
      valid = laneStride === 0 ? valid : Math.min(valid, length);
    }
    const lane = laneStride * (valid - 1);
    let offset = affine(0);
    let [low, high] = [Math.min(lane, 0), Math.max(lane, 0)];
    for (const variable of variables) {
      const coefficient = choices.pick([0, 1, 1, 2, 3, -1, -2, this.lanes, this.lanes]);
      const term = affine(0, [variable, coefficient]);
      const [least, most] = reach(term);
      if (high + most - (low + least) >= length || variable.extent === 0) continue;
      [low, high] = [low + least, high + most];
      offset = addAffine(offset, term);
    }
    const [first, last] = [-low, length - 1 - high];
    const start = choices.chance(0.3) ? choices.pick([first, last]) : choices.from(first, last);
    return { offset: addAffine(affine(start), offset), laneStride, valid };
  }

  /** A small affine expression of the variables in scope. */
  private index(largest: number): Affine {
    const terms = [...this.outer, ...this.loops].map(
      (variable) => [variable, this.choices.from(-largest, largest)] as const,
    );
    return affine(this.choices.from(-largest, largest), ...terms);
  }
}

/** The elements that an index spreads over, not counting the first. */
function reachOf(index: AddressIndex | undefined): number {
  return index === undefined ? 0 : Math.abs(index.scale) * (index.extent - 1);
}

/** The address with an index, in a buffer whose elements lie `stride` apart: the whole reach stays above the address. */
function moved(address: Address, index: AddressIndex | undefined, stride: number): Address {
  if (index === undefined) return address;
  const below = index.scale < 0 ? reachOf(index) * stride : 0;
  const scale = index.scale * stride;
  return { ...address, offset: addAffine(address.offset, affine(below)), index: { ...index, scale } };
}

function reach({ constant, terms }: Affine): readonly [low: number, high: number] {
  let [low, high] = [constant, constant];
  for (const { variable, coefficient } of terms) {
    const most = coefficient * (variable.extent - 1);
    low += Math.min(most, 0);
    high += Math.max(most, 0);
  }
  return [low, high];
}
