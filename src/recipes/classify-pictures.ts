import type { Plane } from "../image/index.ts";
import type { Layer } from "../nn/index.ts";
import { compile, noGrad, type Tensor, tensor } from "../tensor/index.ts";

/** How many pictures are classified at once. */
const batchSize = 64;

/** What a model makes of a picture. */
export interface Classified {
  /** The number of the class with the highest probability. */
  readonly prediction: number;
  /** One a class; they add up to 1. */
  readonly probabilities: Float32Array;
}

/**
 * The probabilities that a classifier gives to pictures: softmax(model(x)). The model is left in evaluation mode.
 *
 * Shapes: each picture is a list of planes of one size, a plane a channel.
 */
export async function classifyPictures(
  model: Layer,
  pictures: readonly (readonly Plane[])[],
): Promise<Classified[]> {
  model.eval();
  const program = compile((x: Tensor) => noGrad(() => [model.forward(x).softmax({ axis: 1 })]));
  const results: Classified[] = [];
  for (let from = 0; from < pictures.length; from += batchSize) {
    const some = pictures.slice(from, from + batchSize);
    const { width, height } = some[0]![0]!;
    const channels = some[0]!.length;
    const size = channels * width * height;
    const x = new Float32Array(some.length * size);
    for (const [row, planes] of some.entries()) {
      for (const [channel, plane] of planes.entries()) {
        x.set(plane.data, row * size + channel * width * height);
      }
    }
    const [outputs] = program(tensor(x, { shape: [some.length, channels, height, width] }));
    const probabilities = (await outputs!.data()) as Float32Array;
    const classes = outputs!.shape[1]!;
    for (let row = 0; row < some.length; row++) {
      const own = probabilities.slice(row * classes, (row + 1) * classes);
      results.push({ prediction: own.indexOf(Math.max(...own)), probabilities: own });
    }
  }
  return results;
}
