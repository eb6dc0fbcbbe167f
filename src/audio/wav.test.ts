import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { decodeWav } from "./decode-wav.ts";
import { encodeWav, type WavEncoding } from "./encode-wav.ts";

const steps: Readonly<Record<WavEncoding, number>> = {
  uint8: 2 ** -7,
  int16: 2 ** -15,
  int24: 2 ** -23,
  int32: 2 ** -24,
  float32: 0,
  float64: 0,
};

function noise(count: number, channels: number): Float32Array[] {
  const random = new Random(4);
  return Array.from({ length: channels }, () =>
    Float32Array.from({ length: count }, () => random.uniform(-1, 1)),
  );
}

/** A file of chunks, each its name and its bytes. */
function riff(
  ...chunks: readonly (readonly [name: string, bytes: Uint8Array, claimed?: number])[]
): Uint8Array {
  const parts = chunks.map(([name, bytes, claimed = bytes.length]) => {
    const part = new Uint8Array(8 + bytes.length + (bytes.length % 2));
    part.set(new TextEncoder().encode(name));
    new DataView(part.buffer).setUint32(4, claimed, true);
    part.set(bytes, 8);
    return part;
  });
  const body = Buffer.concat([Buffer.from("WAVE"), ...parts]);
  const head = Buffer.from("RIFF0000");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function format(code: number, channels: number, bits: number): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, code, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, 8000, true);
  view.setUint16(12, channels * Math.ceil(bits / 8), true);
  view.setUint16(14, bits, true);
  return bytes;
}

for (const [encoding, step] of Object.entries(steps) as [WavEncoding, number][]) {
  test(`${encoding} comes back within half a step, with one channel and with five`, () => {
    for (const [channels, count] of [
      [1, 101],
      [2, 7],
      [5, 33],
      [1, 0],
    ] as const) {
      const sound = { sampleRate: 44_100, channels: noise(count, channels) };
      const again = decodeWav(encodeWav(sound, { encoding }));
      assert.equal(again.sampleRate, 44_100);
      assert.equal(again.channels.length, channels);
      for (const [i, samples] of again.channels.entries()) {
        assert.equal(samples.length, count);
        for (const [n, value] of samples.entries()) {
          assert.ok(Math.abs(value - sound.channels[i]![n]!) <= 0.5 * step, `${value} in channel ${i}`);
        }
      }
    }
  });
}

test("integers span −1 to 1, and what lies beyond is cut off", () => {
  for (const encoding of ["uint8", "int16", "int24", "int32"] as const) {
    const [samples] = decodeWav(
      encodeWav({ sampleRate: 1, channels: [Float32Array.of(-1, 0, 1, -9, 9)] }, { encoding }),
    ).channels;
    assert.equal(samples![0], -1);
    assert.equal(samples![1], 0);
    assert.ok(samples![2]! > 0.99 && samples![2]! <= 1);
    assert.deepEqual([samples![3], samples![4]], [samples![0], samples![2]]);
  }
});

test("known bytes of 24 bits, and 12 bits in 16", () => {
  const bytes = Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0, 1, 0, 0, 0xff, 0xff, 0xff);
  assert.deepEqual(
    [...decodeWav(riff(["fmt ", format(1, 1, 24)], ["data", bytes])).channels[0]!],
    [0.5, -0.5, 2 ** -23, -(2 ** -23)],
  );
  const twelve = riff(["fmt ", format(1, 1, 12)], ["data", Uint8Array.of(0, 0x40)]);
  assert.deepEqual([...decodeWav(twelve).channels[0]!], [0.5]);
});

test("other chunks, of odd length, before and after, are passed over", () => {
  const odd = Uint8Array.of(1, 2, 3);
  const file = riff(
    ["LIST", odd],
    ["fmt ", format(1, 1, 8)],
    ["bext", odd],
    ["data", Uint8Array.of(128, 192, 64)],
    ["id3 ", odd],
  );
  assert.deepEqual([...decodeWav(file).channels[0]!], [0, 0.5, -0.5]);
});

test("a file that was never finished is read to its end", () => {
  for (const claimed of [0, 0xffffffff]) {
    const file = riff(["fmt ", format(1, 2, 8)], ["data", Uint8Array.of(128, 192, 64, 128), claimed]);
    assert.deepEqual(decodeWav(file).channels, [Float32Array.of(0, -0.5), Float32Array.of(0.5, 0)]);
  }
});

test("a part of a larger buffer is read from its place", () => {
  const file = encodeWav({ sampleRate: 8000, channels: [Float32Array.of(0.5)] });
  const larger = new Uint8Array(file.length + 10);
  larger.set(file, 7);
  assert.deepEqual([...decodeWav(larger.subarray(7, 7 + file.length)).channels[0]!], [0.5]);
});

const sound = encodeWav({ sampleRate: 8000, channels: [new Float32Array(100)] });
const faults: readonly (readonly [what: string, bytes: Uint8Array, message: RegExp])[] = [
  ["an empty file", new Uint8Array(0), /expected a WAV file, got an empty file/],
  ["an MP3", new TextEncoder().encode("ID3 and so on, long enough"), /got an MP3\. Convert it/],
  [
    "a cut file",
    sound.subarray(0, 150),
    /expected 200 bytes of samples, got a file that ends after 106\. It was cut short/,
  ],
  ["a file cut in its header", sound.subarray(0, 30), /expected a chunk of samples/],
  [
    "samples without a format",
    riff(["data", Uint8Array.of(1)]),
    /expected a format before the samples, got none/,
  ],
  ["µ-law", riff(["fmt ", format(7, 1, 8)], ["data", Uint8Array.of(1)]), /got µ-law of 8 bits\. Convert it/],
  ["no channels", riff(["fmt ", format(1, 0, 8)], ["data", Uint8Array.of(1)]), /got 0 channels at 8000 Hz/],
];
for (const [what, bytes, message] of faults) {
  test(`${what} is refused in one sentence that names it`, () => {
    assert.throws(
      () => decodeWav(bytes, "hello.wav"),
      (error: Error) => {
        assert.ok(error instanceof RangeError);
        assert.match(error.message, /^Cannot read hello\.wav: /);
        assert.match(error.message, message);
        return true;
      },
    );
  });
}

test("what is no sound is not encoded", () => {
  assert.throws(() => encodeWav({ sampleRate: 8000, channels: [] }), /channels of no samples/);
  const uneven = [new Float32Array(1), new Float32Array(2)];
  assert.throws(() => encodeWav({ sampleRate: 8000, channels: uneven }), /channels of 1, 2 samples/);
  assert.throws(() => encodeWav({ sampleRate: 0.5, channels: [new Float32Array(1)] }), /at 0.5 Hz/);
});
