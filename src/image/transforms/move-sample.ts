import type { Boxes, Image, ImageSample, Mask } from "../image.ts";

/** One movement of a picture's pixels, as it acts on everything that is known of places in it. */
export interface Movement {
  image(image: Image): Image;
  mask(mask: Mask): Mask;
  /** Where a point goes. */
  point(x: number, y: number): readonly [x: number, y: number];
}

/** The example with its picture, mask and boxes moved alike; boxes end where the picture does. */
export function moveSample(sample: ImageSample, movement: Movement): ImageSample {
  const { image, mask, boxes } = sample;
  if (mask !== undefined) requireSameSize(image, mask);
  const moved = movement.image(image);
  return {
    ...sample,
    image: moved,
    ...(mask && { mask: movement.mask(mask) }),
    ...(boxes && { boxes: moveBoxes(boxes, movement, moved.shape) }),
  };
}

/** The smallest upright boxes around the moved corners. */
function moveBoxes(
  { shape, data }: Boxes,
  { point }: Movement,
  [, height, width]: readonly [number, number, number],
): Boxes {
  const moved = new Float32Array(data.length);
  for (let at = 0; at < data.length; at += 4) {
    const [left, top, right, bottom] = data.subarray(at, at + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const corners = [point(left, top), point(right, top), point(right, bottom), point(left, bottom)];
    const x = corners.map((corner) => Math.max(0, Math.min(corner[0], width)));
    const y = corners.map((corner) => Math.max(0, Math.min(corner[1], height)));
    moved.set([Math.min(...x), Math.min(...y), Math.max(...x), Math.max(...y)], at);
  }
  return { shape, data: moved };
}

function requireSameSize({ shape: [, height, width] }: Image, { shape }: Mask): void {
  if (shape[0] === height && shape[1] === width) return;
  throw new RangeError(
    `Cannot move an image of ${height}×${width} with a mask of ${shape.join("×")}: expected the same height and width. Resize one of them first.`,
  );
}
