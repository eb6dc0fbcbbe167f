/** Kernels of single reductions: they walk over the kept points and combine the terms of each. */

import { alongTerms, type Combine, goesAlongTerms, inEachLane, type Term } from "./combine-terms.ts";
import { type Expression, elementType, type Leaf, type Storage } from "./expression.ts";
import {
  type Counters,
  type CpuTarget,
  evaluate,
  KernelWriter,
  type Point,
  place,
  storeValue,
} from "./kernel-writer.ts";
import { addAffine, scaleAffine } from "./lowered/builder.ts";
import type { Launch, Register } from "./lowered/program.ts";
import { type Dimension, extentOf, type Nest, type Share, shareOut } from "./nest.ts";

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
      const value = resultOfTerms(sources) ?? resultInEachLane(sources, undefined, 1, 1);
      writeResult(sources, value, undefined, 1);
    });
    return writer.finish(reduction.name);
  }
  writer.loops(share.inner.slice(0, -1), counters, (at) => {
    writer.overLanes(last, at, (inside, skipped, valid) => {
      const offsets = share.offsets.map((offset, i) => offset + skipped * last.strides[i]!);
      const sources = { writer, reduction, counters: inside, offsets };
      writeResult(sources, resultInEachLane(sources, last, target.lanes, valid), last, valid);
    });
  });
  return writer.finish(reduction.name);
}

/** Whether lanes are different results (else they are different terms of one result). */
function lanesAcross(target: CpuTarget, { combine, reduced, leaves }: Reduction, last: Dimension): boolean {
  if (!goesAlongTerms(combine, reduced)) return true;
  const terms = leaves.some(
    (leaf, i) => leaf.kind === "load" && reduced[0]!.strides[i + 1] === 1 && last.strides[i + 1] !== 1,
  );
  return !terms && last.extent >= target.lanes;
}

interface Sources {
  readonly writer: KernelWriter;
  readonly reduction: Reduction;
  readonly counters: Counters;
  readonly offsets: readonly number[];
}

/** The expression at a term; with `lane`, the lanes are spread along that dimension. */
function termValue(
  sources: Sources,
  term: Term,
  lane: Dimension | undefined,
  lanes: number,
  valid: number,
): Register {
  const { writer, reduction, counters, offsets } = sources;
  const point: Point = {
    leaves: reduction.leaves,
    offsets: reduction.leaves.map((_, i) =>
      addAffine(
        place(i + 1, counters, offsets[i + 1]!),
        ...term.map((position, d) => scaleAffine(position, reduction.reduced[d]!.strides[i + 1]!)),
      ),
    ),
    laneStrides: reduction.leaves.map((_, i) => lane?.strides[i + 1] ?? 0),
    lanes,
    valid,
  };
  return evaluate(writer, reduction.expression, point);
}

/** Lanes are terms. Undefined where that does not apply. */
function resultOfTerms(sources: Sources): Register | undefined {
  const { writer, reduction } = sources;
  const { combine, expression, reduced } = reduction;
  const [only] = reduced;
  if (!goesAlongTerms(combine, reduced)) return undefined;
  const { lanes } = writer.target;
  const combination = { combine, type: elementType(expression.dtype) };
  const [result] = alongTerms(writer.builder, only!.extent, [combination], (position, valid) => [
    termValue(sources, [position], only, lanes, valid),
  ]);
  return result;
}

/** Lanes are results. */
function resultInEachLane(
  sources: Sources,
  lane: Dimension | undefined,
  lanes: number,
  valid: number,
): Register {
  const { combine, expression, reduced } = sources.reduction;
  return inEachLane(sources.writer.builder, {
    combine,
    type: elementType(expression.dtype),
    lanes,
    extents: reduced.map(({ extent }) => extent),
    value: (term) => termValue(sources, term, lane, lanes, valid),
  });
}

function writeResult(sources: Sources, value: Register, lane: Dimension | undefined, valid: number): void {
  const { writer, reduction, counters, offsets } = sources;
  const address = {
    parameter: writer.parameter(reduction.output),
    offset: place(0, counters, offsets[0]!),
    laneStride: value.lanes === 1 ? 0 : lane!.strides[0]!,
  };
  storeValue(writer, address, value, valid);
}
