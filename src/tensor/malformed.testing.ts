/** Test support: what plain JavaScript may give in place of anything, and what must come of it. */

import assert from "node:assert/strict";
import { inspect } from "node:util";
import { Random } from "../base/random.ts";
import { Parameter, Tensor, tensor } from "./index.ts";

/** Values of every kind, but for null in place of options. */
const things: readonly unknown[] = [
  ...[undefined, true, Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1, 2, 3, 7, 0.5, -(2 ** 40), 2 ** 40],
  ...["", "x", "same", "mean", "float64", "bool", "a b c", "::0", "1:", "...", "i j, j -> i", "ij->ji"],
  ...[[], [2], [-1], [0.5], [2, 3], [3, -1], [0, 1], [1, 0], [0, 0], ["x"], ["a b", "c"], [null]],
  ...[[[1], [2, 3]], [[0, 1]]],
  ...[
    [
      [0, 1],
      [1, 0],
    ],
    [["a"], ["b"]],
  ],
  ...[{}, new Map(), new Random(1), () => 1, (x: unknown) => x, (x: Tensor) => x.sum()],
  ...[new Float32Array(6), new Int32Array([0, 1, 1]), new Uint8Array(0), new Uint8Array(4)],
  ...[new BigInt64Array(2), new ArrayBuffer(8)],
  { shape: [2, 2], data: [1, 2, 3, 4] },
  { shape: [2], data: new Float32Array(3) },
];

const tensors: readonly (() => Tensor)[] = [
  () => tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] }),
  () => tensor([1, 2, 3], { requiresGrad: true }),
  () => tensor(2),
  () => tensor([], { shape: [0, 3] }),
  () => tensor([0, 2, 1], { dtype: "int32" }),
  () => tensor([0, 1], { dtype: "int32" }),
  () => tensor([[true, false, true]]),
  () => tensor(Float32Array.from({ length: 36 }, (_, i) => i / 8)).reshape([2, 2, 9]),
  () => tensor(Float32Array.from({ length: 36 }, (_, i) => i / 8)).reshape([1, 4, 3, 3]),
  () => tensor([[0, 0, 2, 2]]),
  () => new Parameter([1, 2]),
  () => new Parameter([[1, 2, 3]]),
];

/** A tensor of one of several shapes and dtypes, made anew. */
export const sample = (random: Random): Tensor => random.pick(tensors)();

/** How arguments are drawn. */
export interface MalformedOptions {
  /** Names of options, of which objects are made. */
  readonly names: readonly string[];
  /** Values besides those that all are given. */
  readonly more?: readonly unknown[];
}

/** An argument: a tensor, a small number, a thing of any kind, or options with such. */
export function anything(random: Random, { names, more = [] }: MalformedOptions): unknown {
  const thing = () => random.pick([...things, ...more]);
  const kind = random.integer(0, 6);
  if (kind === 0) return sample(random);
  if (kind === 1) return random.pick([1, 2, 3, 4]);
  if (kind < 4) return thing();
  const named = Array.from({ length: random.integer(1, 4) }, () => [
    random.pick(names),
    random.integer(0, 2) === 0 ? thing() : random.pick([1, 2, 3]),
  ]);
  return Object.fromEntries(named);
}

/** A stream of its own for each export, so that what is exported anew changes nothing for the others. */
export function streamOf(name: string, seed: number): Random {
  return new Random([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 2 ** 31, seed));
}

/** Arguments, to be read in a message. */
export function shown(args: readonly unknown[]): string {
  return args.map((arg) => (arg instanceof Tensor ? `${arg.dtype} [${arg.shape}]` : inspect(arg))).join(", ");
}

/** The grammar of our errors: "Cannot <do what> <with values>: expected …, got …. <mend>". */
const grammar = /^Cannot .*expected .*\. /s;

/** Fails unless it is one of our errors, in their grammar. */
export function requireOurs(what: string, error: unknown): void {
  assert.ok(error instanceof Error, what);
  assert.match(error.message, grammar, `${what}: ${error.stack}`);
  assert.ok(
    [RangeError, TypeError, Error].some((kind) => error.constructor === kind),
    what,
  );
}

/** What a call gives, undefined if it throws one of our errors. Fails if it throws another. */
export function called(what: string, call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    requireOurs(what, error);
    return undefined;
  }
}
