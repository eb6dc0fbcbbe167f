/**
 * Reductions. The bits of a sum depend on the number of its terms alone: term r is added to lane r mod 16 (terms
 * past the last multiple of 16 too), starting from +0, in ascending order; lanes i and i + 8 are added, then i and
 * i + 4, i + 2, i + 1; lanes without a term are left out. More than 4,096 terms are cut into blocks of 1,024, each
 * summed so, and the sums of the blocks are summed in the same way.
 */

import type { View } from "../base/view.ts";
import type { Expression, Leaf, Storage } from "./expression.ts";
import { type Counters, type CpuTarget, evaluate, KernelWriter, type Point, place } from "./kernel-writer.ts";
import { addAffine, affine, scaleAffine } from "./lowered/builder.ts";
import type { Affine, Launch, Register } from "./lowered/program.ts";
import { type Dimension, extentOf, type Nest, type Share, shareOut } from "./nest.ts";

/** Lanes that terms are dealt to, whatever the width of the machine's vectors. */
export const virtualLanes = 16;
/** The most terms that one kernel reduces in one go. */
export const longReduction = 4_096;
/** Terms in a block of a longer reduction. */
export const reductionBlock = 1_024;

/** What becomes of the elements: their sum, the greatest, or the index of the first greatest. */
export type Combine = "sum" | "maximum" | "firstMaximum";

/** The most terms of a sum over dimensions that do not merge into one: its terms are written out. */
export const unrolledTerms = 64;

/** A reduction: operand 0 of the dimensions is the output, the others are the leaves. */
export interface Reduction {
  readonly name: string;
  readonly combine: Combine;
  readonly expression: Expression;
  readonly leaves: readonly Leaf[];
  readonly kept: Nest;
  /** In the order of terms. A sum over several dimensions has at most `unrolledTerms` terms. */
  readonly reduced: readonly Dimension[];
  readonly output: Storage;
}

const chunkWork = 65_536;

/** Views in which the output comes first: its strides are 0 along the reduced axes. */
export function reductionViews(output: View, leaves: readonly Leaf[]): View[] {
  return [output, ...leaves.map((leaf) => leaf.view)];
}

/** Launches of a reduction whose terms are in order; each result is written by one chunk. */
export function lowerReduction(target: CpuTarget, reduction: Reduction): Launch[] {
  const { kept, reduced, expression, leaves } = reduction;
  const points = kept.dimensions.reduce((product, dimension) => product * dimension.extent, 1);
  if (points === 0) return [];
  const work = Math.max(1, extentOf(reduced)) * (expression.cost + leaves.length);
  const shares = shareOut(kept, Math.max(1, Math.floor((chunkWork * 4) / work)), target.lanes);
  return shares.map((share) => reductionKernel(target, reduction, share));
}

function reductionKernel(target: CpuTarget, reduction: Reduction, share: Share): Launch {
  const writer = new KernelWriter(target);
  writer.parameter(reduction.output, "write");
  const counters = writer.grid(share.grid);
  const last = share.inner[share.inner.length - 1];
  const across = last !== undefined && last.extent > 1 && lanesAcross(target, reduction, last);
  if (!across) {
    writer.loops(share.inner, counters, (at) => {
      const sources = { writer, reduction, counters: at, offsets: share.offsets };
      const value = alongTerms(sources) ?? perLane(sources, undefined, 1, 1);
      writeResult(sources, value, undefined, 1);
    });
    return writer.finish(reduction.name);
  }
  writer.loops(share.inner.slice(0, -1), counters, (at) => {
    writer.overLanes(last, at, (inside, skipped, valid) => {
      const offsets = share.offsets.map((offset, i) => offset + skipped * last.strides[i]!);
      const sources = { writer, reduction, counters: inside, offsets };
      writeResult(sources, perLane(sources, last, target.lanes, valid), last, valid);
    });
  });
  return writer.finish(reduction.name);
}

/** Whether lanes are different results (else they are different terms of one result). */
function lanesAcross(target: CpuTarget, reduction: Reduction, last: Dimension): boolean {
  const [only, ...others] = reduction.reduced;
  if (reduction.combine === "firstMaximum" || only === undefined || others.length > 0) return true;
  if (only.extent < virtualLanes) return true;
  const terms = reduction.leaves.some(
    (leaf, i) => leaf.kind === "load" && only.strides[i + 1] === 1 && last.strides[i + 1] !== 1,
  );
  return !terms && last.extent >= target.lanes;
}

