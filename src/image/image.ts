/** A picture as models see it: planes of numbers, by custom from 0 to 1, rows from the top. */
export interface Image {
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly data: Float32Array;
}

/** A class a pixel, or another integer that must not be mixed with its neighbours'. */
export interface Mask {
  readonly shape: readonly [height: number, width: number];
  readonly data: Int32Array;
}

/** Rectangles around objects: the left, top, right and bottom edge of each, in pixels from the upper left corner. */
export interface Boxes {
  readonly shape: readonly [count: number, corners: 4];
  readonly data: Float32Array;
}

/** One example with a picture, and what is known of places in it. */
export interface ImageSample {
  readonly image: Image;
  readonly mask?: Mask;
  readonly boxes?: Boxes;
  /** The class of each box. */
  readonly labels?: Int32Array;
}
