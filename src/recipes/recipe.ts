import type { RandomAffineOptions } from "../data/index.ts";
import type { Picture, Plane } from "../image/index.ts";
import type { Layer } from "../nn/index.ts";

/** The numbers of a run, all of which are written into its record. */
export interface RecipeSettings {
  readonly epochs: number;
  /** Examples a step. */
  readonly batchSize: number;
  /** The highest rate of AdamW. */
  readonly learningRate: number;
  /** The share of all steps in which the rate rises; then it falls along half a cosine. */
  readonly warmup: number;
  readonly weightDecay: number;
  /** How training images are moved; `undefined` leaves them as they are. */
  readonly augmentation?: RandomAffineOptions;
}

/** A named run that ships with the package: a model, the data it learns from, and the number it must reach. */
export interface Recipe {
  /** Its name on the command line. */
  readonly name: string;
  /** One sentence. */
  readonly description: string;
  /** The name of its data set; another one with images of the same size can be chosen. */
  readonly data: string;
  readonly settings: RecipeSettings;
  /** What the metric must be at least on the held-out examples, for any seed. */
  readonly target: { readonly metric: "accuracy"; readonly atLeast: number };
  /** What its model takes and tells apart. */
  readonly input: {
    readonly channels: number;
    readonly height: number;
    readonly width: number;
    readonly classes: number;
  };
  /** A new model with initial weights from the default generator. */
  readonly model: () => Layer;
  /**
   * Makes of anyone's picture what the model classifies: a plane a channel with values from 0 to 1, as its data set has
   * them. Left out where the model takes no pictures.
   */
  readonly prepare?: (picture: Picture) => readonly Plane[];
}
