/** How many of the nearest are looked for. */
const neighbours = 5;

/** Points on the sphere with their labels. */
export interface Embedded {
  readonly points: Float32Array;
  readonly width: number;
  readonly labels: ArrayLike<number> & { readonly length: number };
}

function distanceBetween(a: Embedded, i: number, b: Embedded, j: number): number {
  let sum = 0;
  for (let k = 0; k < a.width; k++) sum += (a.points[i * a.width + k]! - b.points[j * b.width + k]!) ** 2;
  return Math.sqrt(sum);
}

/** The rows of the nearest points, nearest first. */
export function nearestTo(from: Embedded, row: number, among: Embedded): number[] {
  const found: { at: number; distance: number }[] = [];
  for (let at = 0; at < among.labels.length; at++) {
    const distance = distanceBetween(from, row, among, at);
    if (found.length === neighbours && distance >= found.at(-1)!.distance) continue;
    found.push({ at, distance });
    found.sort((a, b) => a.distance - b.distance || a.at - b.at);
    found.length = Math.min(found.length, neighbours);
  }
  return found.map(({ at }) => at);
}

/** The label that occurs most; the nearest of equals. */
export function vote(labels: readonly number[]): number {
  const count = (label: number) => labels.filter((other) => other === label).length;
  return labels.reduce((best, label) => (count(label) > count(best) ? label : best));
}

/** One pair of the same and one of different digits for each digit: with the next one that is, in the order of the data. */
export function pairs(of: Embedded): { distance: number; same: boolean }[] {
  const count = of.labels.length;
  return Array.from({ length: count }, (_, i) =>
    [true, false].flatMap((same) => {
      for (let step = 1; step < count; step++) {
        const j = (i + step) % count;
        if ((of.labels[i] === of.labels[j]) === same)
          return [{ distance: distanceBetween(of, i, of, j), same }];
      }
      return [];
    }),
  ).flat();
}

/** The distance below which pairs are best said to be the same. */
export function bestThreshold(pairs: readonly { distance: number; same: boolean }[]): number {
  const sorted = [...pairs].sort((a, b) => a.distance - b.distance);
  let [right, best, threshold] = [sorted.filter(({ same }) => !same).length, 0, 0];
  for (const { distance, same } of sorted) {
    right += same ? 1 : -1;
    if (right > best) [best, threshold] = [right, distance + 1e-6];
  }
  return threshold;
}
