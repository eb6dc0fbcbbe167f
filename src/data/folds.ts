import { requireKind } from "../base/argument-kinds.ts";
import { Random } from "../base/random.ts";
import { deriveSeed } from "./derive-seed.ts";
import { examplesOfClasses } from "./resample.ts";

/** Numbers of the examples to train with, and of those held out, both ascending. */
export interface Fold {
  readonly training: Int32Array;
  readonly validation: Int32Array;
}

/** How examples are dealt out to folds. */
export interface FoldOptions {
  /** How many folds. Default 5. */
  readonly folds?: number;
  /** Whether chance decides which examples go together. Default false: neighbours do. */
  readonly shuffle?: boolean;
  /** Where chance comes from. Default 0. */
  readonly seed?: number;
}

/**
 * Folds for cross-validation: each example is held out once. The first folds have one more where they cannot be alike.
 *
 * Throws: RangeError if `folds` is no integer from 2 to the number of examples, or those are 2³¹ or more.
 * Source: Stone, "Cross-validatory choice and assessment of statistical predictions", 1974; scikit-learn, `KFold`.
 *
 * @example
 * kFold(5, { folds: 2 })[0]!.validation; // Int32Array [0, 1, 2]
 */
export function kFold(length: number, { folds = 5, shuffle = false, seed = 0 }: FoldOptions = {}): Fold[] {
  if (!(length < 2 ** 31)) {
    throw new RangeError(
      `Cannot make folds of ${length} examples: expected fewer than 2³¹. Pass how many examples there are.`,
    );
  }
  requireFolds(folds, length, "examples");
  const order = shuffle ? permutation(length, seed) : Int32Array.from({ length }, (_, i) => i);
  const of = new Int32Array(length);
  const [size, more] = [Math.floor(length / folds), length % folds];
  for (const [place, example] of order.entries()) {
    of[example] = Math.max(Math.floor(place / (size + 1)), Math.floor((place - more) / size));
  }
  return foldsOf(of, folds);
}

/**
 * Folds with as much of every class in each as whole examples allow.
 *
 * Shapes: labels [n], numbers or texts.
 * Throws: RangeError if `folds` is no integer from 2, or every class has fewer examples.
 * Source: Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model selection", 1995;
 * scikit-learn, `StratifiedKFold`.
 *
 * @example
 * stratifiedKFold(["a", "a", "b", "b"], { folds: 2 })[0]!.validation; // Int32Array [0, 2]
 */
export function stratifiedKFold(
  labels: ArrayLike<unknown>,
  { folds = 5, shuffle = false, seed = 0 }: FoldOptions = {},
): Fold[] {
  requireKind("list", "call stratifiedKFold", { labels });
  const classes = examplesOfClasses(labels);
  const most = classes.reduce((most, { length }) => Math.max(most, length), 0);
  requireFolds(folds, most, "examples of a class");
  const of = new Int32Array(labels.length);
  let dealt = 0;
  for (const [number, members] of classes.entries()) {
    // Where all labels are sorted, every so-and-so-manyth goes to one fold: so many of each class do.
    const turns = members.map((_, i) => (dealt + i) % folds).sort((a, b) => a - b);
    dealt += members.length;
    const order = shuffle ? permutation(members.length, deriveSeed(seed, "split", number)) : members.keys();
    for (const [place, at] of [...order].entries()) of[members[at]!] = turns[place]!;
  }
  return foldsOf(of, folds);
}

/**
 * Folds that keep groups together, so that no patient, speaker or household is both learned from and held out. The largest
 * group goes first, each to the fold with the fewest examples.
 *
 * Shapes: groups [n], numbers or texts.
 * Throws: RangeError if `folds` is no integer from 2 to the number of groups.
 * Source: scikit-learn, `GroupKFold`.
 *
 * @example
 * groupKFold(["ann", "ann", "bob", "eve"], { folds: 2 })[0]!.validation; // Int32Array [0, 1]
 */
export function groupKFold(
  groups: ArrayLike<unknown>,
  { folds = 5 }: { readonly folds?: number } = {},
): Fold[] {
  requireKind("list", "call groupKFold", { groups });
  const members = examplesOfClasses(groups);
  requireFolds(folds, members.length, "groups");
  const of = new Int32Array(groups.length);
  const sizes = new Array<number>(folds).fill(0);
  for (const group of members.sort((a, b) => b.length - a.length)) {
    const lightest = sizes.indexOf(Math.min(...sizes));
    sizes[lightest]! += group.length;
    for (const example of group) of[example] = lightest;
  }
  return foldsOf(of, folds);
}

function permutation(length: number, seed: number): Int32Array {
  return new Random(deriveSeed(seed, "split")).permutation(length);
}

function foldsOf(of: Int32Array, folds: number): Fold[] {
  const all = Int32Array.from(of.keys());
  return Array.from({ length: folds }, (_, fold) => ({
    training: all.filter((i) => of[i] !== fold),
    validation: all.filter((i) => of[i] === fold),
  }));
}

function requireFolds(folds: number, most: number, what: string): void {
  if (Number.isInteger(folds) && folds >= 2 && folds <= most) return;
  throw new RangeError(
    `Cannot make ${folds} folds of ${most} ${what}: expected an integer from 2 to ${most}. Pass { folds }.`,
  );
}
