/** Pictures: reading and writing files, and preparing them for models. */

export { decodePicture } from "./decode-picture.ts";
export { encodePng, type PngPixels } from "./encode-png.ts";
export { montage } from "./montage.ts";
export type { Picture } from "./picture.ts";
export { type PictureGridOptions, pictureGrid } from "./picture-grid.ts";
export { type PictureSize, pictureOf } from "./picture-of.ts";
export { prepareDigit } from "./prepare-digit.ts";
export { type Plane, resizePlane } from "./resize-plane.ts";
