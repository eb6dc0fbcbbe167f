import { bounded, takeAlongAxis } from "../ops/index.ts";
import { compute, concat, full, scan, stack, Tensor, tensor } from "../tensor/index.ts";
import { requireNumber } from "./option-number.ts";
import { type LossOptions, reduce } from "./reduction.ts";
import { requireAxes, requireShape, requireTensor } from "./same-shape.ts";

/** How long sequences are, and the options of `ctc`. */
export interface CtcOptions extends LossOptions {
  /** How many steps of each sequence count: int32 [n]. Default: all. */
  readonly inputLengths?: Tensor | readonly number[];
  /** How many labels each sequence has: int32 [n]. Default: all. */
  readonly targetLengths?: Tensor | readonly number[];
  /** The class that means no label. Default: 0. */
  readonly blank?: number;
  /** Whether a sequence too short for its labels costs nothing instead of infinitely much. Default: false. */
  readonly zeroInfinity?: boolean;
}

/** The logarithm of what cannot be: finite, so that no difference of two is NaN. */
const impossible = -1e30;

/**
 * −log of the probability that a sequence of classes spells the labels, over all ways to repeat each and to put blanks
 * between them, by the forward recursion over time: connectionist temporal classification. The mean is of losses divided
 * by their numbers of labels.
 *
 * Shapes: logProbabilities [time, n, numClasses], labels [n, most labels] int32, lengths [n]; the result is a scalar, or
 * [n] with `reduction: "none"`.
 * Throws: RangeError if shapes or lengths do not fit, TypeError unless the labels are int32; RangeError after a run with a
 * label that is no class.
 * Source: Graves, Fernández, Gomez, Schmidhuber, "Connectionist Temporal Classification", 2006, section 4.1.
 *
 * @example
 * const logits = zeros([4, 1, 3]); // three classes, the first of which is blank
 * losses.ctc(logits.logSoftmax(), tensor([[1, 2]], { dtype: "int32" }), { reduction: "sum" }).item(); // 1.6864
 */
export function ctc(logProbabilities: Tensor, labels: Tensor, options: CtcOptions = {}): Tensor {
  const { blank = 0, zeroInfinity = false, reduction } = options;
  requireAxes("ctc", logProbabilities, ["time", "n", "numClasses"]);
  const [time, count, numClasses] = logProbabilities.shape as [number, number, number];
  requireTensor("ctc", labels);
  requireShape("ctc", "labels", labels, [count, labels.shape[1] ?? 0]);
  if (labels.dtype !== "int32") {
    throw new TypeError(
      `Cannot compute ctc with labels of dtype ${labels.dtype}: expected int32 class numbers, got ${labels.dtype}. Make ` +
        'them with { dtype: "int32" } or cast("int32").',
    );
  }
  requireNumber("ctc", "blank", blank, { least: 0 });
  const most = labels.shape[1]!;
  const inputLengths = lengthsOf("inputLengths", options.inputLengths, count, time);
  const targetLengths = lengthsOf("targetLengths", options.targetLengths, count, most);

  // Blanks around and between the labels; what lies after the last label of a sequence is never looked at.
  const inside = positions(most).lt(targetLengths.unsqueeze(1));
  const named = inside.where(labels, blank);
  const width = 2 * most + 1;
  const blanks = (extent: number) => full([count, extent], blank, { dtype: "int32" });
  const pairs = stack([blanks(most), named], { axis: 2 }).reshape([count, 2 * most]);
  const states = concat([pairs, blanks(1)], { axis: 1 }); // [n, 2 · most + 1]
  const what = `compute ctc over ${numClasses} classes`;
  const emitted = compute([logProbabilities, states.unsqueeze(0).expand([time, count, width])], (p, at) =>
    takeAlongAxis(p, bounded(at, numClasses, what)),
  );
  const possible = emitted.lt(impossible).where(impossible, emitted); // [time, n, states]

  // A label may follow the one before it without a blank, unless they are equal.
  const before = shifted(states, 2, blank);
  const mayJump = states.ne(blank).logicalAnd(states.ne(before)).logicalAnd(positions(width).ge(2));
  const start = positions(width)
    .eq(0)
    .where(0, full([1, width], impossible))
    .expand([count, width]);
  const counted = steps(time).lt(inputLengths.unsqueeze(0)).unsqueeze(2); // [time, n, 1]
  const [last] = scan(
    (alpha: Tensor, { p, counted }: { p: Tensor; counted: Tensor }) => {
      const jump = mayJump.where(shifted(alpha, 2, impossible), impossible);
      const next = logAdd([alpha, shifted(alpha, 1, impossible), jump]).add(p);
      return [counted.where(next, alpha), null];
    },
    start,
    { p: possible, counted },
  );
  const ends = targetLengths.unsqueeze(1).mul(2);
  const isEnd = positions(width)
    .eq(ends)
    .logicalOr(positions(width).eq(ends.sub(1)));
  const total = logSum(isEnd.where(last, impossible)); // [n]
  const found = total.gt(impossible / 2);
  const each = found.where(total.neg(), zeroInfinity ? 0 : Number.POSITIVE_INFINITY);
  if ((reduction ?? "mean") !== "mean") return reduce(each, reduction);
  return each.div(targetLengths.clamp({ min: 1 }).cast("float32")).mean();
}

/** 0 … count − 1. Shapes: → [1, count] int32. */
function positions(count: number): Tensor {
  return tensor(Int32Array.from({ length: count }, (_, i) => i)).unsqueeze(0);
}

/** 0 … count − 1. Shapes: → [count, 1] int32. */
function steps(count: number): Tensor {
  return positions(count).reshape([count, 1]);
}

/** x moved to the right along its last axis, `value` coming in. Shapes: [n, width] → the same. */
function shifted(x: Tensor, by: number, value: number): Tensor {
  const [count, width] = x.shape as [number, number];
  const cut = Math.max(width - by, 0);
  const margin = full([count, width - cut], value, { dtype: x.dtype });
  return cut === 0 ? margin : concat([margin, x.slice([0, 0], [count, cut])], { axis: 1 });
}

/** log Σ eˣ of equal shapes. */
function logAdd(terms: readonly Tensor[]): Tensor {
  const greatest = terms.reduce((a, b) => a.maximum(b)).detach();
  const sum = terms.map((term) => term.sub(greatest).exp()).reduce((a, b) => a.add(b));
  return sum.log().add(greatest);
}

/** log Σ eˣ over the last axis. */
function logSum(x: Tensor): Tensor {
  const greatest = x.max({ axis: -1, keepDims: true }).detach();
  return x.sub(greatest).exp().sum({ axis: -1 }).log().add(greatest.squeeze(-1));
}

function lengthsOf(
  name: string,
  lengths: Tensor | readonly number[] | undefined,
  count: number,
  most: number,
): Tensor {
  if (lengths instanceof Tensor) {
    requireShape("ctc", name, lengths, [count]);
    return lengths.cast("int32");
  }
  const given = lengths ?? new Array<number>(count).fill(most);
  const wrong = given.find((length) => !(Number.isInteger(length) && length >= 0 && length <= most));
  if (given.length === count && wrong === undefined)
    return tensor([...given], { shape: [count], dtype: "int32" });
  throw new RangeError(
    `Cannot compute ctc with ${name} [${given.join(", ")}]: expected ${count} integers from 0 to ${most}, got ` +
      `${wrong ?? given.length}. Give one length for each sequence.`,
  );
}