interface Sources {
  readonly writer: KernelWriter;
  readonly reduction: Reduction;
  readonly counters: Counters;
  readonly offsets: readonly number[];
}

/** A term: an affine position along each reduced dimension. */
type Term = readonly Affine[];

/** The expression at a term; with `lane`, the lanes are spread along that dimension. */
function termValue(
  sources: Sources,
  term: Term,
  lane: Dimension | undefined,
  lanes: number,
  valid: number,
): Register {
  const { writer, reduction, counters, offsets } = sources;
  const along = (operand: number): Affine[] =>
    term.map((position, i) => scaleAffine(position, reduction.reduced[i]!.strides[operand]!));
  const point: Point = {
    leaves: reduction.leaves,
    offsets: reduction.leaves.map((_, i) =>
      addAffine(place(i + 1, counters, offsets[i + 1]!), ...along(i + 1)),
    ),
    laneStrides: reduction.leaves.map((_, i) => lane?.strides[i + 1] ?? 0),
    lanes,
    valid,
  };
  return evaluate(writer, reduction.expression, point);
}

/** Term number `flat`, which for several dimensions is a plain number. */
function flatTerm(reduction: Reduction, flat: Affine): Term {
  if (reduction.reduced.length === 1) return [flat];
  let rest = flat.constant;
  return [...reduction.reduced]
    .reverse()
    .map(({ extent }) => {
      const position = rest % extent;
      rest = Math.floor(rest / extent);
      return affine(position);
    })
    .reverse();
}

/** Loops over all terms in order. */
function overTerms(
  sources: Sources,
  initial: readonly Register[],
  body: (term: Term, carried: readonly Register[]) => readonly Register[],
): readonly Register[] {
  const { builder } = sources.writer;
  const nested = (at: number, term: Term, carried: readonly Register[]): readonly Register[] => {
    const dimension = sources.reduction.reduced[at];
    if (dimension === undefined) return body(term, carried);
    return builder.loop(`r${at}`, dimension.extent, carried, (counter, inside) =>
      nested(at + 1, [...term, affine(0, [counter, 1])], inside),
    );
  };
  return nested(0, [], initial);
}

function writeResult(sources: Sources, value: Register, lane: Dimension | undefined, valid: number): void {
  const { writer, reduction, counters, offsets } = sources;
  const address = {
    parameter: writer.parameter(reduction.output),
    offset: place(0, counters, offsets[0]!),
    laneStride: value.lanes === 1 ? 0 : lane!.strides[0]!,
  };
  if (value.lanes === 1) writer.builder.store(address, value);
  else writer.builder.storePart(address, value, valid);
}

/** What an empty lane holds. */
function identity(sources: Sources, lanes: number): Register {
  const { expression, combine } = sources.reduction;
  const type = expression.dtype === "float32" ? "float32" : "int32";
  const lowest = type === "float32" ? Number.NEGATIVE_INFINITY : -(2 ** 31);
  return sources.writer.builder.constant(type, combine === "sum" ? 0 : lowest, lanes);
}

function combined(sources: Sources, a: Register, b: Register): Register {
  return sources.writer.builder.compute(sources.reduction.combine === "sum" ? "add" : "maximum", a, b);
}

/** Lanes are terms: 16 virtual lanes in 16 / lanes vectors. Undefined where it does not apply. */
function alongTerms(sources: Sources): Register | undefined {
  const { writer, reduction } = sources;
  const { builder, target } = writer;
  const [only, ...others] = reduction.reduced;
  if (reduction.combine === "firstMaximum" || only === undefined || others.length > 0) return undefined;
  if (only.extent < virtualLanes) return undefined;
  const { lanes } = target;
  const whole = Math.floor(only.extent / virtualLanes);
  const rest = only.extent % virtualLanes;
  const empty = Array.from({ length: virtualLanes / lanes }, () => identity(sources, lanes));
  const sums = builder.loop("r", whole, empty, (r, carried) =>
    carried.map((sum, v) =>
      combined(sources, sum, termValue(sources, [affine(v * lanes, [r, virtualLanes])], only, lanes, lanes)),
    ),
  );
  const filled = sums.map((sum, v) => {
    const valid = Math.min(lanes, rest - v * lanes);
    if (valid <= 0) return sum;
    const value = termValue(sources, [affine(whole * virtualLanes + v * lanes)], only, lanes, valid);
    if (valid === lanes) return combined(sources, sum, value);
    const inside = builder.compute("less", builder.index(affine(0), 1), builder.constant("int32", valid));
    return combined(sources, sum, builder.compute("select", inside, value, identity(sources, lanes)));
  });
  let level = filled;
  while (level.length > 1) {
    const half = level.length / 2;
    const upper = level.slice(half);
    level = level.slice(0, half).map((sum, i) => combined(sources, sum, upper[i]!));
  }
  let sum = level[0]!;
  for (let by = lanes / 2; by >= 1; by /= 2) sum = combined(sources, sum, builder.rotate(sum, by));
  return builder.extract(sum, 0);
}

