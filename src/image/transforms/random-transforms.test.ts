import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../base/random.ts";
import type { Image, ImageSample } from "../image.ts";
import type { ImageTransform } from "../image-transform.ts";
import * as image from "../index.ts";
import { augmentationOperations } from "./augmentation-operations.ts";

/** Pixels that tell where they come from: 1, 2, 3, … */
function counted(channels: number, height: number, width: number): Image {
  const data = Float32Array.from({ length: channels * height * width }, (_, i) => i + 1);
  return { shape: [channels, height, width], data };
}

/** Pixels from 0 to 1. */
function noise(channels: number, height: number, width: number): Image {
  const random = new Random(7);
  const data = Float32Array.from({ length: channels * height * width }, () => random.uniform());
  return { shape: [channels, height, width], data };
}

/** A picture of one rectangle of ones, with the rectangle as a mask and as a box. */
function rectangle(
  [height, width]: readonly [number, number],
  [left, top, right, bottom]: readonly [number, number, number, number],
): Required<ImageSample> {
  const data = new Float32Array(height * width);
  for (let y = top; y < bottom; y++) data.fill(1, y * width + left, y * width + right);
  return {
    image: { shape: [1, height, width], data },
    mask: { shape: [height, width], data: Int32Array.from(data, (value) => 3 * value) },
    boxes: { shape: [1, 4], data: Float32Array.of(left, top, right, bottom) },
    labels: Int32Array.of(3),
  };
}

/** The smallest box around what is not 0. */
function extent(data: ArrayLike<number>, width: number): number[] {
  const places = Array.from(data, (value, i) => (value > 0 ? i : -1)).filter((i) => i >= 0);
  const [x, y] = [places.map((i) => i % width), places.map((i) => Math.floor(i / width))];
  return [Math.min(...x), Math.min(...y), Math.max(...x) + 1, Math.max(...y) + 1];
}

const all = {
  randomHorizontalFlip: image.randomHorizontalFlip(),
  randomVerticalFlip: image.randomVerticalFlip(),
  randomCrop: image.randomCrop([12, 10], { padding: [2, 1] }),
  randomResizedCrop: image.randomResizedCrop([9, 11]),
  randomRotation: image.randomRotation(30, { expand: true }),
  randomAffine: image.randomAffine(20, { translate: [0.2, 0.1], scale: [0.8, 1.2], shear: [-9, 9, -4, 4] }),
  randomPerspective: image.randomPerspective({ p: 1 }),
  colorJitter: image.colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  randomGrayscale: image.randomGrayscale({ p: 0.5 }),
  gaussianBlur: image.gaussianBlur(5),
  randomErasing: image.randomErasing({ value: "random" }),
  randAugment: image.randAugment(),
  trivialAugmentWide: image.trivialAugmentWide(),
  randomApply: image.randomApply([image.randomCrop(8), image.randomHorizontalFlip()]),
} satisfies Record<string, ImageTransform>;

test("the same seed gives the same picture, another seed another; the given picture is left alone", () => {
  const given = noise(3, 16, 14);
  for (const [name, transform] of Object.entries(all)) {
    const before = given.data.slice();
    const made = [0, 0, 1, 2, 3, 4].map((seed) => transform({ image: given }, new Random(seed)).image);
    assert.deepEqual(made[0], made[1], name);
    assert.ok(
      made.slice(2).some(({ data }) => String(data) !== String(made[0]!.data)),
      name,
    );
    assert.deepEqual(given.data, before, name);
    for (const { shape, data } of made) {
      assert.equal(data.length, shape[0] * shape[1] * shape[2], name);
      if (name !== "randomErasing")
        assert.ok(
          data.every((value) => value >= 0 && value <= 1 + 1e-6),
          name,
        );
    }
  }
});

