import { UsageError } from "./usage-error.ts";

/**
 * The name most like what was typed, by the fewest letters inserted, removed, replaced or swapped with their
 * neighbour; `undefined` where none is alike.
 *
 * Source: Damerau, "A technique for computer detection and correction of spelling errors", 1964.
 */
export function nearestName(typed: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let fewest = Math.max(1, Math.floor(typed.length / 2)) + 1;
  for (const name of names) {
    const edits =
      name.startsWith(typed) && typed.length > 1 ? 1 : distance(typed.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      nearest = name;
    }
  }
  return nearest;
}

/** "expected one of mnist, mlp-digits. Did you mean "mnist"?", to end an error message with. */
export function suggestion(typed: string, names: readonly string[]): string {
  const nearest = nearestName(typed, names);
  const question = nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
  return `expected one of ${names.join(", ")}.${question}`;
}

/** The error for an option whose value is none of the names. */
export function unknownName(option: string, typed: string, names: readonly string[]): UsageError {
  return new UsageError(`Cannot use ${option} ${typed === "" ? '""' : typed}: ${suggestion(typed, names)}`);
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, beforeLast[j - 2]! + 1);
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
