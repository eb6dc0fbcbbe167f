import { requireKind } from "../base/argument-kinds.ts";
import type { Waveform } from "./waveform.ts";

/** How samples are kept in a file. */
export type WavEncoding = "uint8" | "int16" | "int24" | "int32" | "float32" | "float64";

const encodings: Readonly<Record<WavEncoding, { code: 1 | 3; bytes: number }>> = {
  uint8: { code: 1, bytes: 1 },
  int16: { code: 1, bytes: 2 },
  int24: { code: 1, bytes: 3 },
  int32: { code: 1, bytes: 4 },
  float32: { code: 3, bytes: 4 },
  float64: { code: 3, bytes: 8 },
};

/**
 * A WAV file, of 16-bit integers unless told; what lies beyond −1 to 1 is cut off where integers cannot hold it. More than two
 * channels or 16 bits are written as WAVE_FORMAT_EXTENSIBLE.
 *
 * Throws: RangeError if there are no channels, they differ in length, or the sample rate is no positive integer.
 * Source: Microsoft, "Multiple Channel Audio Data and WAVE Files", 2001.
 *
 * @example
 * encodeWav({ sampleRate: 8000, channels: [new Float32Array(100)] }).length; // 244
 */
export function encodeWav(waveform: Waveform, options: { encoding?: WavEncoding } = {}): Uint8Array {
  requireKind("object", "call encodeWav", { waveform });
  const { sampleRate, channels } = waveform;
  requireKind("array", "call encodeWav", { channels });
  const { encoding = "int16" } = options;
  const count = channels[0]?.length ?? 0;
  if (channels.length === 0 || channels.length > 65535 || channels.some(({ length }) => length !== count)) {
    throw new RangeError(
      `Cannot encode channels of ${channels.map(({ length }) => length).join(", ") || "no"} samples: expected at least one, all of one length. Pass one list of samples a channel.`,
    );
  }
  if (!Number.isInteger(sampleRate) || sampleRate < 1) {
    throw new RangeError(`Cannot encode a sound at ${sampleRate} Hz: expected a positive integer. Round it.`);
  }
  const { code, bytes } = encodings[encoding];
  const isExtensible = channels.length > 2 || (code === 1 && bytes > 2);
  const formatLength = isExtensible ? 40 : code === 3 ? 18 : 16;
  const factLength = code === 3 || isExtensible ? 12 : 0;
  const block = channels.length * bytes;
  const dataLength = count * block;
  const file = new Uint8Array(20 + formatLength + factLength + 8 + dataLength + (dataLength % 2));
  const view = new DataView(file.buffer);
  let at = 0;
  const text = (word: string): void => {
    for (const letter of word) file[at++] = letter.charCodeAt(0);
  };
  const integer = (value: number, size: 2 | 4): void => {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  };
  text("RIFF");
  integer(file.length - 8, 4);
  text("WAVEfmt ");
  integer(formatLength, 4);
  integer(isExtensible ? 0xfffe : code, 2);
  integer(channels.length, 2);
  integer(sampleRate, 4);
  integer(sampleRate * block, 4);
  integer(block, 2);
  integer(8 * bytes, 2);
  if (isExtensible) {
    integer(22, 2);
    integer(8 * bytes, 2);
    integer(0, 4);
    integer(code, 2);
    // The rest of the identifier that all formats of this kind share.
    file.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], at);
    at += 14;
  } else if (code === 3) integer(0, 2);
  if (factLength > 0) {
    text("fact");
    integer(4, 4);
    integer(count, 4);
  }
  text("data");
  integer(dataLength, 4);
  for (let i = 0; i < count; i++) {
    for (const samples of channels) {
      write(view, at, samples[i]!, encoding);
      at += bytes;
    }
  }
  return file;
}

function write(view: DataView, at: number, value: number, encoding: WavEncoding): void {
  if (encoding === "float32") view.setFloat32(at, value, true);
  else if (encoding === "float64") view.setFloat64(at, value, true);
  else {
    const full = 2 ** (8 * encodings[encoding].bytes - 1);
    const level = Math.max(-full, Math.min(full - 1, Math.round(value * full)));
    if (encoding === "uint8") view.setUint8(at, level + 128);
    else if (encoding === "int16") view.setInt16(at, level, true);
    else if (encoding === "int32") view.setInt32(at, level, true);
    else {
      view.setUint16(at, level & 0xffff, true);
      view.setInt8(at + 2, level >> 16);
    }
  }
}
