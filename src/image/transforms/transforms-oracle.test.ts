import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import { fixtures, type StoredTensor } from "../../nn/oracle.ts";
import type { Image, ImageSample } from "../image.ts";
import type { ImageTransform } from "../image-transform.ts";
import * as transforms from "../index.ts";
import { augmentationOperations } from "./augmentation-operations.ts";
import { moveSample } from "./move-sample.ts";
import { perspectiveMap } from "./random-perspective.ts";
import { warpMovement } from "./warp.ts";

interface Case {
  readonly function: string;
  readonly arguments: readonly unknown[];
  readonly image: StoredTensor;
  readonly output: StoredTensor;
}

type Corners = Parameters<typeof perspectiveMap>[0];

const makers = transforms as unknown as Record<string, (...words: readonly unknown[]) => ImageTransform>;

/** One operation of RandAugment at one magnitude. */
function operation(image: Image, [name, bin, sign]: readonly [string, number, number]): ImageSample {
  const all = augmentationOperations({
    shear: 0.3,
    translate: (side) => (150 / 331) * side,
    rotate: 30,
    color: 0.9,
    posterize: 4,
  });
  const found = all.find((operation) => operation.name === name)!;
  const magnitude = found.magnitude(bin, 31, { height: image.shape[1], width: image.shape[2] });
  return found.apply({ image }, sign * magnitude, { interpolation: "bilinear" });
}

function made({ function: name, arguments: words }: Case, image: Image): Image {
  const [, height, width] = image.shape;
  if (name === "randAugment") return operation(image, words as [string, number, number]).image;
  if (name === "randomPerspective") {
    const [start, end, interpolation] = words as [Corners, Corners, "nearest" | "bilinear"];
    const movement = warpMovement(perspectiveMap(start, end), { height, width, interpolation });
    return moveSample({ image }, movement).image;
  }
  return makers[name]!(...words)({ image }, new Random(0)).image;
}

const cases = fixtures<Case>("image-transforms");

for (const name of new Set(cases.map((stored) => stored.function))) {
  test(`${name} is torchvision's`, () => {
    for (const stored of cases.filter((one) => one.function === name)) {
      const { shape, data } = stored.image;
      const image: Image = { shape: shape as [number, number, number], data: Float32Array.from(data) };
      const { shape: newShape, data: values } = made(stored, image);
      const what = `${name}(${JSON.stringify(stored.arguments)}) of [${shape}]`;
      assert.deepEqual([...newShape], [...stored.output.shape], what);
      for (const [i, expected] of stored.output.data.entries()) {
        if (Math.abs(values[i]! - expected) <= 2e-6) continue;
        assert.fail(`${what} at ${i}: got ${values[i]}, expected ${expected}`);
      }
    }
  });
}
