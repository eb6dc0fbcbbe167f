/** Data sets, and loaders that walk through them in batches. */

export { Table, type TableColumn } from "../preprocessing/index.ts";
export { cacheFolder } from "./cache-folder.ts";
export { composeTransforms } from "./compose-transforms.ts";
export { csv } from "./csv.ts";
export { cutMix } from "./cut-mix.ts";
export type { DataFile } from "./data-file.ts";
export { DataLoader, type DataLoaderOptions, type DataPosition } from "./data-loader.ts";
export { ArrayDataset, type Dataset, type HostTensor, Subset } from "./dataset.ts";
export type {
  DatasetEntry,
  DatasetFacts,
  EntryOf,
  LoadedFiles,
  LoadedTable,
  LoadedText,
  LoadedTexts,
  LoadOptions,
  Provenance,
  Restriction,
} from "./dataset-entry.ts";
export { datasetTerms } from "./dataset-terms.ts";
export { deriveSeed, type RandomPurpose } from "./derive-seed.ts";
export { type Example, type ExampleColumn, stackExamples } from "./example.ts";
export { ExampleError } from "./example-error.ts";
export { type Fold, type FoldOptions, groupKFold, kFold, stratifiedKFold } from "./folds.ts";
export { fromModule } from "./from-module.ts";
export { type ImageArrays, ImageDataset } from "./image-dataset.ts";
export { ImageFolder, type ImageFolderOptions, imageFolder } from "./image-folder.ts";
export type { ImageSplits } from "./image-splits.ts";
export type { IterableDataset } from "./iterable-dataset.ts";
export { loadMnist } from "./load-mnist.ts";
export { MapDataset } from "./map-dataset.ts";
export type { MixingOptions } from "./mixing.ts";
export { mixup } from "./mixup.ts";
export { loadMnist10k } from "./mnist-10k.ts";
export { directionNames, MovingDigits, type MovingDigitsOptions } from "./moving-digits.ts";
export { type CsvOptions, parseCsv, readCsv } from "./parse-csv.ts";
export { type RandomAffineOptions, randomAffine } from "./random-affine.ts";
export { randomSplit } from "./random-split.ts";
export { type DatasetName, datasets, type LoadedDataset, loadDataset } from "./registry.ts";
export { type ResampleOptions, randomOverSample, randomUnderSample } from "./resample.ts";
export {
  type SequenceColumn,
  SequenceDataset,
  type SequenceDatasetOptions,
} from "./sequence-dataset.ts";
export { type SmoteOptions, smote } from "./smote.ts";
export { Standardizer } from "./standardizer.ts";
export { stratifiedSplit } from "./stratified-split.ts";
export { TableDataset, type TableDatasetOptions } from "./table-dataset.ts";
export { timeSplit } from "./time-split.ts";
export type { Transform } from "./transform.ts";
export { type TransformImagesOptions, transformImages } from "./transform-images.ts";
export {
  type Sampler,
  WeightedRandomSampler,
  type WeightedRandomSamplerOptions,
} from "./weighted-random-sampler.ts";
export { WindowDataset, type WindowOptions } from "./window-dataset.ts";
