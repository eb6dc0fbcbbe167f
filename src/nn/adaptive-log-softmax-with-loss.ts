import { requireKind } from "../base/argument-kinds.ts";
import { takeAlongAxis } from "../ops/index.ts";
import { compute, concat, type Tensor } from "../tensor/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Linear } from "./linear.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { Sequential } from "./sequential.ts";

/** The options of `AdaptiveLogSoftmaxWithLoss`. */
export interface AdaptiveLogSoftmaxWithLossOptions {
  /** Each cluster has so many times fewer features than the one before. Default: 4. */
  readonly divValue?: number;
  /** Whether the head has biases. Default: false. */
  readonly headBias?: boolean;
}

/** What `AdaptiveLogSoftmaxWithLoss` gives. */
export interface AdaptiveLogSoftmaxOutput {
  /** log P(target) of each example: [n]. */
  readonly output: Tensor;
  /** −mean of `output`. */
  readonly loss: Tensor;
}

/**
 * A log-softmax over very many classes, sorted from the most frequent to the rarest: a head has the classes below the first
 * cutoff and one for each cluster of rarer ones, log P(class) = log P(cluster) + log P(class | cluster), and clusters
 * have fewer features, ⌊inFeatures / divValueⁱ⁺¹⌋. It has far fewer parameters than one `Linear`; shapes in programs do
 * not depend on data, so that all clusters are computed for all examples, which saves no time.
 *
 * Shapes: x [n, inFeatures], target [n] int32 → output [n], loss [].
 * Source: Grave, Joulin, Cissé, Grangier, Jégou, "Efficient softmax approximation for GPUs", 2017.
 *
 * @example
 * const layer = new nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]);
 * layer.logProb(rand([3, 16])).shape; // [3, 20]
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  readonly head: Linear;
  readonly tail: readonly Sequential[];
  /** Where clusters end; the last is the number of classes. */
  readonly cutoffs: readonly number[];

  /** Throws: RangeError if cutoffs do not rise from 1 to below the number of classes, or a number is out of range. */
  constructor(
    inFeatures: number,
    numClasses: number,
    cutoffs: readonly number[],
    options: AdaptiveLogSoftmaxWithLossOptions = {},
  ) {
    super();
    const { divValue = 4, headBias = false } = options;
    checkNumber("AdaptiveLogSoftmaxWithLoss", "inFeatures", inFeatures, { least: 1, integer: true });
    checkNumber("AdaptiveLogSoftmaxWithLoss", "numClasses", numClasses, { least: 2, integer: true });
    checkNumber("AdaptiveLogSoftmaxWithLoss", "divValue", divValue, { least: 1 });
    requireKind("array", "make AdaptiveLogSoftmaxWithLoss", { cutoffs });
    const ends = [...cutoffs, numClasses];
    if (cutoffs.length === 0 || ends.some((end, i) => !(Number.isInteger(end) && end > (ends[i - 1] ?? 0)))) {
      throw new RangeError(
        `Cannot make AdaptiveLogSoftmaxWithLoss of ${numClasses} classes with cutoffs [${cutoffs.join(", ")}]: expected integers ` +
          `that rise, from 1 to ${numClasses - 1}. Leave the number of classes out of them.`,
      );
    }
    this.cutoffs = ends;
    this.head = new Linear(inFeatures, ends[0]! + cutoffs.length, { bias: headBias });
    this.tail = cutoffs.map((start, i) => {
      const width = Math.floor(inFeatures / divValue ** (i + 1));
      checkNumber("AdaptiveLogSoftmaxWithLoss", `the features of cluster ${i}`, width, { least: 1 });
      return new Sequential([
        new Linear(inFeatures, width, { bias: false }),
        new Linear(width, ends[i + 1]! - start, { bias: false }),
      ]);
    });
  }

  /** Throws: RangeError if a shape does not fit. A target out of range sets the status, as with any gather. */
  forward(x: Tensor, target: Tensor): AdaptiveLogSoftmaxOutput {
    checkInputTensor("AdaptiveLogSoftmaxWithLoss", "targets", target);
    const all = this.logProb(x);
    if (target.rank !== 1 || target.shape[0] !== all.shape[0]) {
      throw new RangeError(
        `Cannot apply AdaptiveLogSoftmaxWithLoss to targets of shape [${target.shape.join(", ")}]: expected [${all.shape[0]}], a ` +
          "class for each example. Reshape them.",
      );
    }
    const output = compute([all, target.unsqueeze(1)], (x, at) => takeAlongAxis(x, at, { axis: 1 })).squeeze(
      1,
    );
    return { output, loss: output.mean().neg() };
  }

  /** log P of every class: [n, inFeatures] → [n, numClasses]. */
  logProb(x: Tensor): Tensor {
    checkInputTensor("AdaptiveLogSoftmaxWithLoss", "inputs", x);
    const first = this.cutoffs[0]!;
    const head = this.head.forward(x).logSoftmax({ axis: 1 }); // [n, first + clusters]
    const n = x.shape[0]!;
    const clusters = this.tail.map((layer, i) => {
      const own = head.slice([0, first + i], [n, first + i + 1]);
      return layer.forward(x).logSoftmax({ axis: 1 }).add(own);
    });
    return concat([head.slice([0, 0], [n, first]), ...clusters], { axis: 1 });
  }

  /** The likeliest class of each example: [n, inFeatures] → [n] int32. */
  predict(x: Tensor): Tensor {
    return this.logProb(x).argmax({ axis: 1 });
  }
}
