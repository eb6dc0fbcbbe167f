import type { Dataset, IterableDataset, Provenance } from "../data/index.ts";
import type { Picture, Plane } from "../image/index.ts";
import type { Layer, Module } from "../nn/index.ts";
import type { FitOptions, Metrics, ReportSection, StepOptions, Target } from "../train/index.ts";

/** Plain data, which a run's record can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined };

/** What was made of the data, for training and for evaluation; a recipe adds fields of its own. */
export interface Prepared {
  /** All that the model must know of the data (class names, a vocabulary, a scale), kept in the run's record. */
  readonly assets: Json;
  /** Further rows of the report's card of the data: how many examples there are, and of what. */
  readonly card?: readonly (readonly [name: string, value: string])[];
}

/** What is left to a recipe of how training goes. */
type Chosen<Options> = Omit<Options, "seed" | "signal" | "checkpoint" | "resume">;

/** One training of a run: most have one, some pretrain first. */
export type Phase = {
  /** Where there are several. */
  readonly name?: string;
  readonly data: Dataset | IterableDataset;
} & (
  | {
      /** The part of the model that is trained. Default: the model. */
      readonly model?: Layer;
      readonly options: Chosen<FitOptions>;
    }
  | { readonly options: Chosen<StepOptions> }
);

/** What a run has come to. */
export interface Outcome {
  /** The figures on held-out data, the recipe's own names. */
  readonly metrics: Metrics;
  /** What a person would look at: pictures, samples, tables. */
  readonly sections?: readonly ReportSection[];
}

/** How pictures of one's own are classified by a trained model, for recipes whose model takes pictures. */
export interface PictureClassifier {
  /** Makes of anyone's picture what the model takes: a plane a channel with values from 0 to 1. */
  readonly prepare: (picture: Picture) => readonly Plane[];
  /** The names of the classes. */
  readonly classes: (assets: Json) => readonly string[];
}

/** What samples are asked of a trained model. */
export interface SampleOptions {
  /** How many. */
  readonly count: number;
  /** The class they are to be of, where the model takes one. */
  readonly label?: string;
  /** How the text begins. */
  readonly prompt?: string;
  /** How many tokens follow at most. */
  readonly length?: number;
  /** By what logits are divided: below 1 the likely becomes likelier. */
  readonly temperature?: number;
  /** How many of the likeliest tokens can come next. */
  readonly topK?: number;
  /** The likeliest tokens that together have this probability can come next. */
  readonly topP?: number;
}

/** How a trained model makes new things; its numbers come from the default generator. */
export type Sampler<Assets, Model> =
  | {
      readonly kind: "text";
      /** Pieces of text as they are made; `\0` ends one sample. */
      sample(model: Model, assets: Assets, options: SampleOptions): AsyncGenerator<string>;
    }
  | {
      readonly kind: "pictures";
      sample(model: Model, assets: Assets, options: SampleOptions): Promise<readonly Picture[]>;
    };

/** Settings and targets of a run that ends in seconds. */
export interface FastForm<Settings> {
  /** Another data set of the same kind in place of the recipe's: one that is at hand where the recipe's is large. */
  readonly data?: string;
  /** In place of the recipe's. */
  readonly settings: Partial<Settings>;
  readonly targets: readonly Target[];
}

/** A recipe, with the types of what its parts hand on to each other; `defineRecipe` finds them out. */
export interface RecipeOf<Data, Settings, P extends Prepared, Model extends Module> {
  /** Its name on the command line. */
  readonly name: string;
  /** What kind of network it is about, as `loom list` groups them. */
  readonly family: string;
  /** One sentence. */
  readonly description: string;
  /** The name of its data set; left out where it makes its examples itself. */
  readonly data?: string;
  /** Numbers and words that can be changed, all of which are written into a run's record. */
  readonly settings: Settings;
  /** What the metrics must be for any seed. */
  readonly targets: readonly Target[];
  /** A form of it that ends in seconds. */
  readonly fast: FastForm<Settings>;
  /**
   * Makes examples of the data.
   *
   * Throws: RangeError if the data does not suit the recipe.
   */
  prepare(data: Data & Provenance, settings: Settings): P | Promise<P>;
  /** A new model with initial weights from the default generator. */
  model(assets: P["assets"], settings: Settings): Model;
  /** How the model is trained. */
  train(model: Model, prepared: P, settings: Settings): Phase | readonly Phase[];
  /** Evaluates a trained model, which is in evaluation mode. */
  evaluate(model: Model, prepared: P, settings: Settings): Outcome | Promise<Outcome>;
  /** How it classifies anyone's pictures. */
  readonly pictures?: PictureClassifier;
  /** How it makes new things. */
  readonly sampler?: Sampler<P["assets"], Model>;
}

/** A named run that ships with the package: data, a model, how it learns, and the numbers it must reach. */
export type Recipe = RecipeOf<unknown, object, Prepared, Module>;
