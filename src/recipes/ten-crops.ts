import { type Layer, Module, ZeroPad2d } from "../nn/index.ts";
import { stack, type Tensor } from "../tensor/index.ts";

/**
 * A classifier that looks at ten views of each picture: cut out at the corners and in the middle of what it is with a margin of
 * zeros, as it is and mirrored. It says the mean of the probabilities.
 *
 * Shapes: x [n, channels, height, width] → log-probabilities [n, classes].
 * Source: Krizhevsky, Sutskever, Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", 2012, section 4.1.
 */
export class TenCrops extends Module {
  readonly model: Layer;
  readonly #margin: number;
  readonly #pad: ZeroPad2d;

  constructor(model: Layer, margin: number) {
    super();
    this.model = model;
    this.#margin = margin;
    this.#pad = new ZeroPad2d(margin);
  }

  forward(x: Tensor): Tensor {
    const [, , height, width] = x.shape as [number, number, number, number];
    const [padded, margin] = [this.#pad.forward(x), this.#margin];
    const places = [
      [0, 0],
      [0, 2],
      [1, 1],
      [2, 0],
      [2, 2],
    ] as const;
    const said = places.flatMap((place) => {
      const [top, left] = [margin * place[0], margin * place[1]];
      const view = padded.at(":", ":", `${top}:${top + height}`, `${left}:${left + width}`);
      return [view, view.flip([3])].map((each) => this.model.forward(each).softmax({ axis: 1 }));
    });
    return stack(said).mean({ axis: 0 }).log();
  }
}
