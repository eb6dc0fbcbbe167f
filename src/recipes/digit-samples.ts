import { type Picture, pictureOf } from "../image/index.ts";
import { type ReportSection, tableSection } from "../train/index.ts";

const size = 28 * 28;
const numClasses = 10;

/** Shapes: pixels [n, 1, 28, 28] from 0 to 1 → n pictures. */
export function digitPictures(pixels: Float32Array): Picture[] {
  return Array.from({ length: pixels.length / size }, (_, i) =>
    pictureOf(pixels.subarray(size * i, size * (i + 1)), { channels: 1, height: 28, width: 28 }),
  );
}

/** How often each digit is among classes. */
export function digitCounts(classes: Int32Array): number[] {
  const counts = new Array<number>(numClasses).fill(0);
  for (const digit of classes) counts[digit]!++;
  return counts;
}

/** How often a classifier saw each digit among samples, and among as many real digits. */
export function judgedSection(made: Int32Array, real: Int32Array): ReportSection {
  const counts = digitCounts(made);
  return tableSection(
    "What the judge sees",
    {
      head: ["digit", `among ${made.length.toLocaleString("en-US")} samples`, "among as many real digits"],
      rows: digitCounts(real).map((count, digit) => [
        String(digit),
        String(counts[digit]),
        String(Math.round((count * made.length) / real.length)),
      ]),
    },
    "a classifier of real digits",
  );
}
