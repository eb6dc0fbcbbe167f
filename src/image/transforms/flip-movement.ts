import type { Image, Mask } from "../image.ts";
import { gatherPlanes } from "./gather-planes.ts";
import type { Movement } from "./move-sample.ts";

/** The movement that mirrors pictures of this size left to right or top to bottom. */
export function flipMovement(axis: "horizontal" | "vertical", [, height, width]: Image["shape"]): Movement {
  const horizontal = axis === "horizontal";
  const rows = inOrder(height, !horizontal);
  const columns = inOrder(width, horizontal);
  return {
    image: (image: Image): Image => ({
      shape: image.shape,
      data: gatherPlanes(image, { rows, columns, fill: 0 }),
    }),
    mask: (mask: Mask): Mask => ({ shape: mask.shape, data: gatherPlanes(mask, { rows, columns, fill: 0 }) }),
    point: (x, y) => (horizontal ? [width - x, y] : [x, height - y]),
  };
}

function inOrder(length: number, backwards: boolean): Int32Array {
  return Int32Array.from({ length }, (_, i) => (backwards ? length - 1 - i : i));
}
