import type { HostTensor, Transform } from "../data/index.ts";

/** Which tokens are masked, and how. */
export interface MaskWordsOptions {
  /** The share of the tokens of a text that are to be guessed; at least one is. */
  readonly share: number;
  /** How many there are at most in a text: so many columns the places have. */
  readonly most: number;
  /** The number of `[MASK]`. */
  readonly mask: number;
  /** Tokens from this number on are words, those below it special. */
  readonly firstWord: number;
  readonly vocabSize: number;
}

/** The label of places where nothing is to be guessed. */
export const nothing = -1;

/**
 * Hides words that are to be guessed: of each text a share, other ones at each call. In place of eight tenths of them comes
 * `[MASK]`, of a tenth any word, and a tenth stays.
 *
 * Shapes: tokens [n, length] → tokens [n, length], places [n, most], the words that were there [n, most].
 * Source: Devlin, Chang, Lee, Toutanova, "BERT", 2018, section 3.1 and appendix A.1; Liu and others, "RoBERTa", 2019, section 4.1,
 * for masks that change.
 */
export function maskWords({ share, most, mask, firstWord, vocabSize }: MaskWordsOptions): Transform {
  return ([tokens], random) => {
    const { shape, data } = tokens as { shape: readonly [number, number]; data: Int32Array };
    const [count, length] = shape;
    const masked = Int32Array.from(data);
    const places = new Int32Array(count * most);
    const words = new Int32Array(count * most).fill(nothing);
    for (let row = 0; row < count; row++) {
      const own = data.subarray(row * length, (row + 1) * length);
      const guessable = [...own.keys()].filter((place) => own[place]! >= firstWord);
      const hidden = Math.min(most, guessable.length, Math.max(1, Math.round(share * guessable.length)));
      const order = random.permutation(guessable.length);
      for (let i = 0; i < hidden; i++) {
        const place = guessable[order[i]!]!;
        places[row * most + i] = place;
        words[row * most + i] = own[place]!;
        const draw = random.uniform();
        if (draw < 0.8) masked[row * length + place] = mask;
        else if (draw < 0.9) masked[row * length + place] = random.integer(firstWord, vocabSize);
      }
    }
    const columns: HostTensor[] = [
      { shape, data: masked },
      { shape: [count, most], data: places },
      { shape: [count, most], data: words },
    ];
    return columns;
  };
}
