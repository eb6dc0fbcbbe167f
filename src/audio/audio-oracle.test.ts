import assert from "node:assert/strict";
import { test } from "node:test";
import { fixtures, type StoredTensor } from "../nn/oracle.ts";
import * as audio from "./index.ts";

interface Case {
  readonly function: string;
  readonly input: StoredTensor;
  readonly options: never;
  readonly output: StoredTensor;
}

interface Computed {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

const signal = (data: ArrayLike<number>): Computed => ({ shape: [data.length], data });
const matrix = ({ shape, data }: StoredTensor) => ({
  shape: shape as [number, number],
  data: Float32Array.from(data),
});

/** Real and imaginary parts side by side, as PyTorch stores them. */
function interleaved({ shape, real, imaginary }: audio.ComplexSpectrum): Computed {
  return { shape: [...shape, 2], data: [...real].flatMap((value, i) => [value, imaginary[i]!]) };
}

function parted({ shape, data }: StoredTensor): audio.ComplexSpectrum {
  const part = (which: number) => Float64Array.from(data.filter((_, i) => i % 2 === which));
  return { shape: shape.slice(0, 2) as [number, number], real: part(0), imaginary: part(1) };
}

const compute: Readonly<Record<string, (input: StoredTensor, options: never) => Computed>> = {
  windowFunction: (_, options: { name: audio.WindowName; length: number; periodic: boolean }) =>
    signal(audio.windowFunction(options.name, options.length, options)),
  stft: ({ data }, options) => interleaved(audio.stft(data, options)),
  istft: (input, options) => signal(audio.istft(parted(input), options)),
  spectrogram: ({ data }, options) => audio.spectrogram(data, options),
  melFilterBank: ({ data }, options) => audio.melFilterBank(data.length, options),
  melSpectrogram: ({ data }, options) => audio.melSpectrogram(data, options),
  mfcc: ({ data }, options) => audio.mfcc(data, options),
  amplitudeToDb: (input, options) => audio.amplitudeToDb(matrix(input), options),
  computeDeltas: (input, options) => audio.computeDeltas(matrix(input), options),
  resample: ({ data }, options) => signal(audio.resample(data, options)),
  preemphasis: ({ data }, options) => signal(audio.preemphasis(data, options)),
  deemphasis: ({ data }, options) => signal(audio.deemphasis(data, options)),
};

const cases = fixtures<Case>("audio");

for (const name of new Set(cases.map((stored) => stored.function))) {
  test(`${name} is PyTorch's`, () => {
    for (const { input, options, output } of cases.filter((stored) => stored.function === name)) {
      const { shape, data } = compute[name]!(input, options);
      const what = `${name}(${JSON.stringify(options)})`;
      assert.deepEqual([...shape], [...output.shape], what);
      const scale = output.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      for (const [i, expected] of output.data.entries()) {
        // What is kept in float32 has 24 bits.
        if (Math.abs(data[i]! - expected) <= 3e-7 * scale) continue;
        assert.fail(`${what} at ${i}: got ${data[i]}, expected ${expected}`);
      }
    }
  });
}
