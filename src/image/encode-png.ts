import { PNG } from "pngjs";
import { requireKind } from "../base/argument-kinds.ts";

/** Bytes of pixels, rows from the top, the channels of a pixel side by side. */
export interface PngPixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 3 red, green and blue, 4 with opacity. */
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array;
}

/** As the standard numbers them. */
const colorTypes = { 1: 0, 3: 2, 4: 6 } as const;

/**
 * An 8-bit PNG.
 *
 * Throws: RangeError if there are not width × height × channels bytes.
 */
export function encodePng(pixels: PngPixels): Uint8Array {
  requireKind("object", "call encodePng", { pixels });
  const { width, height, channels, data } = pixels;
  requireKind("list", "call encodePng", { data });
  const expected = width * height * channels;
  if (data.length !== expected) {
    throw new RangeError(
      `Cannot encode a ${width}×${height} PNG of ${channels} channels: expected ${expected} bytes, got ${data.length}. Pass a byte a sample, with the width, the height and the channels.`,
    );
  }
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.length);
  const colorType = colorTypes[channels];
  return PNG.sync.write(png, { colorType, inputColorType: colorType, inputHasAlpha: channels === 4 });
}
