/** A decoded picture: four bytes a pixel (red, green, blue, opacity), rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}
