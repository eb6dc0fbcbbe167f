import { Random } from "../tensor/index.ts";

/** A spelling, and every way in which it may be pronounced. */
export interface Word {
  readonly spelling: string;
  /** Phonemes without stress, no two alike. */
  readonly pronunciations: readonly (readonly string[])[];
}

/** Words by what they are for: no spelling is in two parts. */
export interface Words {
  readonly training: readonly Word[];
  readonly validation: readonly Word[];
  readonly test: readonly Word[];
}

/**
 * The words of CMUdict's file, in random order, the same at each call: a tenth to test with, a fiftieth to choose settings with,
 * `most` at most in all.
 *
 * Throws: RangeError for a line that is no spelling with phonemes.
 */
export function readPronunciations(dictionary: string, most = Number.POSITIVE_INFINITY): Words {
  const found = new Map<string, Map<string, string[]>>();
  for (const line of dictionary.trimEnd().split("\n")) {
    const [entry = "", ...stressed] = line.replace(/ #.*/, "").trim().split(/\s+/);
    if (stressed.length === 0) {
      throw new RangeError(
        `Cannot read the pronunciation of "${line}": expected a spelling and its phonemes, got none. Fetch cmudict.dict anew.`,
      );
    }
    const spelling = entry.replace(/\(\d+\)$/, ""); // "read(2)" is another way to say "read"
    const phonemes = stressed.map((phoneme) => phoneme.replace(/\d$/, ""));
    const known = found.get(spelling) ?? new Map<string, string[]>();
    found.set(spelling, known.set(phonemes.join(" "), phonemes));
  }
  const all = [...found].map(([spelling, ways]) => ({ spelling, pronunciations: [...ways.values()] }));
  const words = [...new Random(1).permutation(all.length)].slice(0, most).map((i) => all[i]!);
  const [first, second] = [0.1, 0.12].map((share) => Math.floor(share * words.length));
  return {
    test: words.slice(0, first),
    validation: words.slice(first, second),
    training: words.slice(second),
  };
}
