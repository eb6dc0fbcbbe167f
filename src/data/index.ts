/** Data sets, and loaders that walk through them in batches. */

export { DataLoader, type DataLoaderOptions, type DataPosition } from "./data-loader.ts";
export { ArrayDataset, type Dataset, type HostTensor, Subset } from "./dataset.ts";
export { deriveSeed, type RandomPurpose } from "./derive-seed.ts";
export { type Example, type ExampleColumn, stackExamples } from "./example.ts";
export { ExampleError } from "./example-error.ts";
export { cacheFolder, type FetchFileOptions, type RemoteFile } from "./fetch-file.ts";
export { fromModule } from "./from-module.ts";
export { type ImageArrays, ImageDataset } from "./image-dataset.ts";
export type { ImageSplits } from "./image-splits.ts";
export type { IterableDataset } from "./iterable-dataset.ts";
export { MapDataset } from "./map-dataset.ts";
export { loadMnist } from "./mnist.ts";
export { loadMnist10k } from "./mnist-10k.ts";
export { type RandomAffineOptions, randomAffine } from "./random-affine.ts";
export { type DatasetEntry, datasets } from "./registry.ts";
export type { Transform } from "./transform.ts";
