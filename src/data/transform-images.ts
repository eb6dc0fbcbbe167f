import { callModule, type ModuleCall, moduleCallOf, setModuleCall } from "../base/module-call.ts";
import type { ImageSample, ImageTransform } from "../image/index.ts";
import type { HostTensor } from "./dataset.ts";
import { type Example, stackExamples } from "./example.ts";
import { exampleRandom } from "./example-random.ts";
import type { Transform } from "./transform.ts";

/** Which columns of a batch move along with its images. */
export interface TransformImagesOptions {
  /** The number of the column of masks, int32 [batch, height, width]. Default none. */
  readonly maskColumn?: number;
}

/**
 * A transform for loaders that does an image transform to each image of a batch, with random numbers of its own: the same
 * seed gives the same pictures, whatever the number of workers. Images are the first column, float32
 * [batch, channels, height, width]; all must come to one size. Other columns pass through.
 *
 * Throws: RangeError, when called, if a column is not as described, or images come to different sizes.
 *
 * @example
 * const transform = transformImages(image.compose([image.randomHorizontalFlip(), image.randomCrop(32, { padding: 4 })]));
 * const images = { shape: [2, 3, 32, 32], data: new Float32Array(6144) };
 * transform([images], new Random(1))[0]!.shape; // [2, 3, 32, 32]
 */
export function transformImages(transform: ImageTransform, options: TransformImagesOptions = {}): Transform {
  const { maskColumn } = options;
  const transformed: Transform = (batch, random) => {
    const images = columnOf(batch[0], { dtype: "float32", axes: ["batch", "channels", "height", "width"] });
    const masks =
      maskColumn === undefined
        ? undefined
        : columnOf(batch[maskColumn], { dtype: "int32", axes: ["batch", "height", "width"] });
    const samples = Array.from({ length: images.shape[0]! }, (_, row) => {
      const sample = {
        image: rowOf(images, row),
        ...(masks && { mask: rowOf(masks, row) }),
      } as unknown as ImageSample;
      return transform(sample, exampleRandom(random, row));
    });
    const [newImages, newMasks] = stackExamples(samples.map(columnsOf));
    return batch.map((column, i) => (i === 0 ? newImages! : i === maskColumn ? newMasks! : column));
  };
  setModuleCall(transformed, () => ({
    module: import.meta.url,
    name: "transformImagesCall",
    args: [moduleCallOf(transform, "transform"), options],
  }));
  return transformed;
}

/** `transformImages` of what this call makes: what a worker calls. */
export async function transformImagesCall(
  call: ModuleCall,
  options: TransformImagesOptions,
): Promise<Transform> {
  return transformImages(await callModule<ImageTransform>(call), options);
}

function columnsOf({ image, mask }: ImageSample): Example {
  return mask === undefined ? [image] : [image, mask];
}

/** One row of a column. */
function rowOf({ shape, data }: HostTensor, row: number): HostTensor {
  const size = data.length / shape[0]!;
  return { shape: shape.slice(1), data: data.subarray(row * size, (row + 1) * size) };
}

function columnOf(
  column: HostTensor | undefined,
  { dtype, axes }: { dtype: "float32" | "int32"; axes: readonly string[] },
): HostTensor {
  const dtypes = { float32: Float32Array, int32: Int32Array };
  if (column !== undefined && column.shape.length === axes.length && column.data instanceof dtypes[dtype]) {
    return column;
  }
  const got = column === undefined ? "none" : `one of shape [${column.shape.join(", ")}]`;
  throw new RangeError(
    `Cannot transform images: expected a column of ${dtype} [${axes.join(", ")}], got ${got}. Reshape it in the data set, or leave the transform out.`,
  );
}
