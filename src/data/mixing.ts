import { requireKind } from "../base/argument-kinds.ts";
import type { HostTensor } from "./dataset.ts";

/** The options of `mixup` and `cutMix`. */
export interface MixingOptions {
  readonly numClasses: number;
  /** Of the Beta(alpha, alpha) that the share is drawn from: small for pairs where one example prevails. Default 1. */
  readonly alpha?: number;
}

/** Throws: RangeError if `numClasses` is no positive integer or `alpha` not positive. */
export function requireMixing(what: string, options: MixingOptions): void {
  requireKind("options", what, { options });
  const { numClasses, alpha = 1 } = options;
  if (Number.isInteger(numClasses) && numClasses > 0 && alpha > 0 && alpha < Number.POSITIVE_INFINITY) return;
  throw new RangeError(
    `Cannot ${what} with numClasses = ${numClasses} and alpha = ${alpha}: expected a positive integer and a positive number. The default of alpha is 1.`,
  );
}

/** The images and the labels of a batch. Throws: RangeError if these are not its first columns. */
export function imagesAndLabels(
  what: string,
  batch: readonly HostTensor[],
): readonly [HostTensor, HostTensor] {
  const [images, labels] = batch;
  if (
    images?.shape.length === 4 &&
    images.data instanceof Float32Array &&
    labels?.shape[0] === images.shape[0]
  ) {
    return [images, labels as HostTensor];
  }
  const shapes = batch.map(({ shape }) => `[${shape.join(", ")}]`).join(", ");
  throw new RangeError(
    `Cannot ${what} a batch of columns ${shapes}: expected float32 images [batch, channels, height, width] and then one label each. Put the images first.`,
  );
}

/**
 * share · own labels + (1 − share) · those of the example before, as probabilities [batch, numClasses]: what
 * `crossEntropy` takes. Labels may be classes [batch], or probabilities already.
 */
export function mixLabels(labels: HostTensor, share: number, numClasses: number): HostTensor {
  const count = labels.shape[0]!;
  const own = probabilitiesOf(labels, numClasses);
  const mixed = new Float32Array(own.length);
  for (let row = 0; row < count; row++) {
    const before = ((row + count - 1) % count) * numClasses;
    for (let k = 0; k < numClasses; k++) {
      mixed[row * numClasses + k] = share * own[row * numClasses + k]! + (1 - share) * own[before + k]!;
    }
  }
  return { shape: [count, numClasses], data: mixed };
}

function probabilitiesOf({ shape, data }: HostTensor, numClasses: number): Float32Array {
  if (data instanceof Float32Array && shape.length === 2 && shape[1] === numClasses) return data;
  const probabilities = new Float32Array(data.length * numClasses);
  for (const [row, label] of data.entries()) {
    if (data instanceof Float32Array || shape.length !== 1 || label < 0 || label >= numClasses) {
      throw new RangeError(
        `Cannot mix the label ${label} of shape [${shape.join(", ")}]: expected int32 classes [batch] from 0 to ${numClasses - 1}, or float32 probabilities [batch, ${numClasses}]. Pass the number of classes as numClasses.`,
      );
    }
    probabilities[row * numClasses + label] = 1;
  }
  return probabilities;
}