/** Each lane (or the one scalar) is a result of its own and goes through all terms. */
function perLane(sources: Sources, lane: Dimension | undefined, lanes: number, valid: number): Register {
  const { writer, reduction } = sources;
  const { builder } = writer;
  if (reduction.combine === "firstMaximum") return firstMaximum(sources, lane, lanes, valid);
  if (reduction.combine === "maximum") {
    return overTerms(sources, [identity(sources, lanes)], (term, [best]) => [
      combined(sources, best!, termValue(sources, term, lane, lanes, valid)),
    ])[0]!;
  }
  const terms = extentOf(reduction.reduced);
  if (terms === 0) return identity(sources, lanes);
  const unrolled = reduction.reduced.length !== 1;
  const whole = Math.floor(terms / virtualLanes);
  const looped = unrolled ? 0 : whole;
  const quarters: Register[] = [];
  for (let first = 0; first < Math.min(4, terms); first++) {
    const members = [first, first + 8, first + 4, first + 12].filter((member) => member < terms);
    let sums: readonly Register[] = members.map(() => identity(sources, lanes));
    if (looped > 0) {
      sums = builder.loop("r", looped, sums, (r, carried) =>
        carried.map((sum, i) =>
          combined(
            sources,
            sum,
            termValue(sources, [affine(members[i]!, [r, virtualLanes])], lane, lanes, valid),
          ),
        ),
      );
    }
    sums = sums.map((sum, i) => {
      let total = sum;
      for (let flat = looped * virtualLanes + members[i]!; flat < terms; flat += virtualLanes) {
        const term = flatTerm(reduction, affine(flat));
        total = combined(sources, total, termValue(sources, term, lane, lanes, valid));
      }
      return total;
    });
    quarters.push(addPairs(sources, members, sums));
  }
  return sumQuarters(sources, quarters);
}

/** (i, i + 8) and (i + 4, i + 12), then those two. */
function addPairs(sources: Sources, members: readonly number[], sums: readonly Register[]): Register {
  const at = (member: number): Register | undefined => sums[members.indexOf(member)];
  const first = members[0]!;
  const low = addPresent(sources, at(first), at(first + 8));
  const high = addPresent(sources, at(first + 4), at(first + 12));
  return addPresent(sources, low, high)!;
}

function sumQuarters(sources: Sources, quarters: readonly (Register | undefined)[]): Register {
  const even = addPresent(sources, quarters[0], quarters[2]);
  const odd = addPresent(sources, quarters[1], quarters[3]);
  return addPresent(sources, even, odd)!;
}

function addPresent(
  sources: Sources,
  a: Register | undefined,
  b: Register | undefined,
): Register | undefined {
  return a === undefined ? b : b === undefined ? a : combined(sources, a, b);
}

/** The index of the first greatest term: replaced only by a greater one, or by the first NaN. */
function firstMaximum(sources: Sources, lane: Dimension | undefined, lanes: number, valid: number): Register {
  const { builder } = sources.writer;
  const { reduced } = sources.reduction;
  const first = termValue(sources, flatTerm(sources.reduction, affine(0)), lane, lanes, valid);
  const zero = builder.constant("int32", 0, lanes);
  const [, index] = overTerms(sources, [first, zero], (term, [best, at]) => {
    const value = termValue(sources, term, lane, lanes, valid);
    const greater = builder.compute("less", best!, value);
    const isNan = builder.compute("notEqual", value, value);
    const wasNan = builder.compute("notEqual", best!, best!);
    const becomesNan = builder.compute("and", isNan, builder.compute("not", wasNan));
    const replace = builder.compute("or", greater, becomesNan);
    const flat = term.reduce(
      (sum, position, i) => addAffine(scaleAffine(sum, reduced[i]!.extent), position),
      affine(0),
    );
    const here = builder.index(flat, 0, lanes);
    return [builder.compute("select", replace, value, best!), builder.compute("select", replace, here, at!)];
  });
  return index!;
}
