/**
 * The order in which terms are combined, which sets the bits of a result. They depend on the number of its terms
 * alone: term r is added to lane r mod 16 (terms past the last multiple of 16 too), starting from +0, in ascending
 * order; lanes i and i + 8 are added, then i and i + 4, i + 2, i + 1; lanes without a term are left out. More than
 * 4,096 terms are cut into blocks of 1,024, each summed so, and the sums of the blocks are summed in the same way.
 */

import { addAffine, affine, type KernelBuilder, scaleAffine } from "./lowered/builder.ts";
import type { Affine, ElementType, Register } from "./lowered/program.ts";

/** Lanes that terms are dealt to, whatever the width of the machine's vectors. */
export const virtualLanes = 16;
/** The most terms that one kernel reduces in one go. */
export const longReduction = 4_096;
/** Terms in a block of a longer reduction. */
export const reductionBlock = 1_024;
/** The most terms of a sum over dimensions that do not merge into one: its terms are written out. */
export const unrolledTerms = 64;

/** What becomes of the elements: their sum, the greatest, or the index of the first greatest. */
export type Combine = "sum" | "maximum" | "firstMaximum";

/** How terms are combined, and what they are. */
export interface Combination {
  readonly combine: Combine;
  readonly type: ElementType;
}

/** A term: an affine position along each reduced dimension. */
export type Term = readonly Affine[];

/** The terms of one reduction, whose value each lane (or the one scalar) finds on its own. */
export interface LaneTerms extends Combination {
  readonly lanes: number;
  /** Of the reduced dimensions, in the order of terms. */
  readonly extents: readonly number[];
  readonly value: (term: Term) => Register;
}

/** Whether lanes may be terms: sums and maxima over one dimension that fills the virtual lanes. */
export function goesAlongTerms(combine: Combine, reduced: readonly { readonly extent: number }[]): boolean {
  return combine !== "firstMaximum" && reduced.length === 1 && reduced[0]!.extent >= virtualLanes;
}

/**
 * Reductions over the same terms in one loop whose lanes are terms: 16 virtual lanes in 16 / lanes vectors. `values`
 * gives a vector of terms a reduction, of which `valid` are there. The results are scalars.
 */
export function alongTerms(
  builder: KernelBuilder,
  terms: number,
  combinations: readonly Combination[],
  values: (position: Affine, valid: number) => readonly Register[],
): Register[] {
  const { lanes } = builder;
  const vectors = virtualLanes / lanes;
  const whole = Math.floor(terms / virtualLanes);
  const rest = terms % virtualLanes;
  const each = <T>(make: (v: number) => T): T[] => Array.from({ length: vectors }, (_, v) => make(v));
  const empty = combinations.flatMap((combination) => each(() => identity(builder, combination, lanes)));
  const byReduction = (parts: readonly (readonly Register[])[]): Register[] =>
    combinations.flatMap((_, i) => parts.map((part) => part[i]!));
  const sums = builder.loop("r", whole, empty, (r, carried) =>
    byReduction(
      each((v) =>
        values(affine(v * lanes, [r, virtualLanes]), lanes).map((value, i) =>
          combined(builder, combinations[i]!, carried[i * vectors + v]!, value),
        ),
      ),
    ),
  );
  const filled = byReduction(
    each((v) => {
      const before = combinations.map((_, i) => sums[i * vectors + v]!);
      const valid = Math.min(lanes, rest - v * lanes);
      if (valid <= 0) return before;
      return values(affine(whole * virtualLanes + v * lanes), valid).map((value, i) =>
        combined(builder, combinations[i]!, before[i]!, firstLanes(builder, combinations[i]!, value, valid)),
      );
    }),
  );
  return combinations.map((combination, i) => {
    let level = filled.slice(i * vectors, (i + 1) * vectors);
    while (level.length > 1) {
      const half = level.length / 2;
      const upper = level.slice(half);
      level = level.slice(0, half).map((sum, at) => combined(builder, combination, sum, upper[at]!));
    }
    let sum = level[0]!;
    for (let by = lanes / 2; by >= 1; by /= 2) {
      sum = combined(builder, combination, sum, builder.rotate(sum, by));
    }
    return builder.extract(sum, 0);
  });
}

/** The value, with the lanes past the first `valid` emptied. */
function firstLanes(
  builder: KernelBuilder,
  combination: Combination,
  value: Register,
  valid: number,
): Register {
  if (valid === builder.lanes) return value;
  const inside = builder.compute("less", builder.index(affine(0), 1), builder.constant("int32", valid));
  return builder.compute("select", inside, value, identity(builder, combination, builder.lanes));
}

