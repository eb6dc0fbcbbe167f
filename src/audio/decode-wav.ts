import { requireKind } from "../base/argument-kinds.ts";
import type { Waveform } from "./waveform.ts";

/** Reads one sample. */
type Read = (view: DataView, at: number) => number;

/** By format and bits: 1 is integers, 3 floats. Integers go to −1 … 1 by their greatest power of two, as in torchaudio. */
const readers: Readonly<Record<string, Read>> = {
  "1/8": (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
  "1/16": (view, at) => view.getInt16(at, true) / 2 ** 15,
  "1/24": (view, at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23,
  "1/32": (view, at) => view.getInt32(at, true) / 2 ** 31,
  "3/32": (view, at) => view.getFloat32(at, true),
  "3/64": (view, at) => view.getFloat64(at, true),
};

/** What says in a format that the true one comes later: WAVE_FORMAT_EXTENSIBLE. */
const extensible = 0xfffe;

/**
 * Decodes a WAV file: integers of 8, 16, 24 or 32 bits and floats of 32 or 64, of any number of channels, with whatever
 * chunks besides. A file whose header was never finished (lengths of 0 or 0xFFFFFFFF, as recorders leave them) is read to its end.
 *
 * Throws: RangeError with one sentence that names the file, if it is none, cut short, or compressed.
 * Source: IBM, Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991; Microsoft, "Multiple Channel
 * Audio Data and WAVE Files", 2001.
 *
 * @example
 * const tone = { sampleRate: 8000, channels: [Float32Array.of(0, 0.5, -0.5)] };
 * decodeWav(encodeWav(tone)).channels[0]!; // [0, 0.5, -0.5]
 */
export function decodeWav(bytes: Uint8Array, name: string = "a sound"): Waveform {
  requireKind("bytes", "call decodeWav", { bytes });
  const fail = (expected: string, got: string, mend: string): never => {
    throw new RangeError(`Cannot read ${name}: expected ${expected}, got ${got}. ${mend}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tag = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || tag(0) !== "RIFF" || tag(8) !== "WAVE") {
    return fail("a WAV file", kindOf(bytes), "Convert it, for example with ffmpeg -i sound.mp3 sound.wav.");
  }
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [kind, claimed] = [tag(at), view.getUint32(at + 4, true)];
    const start = at + 8;
    if (kind === "fmt ")
      format = formatOf(
        new DataView(bytes.buffer, bytes.byteOffset + start, Math.min(claimed, bytes.length - start)),
      );
    if (kind === "data") {
      if (format === undefined) return fail("a format before the samples", "none", "Save or export it anew.");
      const unfinished = claimed === 0xffffffff || (claimed === 0 && start < bytes.length);
      const length = unfinished ? bytes.length - start : claimed;
      if (start + length > bytes.length) {
        return fail(
          `${claimed.toLocaleString("en-US")} bytes of samples`,
          `a file that ends after ${(bytes.length - start).toLocaleString("en-US")}`,
          "It was cut short: copy or download it again.",
        );
      }
      return samplesOf(new DataView(bytes.buffer, bytes.byteOffset + start, length), format, fail);
    }
    // Chunks begin at even places.
    at = start + claimed + (claimed % 2);
  }
  return fail(
    "a chunk of samples",
    format === undefined ? "neither that nor a format" : "none",
    "It was cut short: copy or download it again.",
  );
}

interface Format {
  readonly code: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly bits: number;
  readonly blockBytes: number;
}

function formatOf(view: DataView): Format | undefined {
  if (view.byteLength < 16) return undefined;
  const code = view.getUint16(0, true);
  return {
    // The true format is the start of the sub-format's identifier.
    code: code === extensible && view.byteLength >= 26 ? view.getUint16(24, true) : code,
    channels: view.getUint16(2, true),
    sampleRate: view.getUint32(4, true),
    bits: view.getUint16(14, true),
    blockBytes: view.getUint16(12, true),
  };
}

function samplesOf(
  view: DataView,
  { code, channels, sampleRate, bits, blockBytes }: Format,
  fail: (expected: string, got: string, mend: string) => never,
): Waveform {
  // Odd numbers of bits are kept in whole bytes, at their upper end.
  const bytes = Math.ceil(bits / 8);
  const read = readers[`${code}/${8 * bytes}`];
  if (read === undefined) {
    return fail(
      "integers of 8, 16, 24 or 32 bits or floats of 32 or 64",
      `${namesOfFormats[code] ?? `format ${code}`} of ${bits} bits`,
      "Convert it, for example with ffmpeg -i sound.wav -c:a pcm_s16le new.wav.",
    );
  }
  if (channels === 0 || sampleRate === 0 || blockBytes !== channels * bytes) {
    return fail(
      "channels, a sample rate and blocks that fit",
      `${channels} channels at ${sampleRate} Hz in blocks of ${blockBytes} bytes`,
      "Save or export it anew.",
    );
  }
  const count = Math.floor(view.byteLength / blockBytes);
  const decoded = Array.from({ length: channels }, () => new Float32Array(count));
  for (const [channel, samples] of decoded.entries()) {
    for (let i = 0; i < count; i++) samples[i] = read(view, i * blockBytes + channel * bytes);
  }
  return { sampleRate, channels: decoded };
}

const namesOfFormats: Readonly<Record<number, string>> = {
  1: "integers",
  2: "Microsoft's ADPCM",
  3: "floats",
  6: "A-law",
  7: "µ-law",
  17: "IMA's ADPCM",
  85: "MP3",
};

const others: readonly (readonly [name: string, start: RegExp])[] = [
  ["an MP3", /^(ID3|\xff[\xe0-\xff])/],
  ["a FLAC", /^fLaC/],
  ["an Ogg", /^OggS/],
  ["an MP4 or M4A", /^....ftyp/s],
  ["an AIFF", /^FORM....AIF/s],
  ["a WAV of more than 4 GB (RF64)", /^RF64/],
];

function kindOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  return others.find(([, pattern]) => pattern.test(start))?.[0] ?? "a file of another kind";
}