test("masks and boxes go where the picture goes", () => {
  const moving = {
    flip: image.randomHorizontalFlip({ p: 1 }),
    turnOver: image.randomVerticalFlip({ p: 1 }),
    crop: image.randomCrop([20, 20]),
    center: image.centerCrop(26),
    pad: image.pad([3, 5]),
    resize: image.resize([48, 64], { interpolation: "nearest" }),
    part: image.randomResizedCrop(32, { scale: [0.6, 1], interpolation: "nearest" }),
    quarter: image.randomRotation([90, 90]),
    half: image.randomRotation([180, 180]),
    shift: image.randomAffine(0, { translate: [0.3, 0.3] }),
  };
  for (const [name, transform] of Object.entries(moving)) {
    for (let seed = 0; seed < 10; seed++) {
      const sample = rectangle([32, 32], [11, 9, 19, 23]);
      const moved = transform(sample, new Random(seed)) as Required<ImageSample>;
      const [, height, width] = moved.image.shape;
      assert.deepEqual([...moved.mask.shape], [height, width], name);
      assert.deepEqual(
        [...moved.mask.data],
        Array.from(moved.image.data, (value) => 3 * value),
        name,
      );
      // Resizing by the nearest pixel rounds edges to whole pixels.
      const slack = name === "part" || name === "resize" ? 1.01 * (width / 16) : 1e-4;
      for (const [i, edge] of extent(moved.image.data, width).entries()) {
        assert.ok(
          Math.abs(moved.boxes.data[i]! - edge) <= slack,
          `${name} ${i}: ${moved.boxes.data} ${edge}`,
        );
      }
      assert.deepEqual([...moved.labels], [3]);
    }
  }
});

test("boxes of turned and tilted pictures hold what they held, and end at the border", () => {
  for (const transform of [all.randomRotation, all.randomAffine, all.randomPerspective]) {
    for (let seed = 0; seed < 20; seed++) {
      const moved = transform(rectangle([40, 30], [4, 5, 24, 29]), new Random(seed)) as Required<ImageSample>;
      const [, height, width] = moved.image.shape;
      const [left, top, right, bottom] = extent(moved.mask.data, width) as [number, number, number, number];
      const box = [...moved.boxes.data] as [number, number, number, number];
      assert.ok(box[0] <= left + 1 && box[1] <= top + 1 && box[2] >= right - 1 && box[3] >= bottom - 1);
      assert.ok(box[0] >= 0 && box[1] >= 0 && box[2] <= width && box[3] <= height);
    }
  }
});

test("flipping twice, and turning there and back, gives the picture again", () => {
  const given = noise(3, 9, 9);
  const twice = (transform: ImageTransform): Image =>
    transform(transform({ image: given }, new Random(0)), new Random(0)).image;
  assert.deepEqual(twice(image.randomHorizontalFlip({ p: 1 })), given);
  assert.deepEqual(twice(image.randomVerticalFlip({ p: 1 })), given);
  assert.deepEqual(twice(image.randomRotation([180, 180])), given);
  const quarters = [90, 90, 90, 90].map((angle) => image.randomRotation([angle, angle]));
  assert.deepEqual(image.compose(quarters)({ image: given }, new Random(0)).image, given);
  const there = image.randomRotation([90, 90])({ image: given }, new Random(0));
  assert.deepEqual(image.randomRotation([-90, -90])(there, new Random(0)).image, given);
});

test("what happens with probability p happens so often", () => {
  const given = noise(3, 4, 4);
  const transforms: [ImageTransform, number][] = [
    [image.randomHorizontalFlip(), 0.5],
    [image.randomVerticalFlip({ p: 0.2 }), 0.2],
    [image.randomGrayscale(), 0.1],
    [image.randomApply([image.randomHorizontalFlip({ p: 1 })], { p: 0.7 }), 0.7],
    [image.randomPerspective({ distortionScale: 1 }), 0.5],
    [image.randomErasing({ p: 0.3, scale: [0.3, 0.3], ratio: [1, 1] }), 0.3],
  ];
  for (const [transform, p] of transforms) {
    let changed = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const { data } = transform({ image: given }, new Random(seed)).image;
      if (String(data) !== String(given.data)) changed++;
    }
    // Perspectives may leave a corner where it is: at most 2⁻⁸ of them all four.
    assert.ok(
      Math.abs(changed / 2000 - p) < 4 * Math.sqrt((p * (1 - p)) / 2000) + 0.004,
      `${changed} of ${p}`,
    );
  }
});

test("crops come from everywhere with the same frequency", () => {
  const counts = new Map<number, number>();
  const crop = image.randomCrop(4);
  for (let seed = 0; seed < 3000; seed++) {
    const first = crop({ image: counted(1, 6, 7) }, new Random(seed)).image.data[0]!;
    counts.set(first, (counts.get(first) ?? 0) + 1);
  }
  assert.deepEqual(
    [...counts.keys()].sort((a, b) => a - b),
    [1, 2, 3, 4, 8, 9, 10, 11, 15, 16, 17, 18],
  );
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 250) ** 2 / 250, 0);
  assert.ok(chiSquare < 31.3, `χ² = ${chiSquare}, which 11 degrees of freedom pass once in a thousand`);
});