/** Goes through all terms in each lane (or the one scalar). */
export function inEachLane(builder: KernelBuilder, terms: LaneTerms): Register {
  const { combine, lanes, extents, value } = terms;
  if (combine === "firstMaximum") return firstMaximum(builder, terms);
  if (combine === "sum") return sumInEachLane(builder, terms) ?? identity(builder, terms, lanes);
  return overTerms(builder, extents, [identity(builder, terms, lanes)], (term, [best]) => [
    combined(builder, terms, best!, value(term)),
  ])[0]!;
}

function sumInEachLane(builder: KernelBuilder, terms: LaneTerms): Register | undefined {
  const { lanes, extents, value } = terms;
  const count = product(extents);
  const add = (a: Register | undefined, b: Register | undefined): Register | undefined =>
    a === undefined ? b : b === undefined ? a : builder.compute("add", a, b);
  const looped = extents.length === 1 ? Math.floor(count / virtualLanes) : 0;
  const quarters = [0, 1, 2, 3].map((first) => {
    const members = [first, first + 8, first + 4, first + 12].filter((member) => member < count);
    let sums: readonly Register[] = members.map(() => identity(builder, terms, lanes));
    if (looped > 0) {
      sums = builder.loop("r", looped, sums, (r, carried) =>
        carried.map((sum, i) => builder.compute("add", sum, value([affine(members[i]!, [r, virtualLanes])]))),
      );
    }
    sums = sums.map((sum, i) => {
      let total = sum;
      for (let flat = looped * virtualLanes + members[i]!; flat < count; flat += virtualLanes) {
        total = builder.compute("add", total, value(flatTerm(extents, flat)));
      }
      return total;
    });
    const at = (member: number): Register | undefined => sums[members.indexOf(member)];
    return add(add(at(first), at(first + 8)), add(at(first + 4), at(first + 12)));
  });
  return add(add(quarters[0], quarters[2]), add(quarters[1], quarters[3]));
}

/** The index of the first greatest term: replaced only by a greater one, or by the first NaN. */
function firstMaximum(builder: KernelBuilder, { lanes, extents, value }: LaneTerms): Register {
  const first = value(flatTerm(extents, 0));
  const zero = builder.constant("int32", 0, lanes);
  const [, index] = overTerms(builder, extents, [first, zero], (term, [best, at]) => {
    const next = value(term);
    const greater = builder.compute("less", best!, next);
    const isNan = builder.compute("notEqual", next, next);
    const wasNan = builder.compute("notEqual", best!, best!);
    const becomesNan = builder.compute("and", isNan, builder.compute("not", wasNan));
    const replace = builder.compute("or", greater, becomesNan);
    const flat = term.reduce(
      (sum, position, i) => addAffine(scaleAffine(sum, extents[i]!), position),
      affine(0),
    );
    const here = builder.index(flat, 0, lanes);
    return [builder.compute("select", replace, next, best!), builder.compute("select", replace, here, at!)];
  });
  return index!;
}

/** Loops over all terms in order. */
function overTerms(
  builder: KernelBuilder,
  extents: readonly number[],
  initial: readonly Register[],
  body: (term: Term, carried: readonly Register[]) => readonly Register[],
): readonly Register[] {
  const nested = (at: number, term: Term, carried: readonly Register[]): readonly Register[] => {
    const extent = extents[at];
    if (extent === undefined) return body(term, carried);
    return builder.loop(`r${at}`, extent, carried, (counter, inside) =>
      nested(at + 1, [...term, affine(0, [counter, 1])], inside),
    );
  };
  return nested(0, [], initial);
}

/** Term number `flat`. */
function flatTerm(extents: readonly number[], flat: number): Term {
  let rest = flat;
  return [...extents]
    .reverse()
    .map((extent) => {
      const position = rest % extent;
      rest = Math.floor(rest / extent);
      return affine(position);
    })
    .reverse();
}

function product(extents: readonly number[]): number {
  return extents.reduce((all, extent) => all * extent, 1);
}

/** What an empty lane holds. */
function identity(builder: KernelBuilder, { combine, type }: Combination, lanes: number): Register {
  const lowest = type === "float32" ? Number.NEGATIVE_INFINITY : -(2 ** 31);
  return builder.constant(type, combine === "sum" ? 0 : lowest, lanes);
}

function combined(builder: KernelBuilder, { combine }: Combination, a: Register, b: Register): Register {
  return builder.compute(combine === "sum" ? "add" : "maximum", a, b);
}
