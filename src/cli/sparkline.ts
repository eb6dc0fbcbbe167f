const levels = "▁▂▃▄▅▆▇█";

/**
 * A curve in one line: the values so far, averaged into at most `length` groups, each a bar of eight heights between the
 * lowest and the highest. Values that are no number are left out.
 *
 * @example
 * sparkline([8, 4, 2, 1, 1], 5); // "█▄▂▁▁"
 */
export function sparkline(values: readonly number[], length: number): string {
  const finite = values.filter(Number.isFinite);
  const count = Math.min(length, finite.length);
  const means = Array.from({ length: count }, (_, i) => {
    const some = finite.slice(
      Math.floor((i * finite.length) / count),
      Math.floor(((i + 1) * finite.length) / count),
    );
    return some.reduce((sum, value) => sum + value / some.length, 0);
  });
  const low = Math.min(...means);
  const span = Math.max(...means) - low || 1;
  return means.map((mean) => levels[Math.round(((mean - low) / span) * 7)]).join("");
}
