/**
 * Which pointers a kernel keeps. Accesses that differ by a constant share one; a pointer that varies with a loop
 * starts as the pointer without that loop's term and moves by one step at the end of each iteration.
 */

import type {
  Address,
  Affine,
  AffineTerm,
  IndexVariable,
  Kernel,
  Statement,
} from "../../../compiler/lowered/program.ts";
import { isInt32 } from "./machine.ts";

/** Bytes of a float32 or an int32. */
export const elementBytes = 4;
/** Constants beyond what a displacement can hold move into the pointer. */
const farUnit = 2 ** 30;

/** A loop of the lowered program. */
export type LoopStatement = Extract<Statement, { kind: "loop" }>;

/** A pointer, or with no parameter the lowest lane of an index statement. */
export interface Pointer {
  readonly key: string;
  readonly parameter: number | undefined;
  /** Bytes (or units of an index) that every step of a term's variable adds. */
  readonly terms: readonly AffineTerm[];
  /** Bytes added once. */
  readonly far: number;
}

/** A pointer that moves with a loop. */
export interface MovingPointer {
  readonly pointer: Pointer;
  /** Where it starts. */
  readonly parent: Pointer;
  readonly step: number;
}

/** Where an access lies: a pointer and a constant distance from it. */
export interface Reference {
  readonly pointer: Pointer;
  /** Bytes, or units of an index. */
  readonly displacement: number;
}

/** All pointers of a kernel, by where they start. */
export interface PointerPlan {
  readonly moving: ReadonlyMap<LoopStatement, readonly MovingPointer[]>;
  /** For each outermost statement, the pointers it needs that move with no loop. */
  readonly roots: ReadonlyMap<Statement, readonly Pointer[]>;
}

const references = new WeakMap<Address, Reference>();

/** The pointer and displacement of a load's or store's address. */
export function addressReference(address: Address): Reference {
  let found = references.get(address);
  if (found === undefined) {
    found = reference(address.parameter, address.offset, elementBytes);
    references.set(address, found);
  }
  return found;
}

/** The same for an index statement: a number that moves like a pointer. */
export function indexReference(offset: Affine): Reference {
  return reference(undefined, offset, 1);
}

/** Walks the kernel and finds all pointers that it needs. */
export function planPointers(kernel: Kernel): PointerPlan {
  const moving = new Map<LoopStatement, MovingPointer[]>();
  const roots = new Map<Statement, Pointer[]>();
  for (const statement of kernel.body) {
    const needed = new Map<string, Pointer>();
    const visit = (inner: Statement, loops: readonly LoopStatement[]) => {
      if (inner.kind === "loop") for (const each of inner.body) visit(each, [...loops, inner]);
      const found = statementReference(inner);
      if (found === undefined) return;
      let pointer = found.pointer;
      for (const loop of [...loops].reverse()) {
        const term = pointer.terms.find(({ variable }) => variable.id === loop.variable.id);
        if (term === undefined) continue;
        const list = moving.get(loop) ?? [];
        // What it starts from is there too.
        if (list.some((other) => other.pointer.key === pointer.key)) return;
        const parent = makePointer(
          pointer.parameter,
          pointer.terms.filter((other) => other !== term),
          pointer.far,
        );
        list.push({ pointer, parent, step: term.coefficient });
        moving.set(loop, list);
        pointer = parent;
      }
      needed.set(pointer.key, pointer);
    };
    visit(statement, []);
    roots.set(statement, [...needed.values()]);
  }
  return { moving, roots };
}

/** The grid coordinates and the repeat counter that a plan's roots depend on. */
export function rootVariables(plan: PointerPlan): ReadonlySet<IndexVariable> {
  const variables = new Set<IndexVariable>();
  for (const pointers of plan.roots.values()) {
    for (const { terms } of pointers) for (const { variable } of terms) variables.add(variable);
  }
  return variables;
}

function statementReference(statement: Statement): Reference | undefined {
  if (statement.kind === "load" || statement.kind === "store") return addressReference(statement.address);
  return statement.kind === "index" ? indexReference(statement.offset) : undefined;
}

function reference(parameter: number | undefined, offset: Affine, unit: number): Reference {
  const constant = offset.constant * unit;
  const fits = parameter === undefined || isInt32(constant * 2);
  const far = fits ? 0 : Math.floor(constant / farUnit) * farUnit;
  const terms = offset.terms
    .filter(({ variable }) => variable.extent > 1)
    .map(({ variable, coefficient }) => ({ variable, coefficient: coefficient * unit }));
  return { pointer: makePointer(parameter, terms, far), displacement: constant - far };
}

function makePointer(parameter: number | undefined, terms: readonly AffineTerm[], far: number): Pointer {
  const sorted = [...terms].sort((a, b) => a.variable.id - b.variable.id);
  const varying = sorted.map(({ variable, coefficient }) => `${variable.id}*${coefficient}`).join("+");
  return { key: `${parameter ?? "index"} ${far} ${varying}`, parameter, terms: sorted, far };
}
