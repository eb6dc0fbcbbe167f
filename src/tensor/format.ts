/** Tensors as text, the way NumPy prints arrays. */

import { formatShape, type Shape, sizeOf } from "../base/shape.ts";
import { storageOf } from "../runtime/storage.ts";
import { activeTrace, Slot } from "../runtime/trace.ts";
import { boolFormat, floatFormat, integerFormat, type NumberFormat } from "./number-format.ts";
import type { Tensor } from "./tensor.ts";

/** Tensors with more elements are shown by the first and last three along each axis. */
const summarizedAbove = 1000;
const edge = 3;
const lineWidth = 75;

/** The elements as NumPy prints them, then dtype and shape; without elements while it is recorded. */
export function formatTensor(tensor: Tensor): string {
  const { shape, dtype } = tensor;
  const suffix = `${dtype} ${formatShape(shape)}`;
  if (activeTrace() !== undefined || storageOf(tensor.graphValue) instanceof Slot) {
    return `(inside compile) ${suffix}`;
  }
  const data = tensor.hostArray();
  const summarized = sizeOf(shape) > summarizedAbove;
  const shown = shownElements(shape, summarized).map((i) => data[i]!);
  const write =
    dtype === "float32"
      ? floatFormat(shown)
      : dtype === "bool"
        ? boolFormat(shape.length === 0)
        : integerFormat(shown);
  const text = shown.length === 0 ? "[]" : nest({ shape, data, summarized, write }, 0, 0);
  return `${text} ${suffix}`;
}

interface Printed {
  readonly shape: Shape;
  readonly data: ArrayLike<number>;
  readonly summarized: boolean;
  readonly write: NumberFormat;
}

/** Indices along an axis, −1 standing for those left out. */
function shownIndices(extent: number, summarized: boolean): number[] {
  if (!summarized || extent <= 2 * edge) return Array.from({ length: extent }, (_, i) => i);
  const first = Array.from({ length: edge }, (_, i) => i);
  return [...first, -1, ...first.map((i) => extent - edge + i)];
}

function shownElements(shape: Shape, summarized: boolean): number[] {
  let places = [0];
  for (const extent of shape) {
    const indices = shownIndices(extent, summarized).filter((i) => i >= 0);
    places = places.flatMap((place) => indices.map((i) => place * extent + i));
  }
  return places;
}

function nest(printed: Printed, axis: number, place: number): string {
  const { shape, data, summarized, write } = printed;
  if (axis === shape.length) return write(data[place]!);
  const extent = shape[axis]!;
  const parts = shownIndices(extent, summarized).map((i) =>
    i < 0 ? "..." : nest(printed, axis + 1, place * extent + i),
  );
  const indent = " ".repeat(axis + 1);
  const inner = shape.length - axis - 1;
  if (inner === 0) return `[${wrapped(parts, indent)}]`;
  return `[${parts.join(`,${"\n".repeat(inner)}${indent}`)}]`;
}

/** Words in lines that leave room for the brackets of all axes; no line is without a word. */
function wrapped(words: readonly string[], indent: string): string {
  const width = lineWidth - indent.length;
  const lines: string[] = [];
  let line = indent;
  for (const [i, word] of words.entries()) {
    if (line.length > indent.length && line.length + word.length > width) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += i < words.length - 1 ? `${word}, ` : word;
  }
  return [...lines, line].join("\n").slice(indent.length);
}
