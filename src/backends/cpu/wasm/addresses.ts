/**
 * Plans the pointers of a kernel. Accesses whose addresses differ by a constant share one pointer and are told
 * apart by immediate offsets; a pointer lives in the innermost loop whose counter it follows, starts there from
 * the pointer of the loop around it, and advances by one addition an iteration.
 */

import type { Affine, IndexVariable, Kernel, Statement } from "../../../compiler/lowered/program.ts";
import { lanes } from "./normalize-kernel.ts";

/** The parameter number of the pointers that are plain integers, for `index` statements. */
const noParameter = -1;

/** One pointer (or integer) local: scale · (base + Σ coefficient · variable), after the parameter's address. */
export interface Pointer {
  /** The kernel parameter whose address it starts from, or −1 for an integer without one. */
  readonly parameter: number;
  readonly terms: Affine["terms"];
  /** The constant part, in elements: the least of all accesses through it. */
  base: number;
  /** Added after each iteration of its loop, in bytes (in units for an integer). */
  readonly step: number;
  /** Where it starts: the pointer of an outer scope, or undefined at the top of the kernel. */
  readonly outer: Pointer | undefined;
  /** Set by the emitter while the pointer is live. */
  local: number;
}

/** An access through a pointer, `delta` elements above its base. */
export interface PlannedAccess {
  readonly pointer: Pointer;
  readonly delta: number;
}

/** The pointers that live in one loop, or at the top of the kernel. */
export class Scope {
  readonly pointers: Pointer[] = [];
  private readonly outer: Scope | undefined;
  private readonly variable: IndexVariable | undefined;

  constructor(variable?: IndexVariable, outer?: Scope) {
    this.variable = variable;
    this.outer = outer;
  }

  /** The pointer for `parameter` and `terms`; accesses through it reach down to `least` elements. */
  request(parameter: number, terms: Affine["terms"], least: number | undefined): Pointer {
    const own = terms.find((term) => term.variable === this.variable);
    if (own === undefined && this.outer !== undefined) return this.outer.request(parameter, terms, least);
    const known = this.pointers.find(
      (pointer) => pointer.parameter === parameter && sameTerms(pointer.terms, terms),
    );
    if (known !== undefined) {
      if (least !== undefined) known.base = Math.min(known.base, least);
      return known;
    }
    const scale = parameter === noParameter ? 1 : 4;
    const rest = terms.filter((term) => term !== own);
    const pointer: Pointer = {
      parameter,
      terms,
      base: least ?? Number.POSITIVE_INFINITY,
      step: (own?.coefficient ?? 0) * scale,
      outer: this.outer?.request(parameter, rest, undefined),
      local: -1,
    };
    this.pointers.push(pointer);
    return pointer;
  }
}

/** Whether two sums have the same terms, in whatever order. */
function sameTerms(a: Affine["terms"], b: Affine["terms"]): boolean {
  if (a.length !== b.length) return false;
  for (const { variable, coefficient } of a) {
    const other = b.find((term) => term.variable === variable);
    if (other?.coefficient !== coefficient) return false;
  }
  return true;
}

/** What `planAddresses` found: the pointers of each loop and how each access reaches its elements. */
export interface AddressPlan {
  readonly top: Scope;
  readonly loops: ReadonlyMap<Statement, Scope>;
  /** Loads, stores and those `index` statements whose value is not a constant. */
  readonly accesses: ReadonlyMap<Statement, PlannedAccess>;
}

/** Plans the pointers of a normalized kernel. */
export function planAddresses(kernel: Kernel): AddressPlan {
  const top = new Scope();
  const loops = new Map<Statement, Scope>();
  const found: { statement: Statement; pointer: Pointer; constant: number }[] = [];

  const visit = (statements: readonly Statement[], scope: Scope): void => {
    for (const statement of statements) {
      if (statement.kind === "loop") {
        const inner = new Scope(statement.variable, scope);
        loops.set(statement, inner);
        visit(statement.body, inner);
      } else if (statement.kind === "load" || statement.kind === "store") {
        const { parameter, offset, laneStride } = statement.address;
        const least = offset.constant + Math.min(0, ((statement.valid ?? lanes) - 1) * laneStride);
        const pointer = scope.request(parameter, offset.terms, least);
        found.push({ statement, pointer, constant: offset.constant });
      } else if (statement.kind === "index" && statement.offset.terms.length > 0) {
        const { constant, terms } = statement.offset;
        found.push({ statement, pointer: scope.request(noParameter, terms, constant), constant });
      }
    }
  };
  visit(kernel.body, top);
  for (const pointer of [...loops.values(), top].flatMap((scope) => scope.pointers)) settleBase(pointer);

  const accesses = new Map<Statement, PlannedAccess>();
  for (const { statement, pointer, constant } of found) {
    accesses.set(statement, { pointer, delta: constant - pointer.base });
  }
  return { top, loops, accesses };
}

/** A pointer that only starts others takes the base of the first one, so that one starts by a mere copy. */
function settleBase(pointer: Pointer): void {
  for (let p = pointer; p.outer !== undefined; p = p.outer) {
    if (p.outer.base === Number.POSITIVE_INFINITY) p.outer.base = p.base;
  }
}
