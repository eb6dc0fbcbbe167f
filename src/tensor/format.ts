/** Tensors as text, the way NumPy prints arrays. */

import { formatShape, type Shape, sizeOf } from "../base/shape.ts";
import { storageOf } from "../runtime/storage.ts";
import { activeTrace, Slot } from "../runtime/trace.ts";
import type { Tensor } from "./tensor.ts";

/** Tensors with more elements are shown by the first and last three along each axis. */
const summarizedAbove = 1000;
const edge = 3;

/** The elements in nested brackets, columns aligned, then dtype and shape; without elements while it is recorded. */
export function formatTensor(tensor: Tensor): string {
  const { shape, dtype } = tensor;
  const suffix = `${dtype} ${formatShape(shape)}`;
  if (activeTrace() !== undefined || storageOf(tensor.graphValue) instanceof Slot) {
    return `(inside compile) ${suffix}`;
  }
  const data = tensor.hostArray();
  const summarized = sizeOf(shape) > summarizedAbove;
  const shown = shownElements(shape, summarized).map((i) => data[i]!);
  const write = dtype === "float32" ? floatFormat(shown) : dtype === "bool" ? formatBool : String;
  const width = Math.max(0, ...shown.map((element) => write(element).length));
  const body = nest(shape, summarized, 0, 0, (i) => write(data[i]!).padStart(width));
  return `${body} ${suffix}`;
}

function formatBool(element: number): string {
  return element === 0 ? "false" : "true";
}

/** One way to write all floats: integers as such, else four decimals, else with exponents. */
function floatFormat(elements: readonly number[]): (element: number) => string {
  const finite = elements.filter(Number.isFinite);
  const sizes = finite.filter((element) => element !== 0).map(Math.abs);
  const largest = Math.max(0, ...sizes);
  const smallest = Math.min(Number.POSITIVE_INFINITY, ...sizes);
  const digits = (write: (element: number) => string) => (element: number) =>
    Number.isFinite(element) ? write(element) : String(element);
  if (largest < 1e8 && finite.every(Number.isInteger)) return digits(String);
  if (largest >= 1e5 || smallest < 1e-4) return digits((element) => element.toExponential(4));
  return digits((element) => element.toFixed(4));
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

function nest(
  shape: Shape,
  summarized: boolean,
  axis: number,
  place: number,
  write: (i: number) => string,
): string {
  if (axis === shape.length) return write(place);
  const extent = shape[axis]!;
  const parts = shownIndices(extent, summarized).map((i) =>
    i < 0 ? "..." : nest(shape, summarized, axis + 1, place * extent + i, write),
  );
  const inner = shape.length - axis - 1;
  const separator = inner === 0 ? ", " : "," + "\n".repeat(inner) + " ".repeat(axis + 1);
  return "[" + parts.join(separator) + "]";
}