test("a padded crop brings in at most its padding, and padIfNeeded as much as it takes", () => {
  const crop = image.randomCrop(6, { padding: 2, fill: -1 });
  const borders = new Set<number>();
  for (let seed = 0; seed < 200; seed++) {
    const { data } = crop({ image: counted(1, 6, 6) }, new Random(seed)).image;
    borders.add(data.filter((value) => value === -1).length);
  }
  // Rows and columns of the border: 0 to 2 each.
  assert.deepEqual(
    [...borders].sort((a, b) => a - b),
    [0, 6, 11, 12, 16, 20],
  );
  const starts = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const { shape, data } = image.randomCrop([3, 5], { padIfNeeded: true })(
      { image: counted(1, 2, 3) },
      new Random(seed),
    ).image;
    assert.deepEqual([...shape], [1, 3, 5]);
    starts.add(`${data.indexOf(1)}`);
  }
  assert.deepEqual([...starts].sort(), ["0", "1", "2", "5", "6", "7"]);
});

test("parts of random size have areas and shapes from the ranges", () => {
  const [scale, ratio] = [
    [0.2, 0.6],
    [0.5, 2],
  ] as const;
  // A ramp in x and one in y tell how large the part was.
  const side = 100;
  const ramps = new Float32Array(2 * side * side);
  for (let i = 0; i < side * side; i++) {
    ramps[i] = i % side;
    ramps[side * side + i] = Math.floor(i / side);
  }
  const crop = image.randomResizedCrop(200, { scale, ratio, interpolation: "nearest" });
  let [smallest, largest] = [1, 0];
  for (let seed = 0; seed < 60; seed++) {
    const { data } = crop({ image: { shape: [2, side, side], data: ramps } }, new Random(seed)).image;
    const span = (values: Float32Array): number => Math.max(...values) - Math.min(...values) + 1;
    const across = span(data.subarray(0, 200));
    const down = span(data.filter((_, i) => i >= 40_000 && i % 200 === 0));
    const area = (across * down) / side ** 2;
    assert.ok(area > 0.19 && area < 0.62 && across / down > 0.48 && across / down < 2.08);
    [smallest, largest] = [Math.min(smallest, area), Math.max(largest, area)];
  }
  assert.ok(smallest < 0.25 && largest > 0.55);
  // What never fits falls back on the largest part in the middle.
  const tall = image.randomResizedCrop([2, 1], { scale: [1, 1], ratio: [0.5, 0.5] });
  assert.deepEqual([...tall({ image: counted(1, 2, 9) }, new Random(1)).image.data], [5, 14]);
});

test("erased rectangles have areas from the range, and every channel is erased alike", () => {
  const erase = image.randomErasing({ p: 1, scale: [0.1, 0.2], value: [-1, -2] });
  for (let seed = 0; seed < 50; seed++) {
    const { data } = erase({ image: counted(2, 40, 40) }, new Random(seed)).image;
    const first = [...data.keys()].filter((i) => data[i] === -1);
    const second = [...data.keys()].filter((i) => data[i] === -2);
    assert.deepEqual(
      second,
      first.map((i) => i + 1600),
    );
    assert.ok(first.length > 0.08 * 1600 && first.length < 0.22 * 1600);
  }
});

test("RandAugment draws all fourteen operations, with either sign", () => {
  const names = augmentationOperations({
    shear: 0.3,
    translate: (side) => side,
    rotate: 30,
    color: 0.9,
    posterize: 4,
  }).map(({ name }) => name);
  assert.equal(new Set(names).size, 14);
  const given = noise(3, 24, 24);
  const made = new Set<string>();
  for (let seed = 0; seed < 400; seed++) {
    made.add(String(image.randAugment({ numOps: 1 })({ image: given }, new Random(seed)).image.data));
  }
  // Nine of them have two signs.
  assert.equal(made.size, 14 + 9);
});

