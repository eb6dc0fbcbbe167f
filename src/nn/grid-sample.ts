import { type Tensor, tensor } from "../tensor/index.ts";
import type { CornerOptions } from "./affine-grid.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `gridSample`. */
export interface GridSampleOptions extends CornerOptions {
  /** Between the four elements around a place, or the nearest one. Default: "bilinear". */
  readonly mode?: "bilinear" | "nearest";
  /** What lies outside: zeros, or the elements at the border. Default: "zeros". */
  readonly paddingMode?: "zeros" | "border";
}

/**
 * An image read at places that are data, x and y from −1 to 1, with gradients to the image and to the places: Σ image[u,
 * v] · max(0, 1 − |row − u|) · max(0, 1 − |column − v|) at the row and column that are meant, or with "nearest" the one
 * element at the nearest.
 *
 * Shapes: images [n, channels, h, w], grid [n, height, width, 2] → [n, channels, height, width].
 * Throws: RangeError if they do not fit or an option is another word.
 * Source: Jaderberg, Simonyan, Zisserman, Kavukcuoglu, "Spatial Transformer Networks", 2015, equation 5.
 *
 * @example
 * const images = tensor([[[[1, 2], [3, 4]]]]);
 * nn.gridSample(images, tensor([[[[0, 0]]]])).item(); // 2.5
 */
export function gridSample(images: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  checkInputTensor("gridSample", "images", images);
  checkInputTensor("gridSample", "places", grid);
  const { mode = "bilinear", paddingMode = "zeros", alignCorners = false } = options;
  const [n = 0, channels = 0, height = 0, width = 0] = images.shape;
  const [, rows = 0, columns = 0] = grid.shape;
  checkShape("images of gridSample", images, [n, channels, height, width]);
  checkShape("a grid of gridSample", grid, [n, rows, columns, 2]);
  if (!["bilinear", "nearest"].includes(mode) || !["zeros", "border"].includes(paddingMode)) {
    throw new RangeError(
      `Cannot sample a grid with mode "${String(mode)}" and paddingMode "${String(paddingMode)}": expected "bilinear" or ` +
        '"nearest", and "zeros" or "border", got another. Leave them out for the first of each.',
    );
  }
  const place = (part: number, extent: number) => {
    const along = grid.at("...", part);
    const at = alignCorners
      ? along.add(1).mul((extent - 1) / 2)
      : along
          .add(1)
          .mul(extent / 2)
          .sub(0.5);
    return paddingMode === "border" ? at.clamp({ min: 0, max: extent - 1 }) : at;
  };
  const [x, y] = [place(0, width), place(1, height)]; // [n, rows, columns]
  const pixels = images.permute([0, 2, 3, 1]).reshape([n * height * width, channels]);
  const starts = tensor(Int32Array.from({ length: n }, (_, i) => i * height * width)).reshape([n, 1, 1]);
  /** The pixels at whole places, 0 outside. */
  const read = (column: Tensor, row: Tensor): Tensor => {
    const [i, j] = [row.clamp({ min: 0, max: height - 1 }), column.clamp({ min: 0, max: width - 1 })];
    const inside = i.eq(row).logicalAnd(j.eq(column)).unsqueeze(-1);
    const at = i.mul(width).add(j).cast("int32").add(starts);
    return inside.where(pixels.gather(at), 0); // [n, rows, columns, channels]
  };
  if (mode === "nearest") {
    return read(x.detach().round(), y.detach().round()).permute([0, 3, 1, 2]);
  }
  const [left, top] = [x.detach().floor(), y.detach().floor()];
  const [right, bottom] = [x.sub(left).unsqueeze(-1), y.sub(top).unsqueeze(-1)]; // how far beyond them
  const mixed = (row: Tensor) => {
    const [first, second] = [read(left, row), read(left.add(1), row)];
    return first.add(second.sub(first).mul(right));
  };
  const [above, below] = [mixed(top), mixed(top.add(1))];
  return above.add(below.sub(above).mul(bottom)).permute([0, 3, 1, 2]);
}
