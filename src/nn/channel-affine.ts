/** A weight and a bias for each channel: what normalisations over images end with. */

import { ones, Parameter, type Tensor, zeros } from "../tensor/index.ts";

/** The weight and bias of each channel, or neither. */
export interface ChannelAffine {
  readonly weight: Parameter | undefined;
  readonly bias: Parameter | undefined;
}

/** Weights 1 and biases 0, or with `affine: false` none. Shapes: [channels] each. */
export function channelAffine(channels: number, affine: boolean): ChannelAffine {
  if (!affine) return { weight: undefined, bias: undefined };
  return { weight: new Parameter(ones([channels])), bias: new Parameter(zeros([channels])) };
}

/** y · weight + bias, channel by channel. Shapes: [n, channels, …] → the same. */
export function affineByChannel(y: Tensor, { weight, bias }: ChannelAffine): Tensor {
  if (weight === undefined || bias === undefined) return y;
  return y.mul(alongChannels(weight, y.rank)).add(alongChannels(bias, y.rank));
}

/** One number a channel, so that it broadcasts to a batch. Shapes: [channels] → [channels, 1, …]. */
export function alongChannels(x: Tensor, rank: number): Tensor {
  return rank === 2 ? x : x.reshape([x.shape[0]!, ...new Array<number>(rank - 2).fill(1)]);
}

/**
 * Checks the input of a normalisation by channels, which has one of `ranks` axes, two at least unless given.
 *
 * Throws: RangeError if it has others, or other channels on the second.
 */
export function checkChannels(layer: string, x: Tensor, channels: number, ranks?: readonly number[]): void {
  const fits = ranks === undefined ? x.rank >= 2 : ranks.includes(x.rank);
  if (fits && x.shape[1] === channels) return;
  const axes = ranks === undefined ? "two axes or more" : `${ranks.join(" or ")} axes`;
  throw new RangeError(
    `Cannot apply ${layer}(${channels}) to a tensor of shape [${x.shape.join(", ")}]: expected ${axes}, the second ` +
      `one with ${channels} channels, got ${x.rank} axes and ${x.shape[1] ?? "no"} channels. Reshape or permute the ` +
      "input, or make the layer with its number of channels.",
  );
}