test("what does not fit is refused, with the way out", () => {
  const refusals: [() => unknown, RegExp][] = [
    [() => image.randomHorizontalFlip({ p: 2 }), /flip pictures with p = 2: expected a probability/],
    [() => image.randomVerticalFlip({ p: -1 }), /p = -1/],
    [() => image.centerCrop(0), /to 0×0 pixels: expected positive integers/],
    [() => image.resize(3.5), /3.5×3.5/],
    [() => image.resize(8, { maxSize: 8 }), /maxSize = 8/],
    [() => image.resize([8, 9], { maxSize: 20 }), /maxSize = 20/],
    [() => image.pad(-1), /pad pictures by -1 pixels/],
    [
      () => image.pad(4, { paddingMode: "reflect" })({ image: noise(1, 3, 9) }),
      /mirror 3 pixels as far as 4/,
    ],
    [() => image.randomCrop(9)({ image: noise(1, 8, 12) }, new Random(0)), /8×12 pixels to 9×9.*padIfNeeded/],
    [() => image.randomResizedCrop(9, { scale: [0.5, 0.1] }), /\[0.5, 0.1\].*the smaller first/],
    [() => image.randomRotation(-3), /turn pictures by -3/],
    [() => image.randomRotation(3, { expand: true, center: [0, 0] }), /about \(0, 0\) with expand/],
    [() => image.randomAffine(0, { translate: [1.5, 0] }), /\[0, 1.5\]/],
    [() => image.randomAffine(0, { scale: [0, 1] }), /scale pictures/],
    [() => image.randomPerspective({ distortionScale: 2 }), /\[0, 2\]/],
    [() => image.colorJitter({ hue: 0.6 }), /change the hue in the range \[-0.6, 0.6\]/],
    [() => image.colorJitter({ contrast: -1 }), /contrast by -1/],
    [() => image.grayscale()({ image: noise(2, 3, 3) }), /2 channels: expected 1 or 3/],
    [() => image.gaussianBlur(4), /kernel of 4×4: expected odd/],
    [() => image.gaussianBlur(3, { sigma: 0 }), /deviations in the range \[0, 0\]/],
    [() => image.normalize({ mean: [0], std: [0] }), /deviations \[0\]/],
    [() => image.normalize({ mean: [0], std: [1] })({ image: noise(3, 2, 2) }), /3 channels: expected 1/],
    [() => image.randomErasing({ scale: [0, 2] }), /\[0, 2\]/],
    [
      () => image.randAugment({ magnitude: 31 }),
      /magnitude = 31: expected an integer of at least 0 and at most 30/,
    ],
    [() => image.trivialAugmentWide({ numMagnitudeBins: 1 }), /numMagnitudeBins = 1/],
    [() => image.sanitizeBoxes({ minSize: -1 }), /under -1 pixels/],
    [
      () => image.pad(1)({ image: noise(1, 3, 3), mask: { shape: [2, 3], data: new Int32Array(6) } }),
      /3×3 with a mask of 2×3/,
    ],
  ];
  for (const [call, message] of refusals) assert.throws(call, { name: "RangeError", message });
});

test("boxes without a size are left out with their labels, and only when asked", () => {
  const sample: ImageSample = {
    image: noise(1, 10, 10),
    boxes: { shape: [3, 4], data: Float32Array.of(0, 0, 4, 4, 6, 6, 9, 9, 2, 2, 8, 2) },
    labels: Int32Array.of(1, 2, 3),
  };
  const cropped = image.compose([image.centerCrop(4), image.sanitizeBoxes()])(sample);
  assert.deepEqual([...cropped.boxes!.data], [0, 0, 1, 1, 3, 3, 4, 4]);
  assert.deepEqual([...cropped.labels!], [1, 2]);
  assert.equal(image.centerCrop(4)(sample).boxes!.shape[0], 3);
  assert.throws(
    () => image.sanitizeBoxes()({ ...sample, labels: Int32Array.of(1) }),
    /one label for each of 3, got 1/,
  );
});

test("a picture becomes planes, and its opacity is left out", () => {
  const picture = { width: 2, height: 1, rgba: Uint8Array.of(255, 0, 51, 7, 0, 102, 255, 0) };
  const colored = image.toImage(picture);
  assert.deepEqual([...colored.shape], [3, 1, 2]);
  assert.deepEqual([...colored.data], [1, 0, 0, Math.fround(0.4), Math.fround(0.2), 1]);
  const grey = image.toImage(picture, { channels: 1 });
  assert.ok(Math.abs(grey.data[0]! - (0.299 + 0.114 * 0.2)) < 1e-6);
});
