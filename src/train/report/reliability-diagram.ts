import type { Calibration } from "../../metrics/index.ts";
import { escapeText, perCent } from "./markup.ts";

const width = 460;
const height = 250;
const frame = { left: 54, right: 14, top: 14, bottom: 36 };
/** A bin with fewer examples says little, and is drawn pale. */
const fewExamples = 20;

/**
 * How often predictions were right, by how sure they were: bars on the dashed line are what calibrated probabilities
 * would give, and what is missing to it or goes beyond is tinted.
 */
export function reliabilityDiagram({ bins, expectedError }: Calibration): string {
  const placeX = (x: number): number => frame.left + x * (width - frame.left - frame.right);
  const placeY = (y: number): number => height - frame.bottom - y * (height - frame.top - frame.bottom);
  const at = (value: number): string => value.toFixed(1);
  const box = (kind: string, bin: Calibration["bins"][number], low: number, high: number): string =>
    `<rect class="${kind}" x="${at(placeX(bin.from) + 1)}" width="${at(placeX(bin.to) - placeX(bin.from) - 2)}" ` +
    `y="${at(placeY(high))}" height="${at(placeY(low) - placeY(high))}"/>`;
  const bars = bins
    .filter(({ count }) => count > 0)
    .map((bin) => {
      const { from, to, count, confidence, accuracy } = bin;
      const what =
        `${count.toLocaleString("en-US")} of ${perCent(from, 0)} to ${perCent(to, 0)}: ` +
        `${perCent(confidence, 1)} sure, ${perCent(accuracy, 1)} right`;
      return (
        `<g${count < fewExamples ? ' class="few"' : ""}><title>${escapeText(what)}</title>${box("bar", bin, 0, accuracy)}` +
        `${box("gap", bin, Math.min(accuracy, confidence), Math.max(accuracy, confidence))}</g>`
      );
    });
  const ticks = [0, 0.25, 0.5, 0.75, 1];
  const grid = ticks.map(
    (y) =>
      `<line class="grid" x1="${frame.left}" x2="${width - frame.right}" y1="${at(placeY(y))}" y2="${at(placeY(y))}"/>` +
      `<text x="${frame.left - 8}" y="${at(placeY(y) + 4)}" text-anchor="end">${perCent(y, 0)}</text>`,
  );
  const columns = ticks.map(
    (x) =>
      `<text x="${at(placeX(x))}" y="${height - frame.bottom + 18}" text-anchor="${x === 1 ? "end" : "middle"}">${perCent(x, 0)}</text>`,
  );
  return [
    '<figure><figcaption><b>Calibration</b><span class="legend">',
    '<span><i class="key-bar"></i>right</span><span><i class="key-gap"></i>gap</span>',
    `<span>expected error ${perCent(expectedError)}</span></span></figcaption>`,
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="Calibration">`,
    ...grid,
    ...columns,
    `<text x="${(frame.left + width - frame.right) / 2}" y="${height - 3}" text-anchor="middle">how sure the model was</text>`,
    ...bars,
    `<line class="ideal" x1="${at(placeX(0))}" y1="${at(placeY(0))}" x2="${at(placeX(1))}" y2="${at(placeY(1))}"/>`,
    "</svg></figure>",
  ].join("");
}
