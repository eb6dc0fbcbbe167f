import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../base/random.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { tensor } from "../tensor/index.ts";
import * as audio from "./index.ts";

await useTestDevice();

function noise(length: number): Float32Array {
  const random = new Random(8);
  return Float32Array.from({ length }, () => random.uniform(-1, 1));
}

function tone(length: number, { hertz, sampleRate }: { hertz: number; sampleRate: number }): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hertz * n) / sampleRate));
}

test("istft undoes stft for each window, hop and length", () => {
  for (const options of [
    { nFft: 64 },
    { nFft: 50, hopLength: 10, window: "hamming" },
    { nFft: 63, hopLength: 21, window: "blackman", normalized: true },
    { nFft: 40, hopLength: 10, winLength: 31 },
    { nFft: 37, hopLength: 12, center: false, window: "ones" },
  ] as const) {
    const signal = noise(500);
    const again = audio.istft(audio.stft(signal, options), { ...options, length: 480 });
    assert.equal(again.length, 480);
    for (const [i, value] of again.entries()) {
      assert.ok(Math.abs(value - signal[i]!) < 1e-6, `${JSON.stringify(options)} at ${i}: ${value}`);
    }
  }
});

test("the energy of a tone lies at its frequency, and twice the amplitude is four times the energy", () => {
  const signal = tone(4000, { hertz: 1000, sampleRate: 8000 });
  const { shape, data } = audio.spectrogram(signal, { nFft: 256 });
  const [bins, frames] = shape;
  const column = Array.from({ length: bins }, (_, k) => data[k * frames + 10]!);
  assert.equal(column.indexOf(Math.max(...column)), 32);
  const louder = audio.spectrogram(
    signal.map((value) => 2 * value),
    { nFft: 256 },
  );
  assert.ok(Math.abs(louder.data[32 * frames + 10]! / data[32 * frames + 10]! - 4) < 1e-5);
});

test("a resampled tone is the tone at the new rate", () => {
  const from = tone(2000, { hertz: 440, sampleRate: 8000 });
  for (const to of [16_000, 11_025, 6000]) {
    const made = audio.resample(from, { from: 8000, to, lowpassFilterWidth: 32 });
    const expected = tone(made.length, { hertz: 440, sampleRate: to });
    for (let n = 300; n < made.length - 300; n++) {
      assert.ok(Math.abs(made[n]! - expected[n]!) < 2e-3, `${to} Hz at ${n}: ${made[n]}, not ${expected[n]}`);
    }
  }
});

test("layers give what functions give, and gradients reach the signal", async () => {
  const options = { nFft: 64, hopLength: 20, sampleRate: 8000, nMels: 6, normalized: true } as const;
  for (const padMode of ["reflect", "constant", "replicate", "circular"] as const) {
    const signals = [noise(300), tone(300, { hertz: 700, sampleRate: 8000 })];
    const x = tensor([...signals[0]!, ...signals[1]!], { shape: [2, 300], requiresGrad: true });
    for (const [layer, compute] of [
      [new audio.Spectrogram({ ...options, padMode }), audio.spectrogram],
      [new audio.MelSpectrogram({ ...options, padMode }), audio.melSpectrogram],
    ] as const) {
      const made = layer.forward(x);
      const expected = signals.map((signal) => compute(signal, { ...options, padMode }));
      assert.deepEqual([...made.shape], [2, ...expected[0]!.shape]);
      const values = await made.data();
      for (const [i, value] of expected.flatMap(({ data }) => [...data]).entries()) {
        assert.ok(Math.abs(values[i]! - value) < 2e-5, `${padMode} at ${i}: ${values[i]}, not ${value}`);
      }
      assert.deepEqual(layer.parameters(), []);
    }
    // By Parseval, Σ energies of all bins grow with the signal: the derivative along it is twice their sum.
    const total = new audio.Spectrogram({ ...options, padMode }).forward(x).sum();
    total.backward();
    const gradient = [...(await x.grad!.data())];
    const along = gradient.reduce((sum, slope, i) => sum + slope * signals[i < 300 ? 0 : 1]![i % 300]!, 0);
    assert.ok(Math.abs(along / (2 * total.item()) - 1) < 1e-4);
  }
  assert.throws(
    () => new audio.Spectrogram().forward(tensor([1, 2])),
    /shape \[2\]: expected \[batch, samples\]/,
  );
});

test("Griffin–Lim comes nearer to the spectrogram with each step", () => {
  const signal = tone(2000, { hertz: 500, sampleRate: 8000 }).map((value, n) => value * Math.sin(n / 300));
  const options = { nFft: 128, hopLength: 32 };
  const wanted = audio.spectrogram(signal, { ...options, power: 1 });
  const distance = (nIter: number): number => {
    const made = audio.griffinLim(wanted, { ...options, power: 1, nIter, length: 2000 });
    const got = audio.spectrogram(made, { ...options, power: 1 });
    const [error, size] = [
      got.data.reduce((sum, value, i) => sum + (value - wanted.data[i]!) ** 2, 0),
      wanted.data.reduce((sum, value) => sum + value ** 2, 0),
    ];
    return Math.sqrt(error / size);
  };
  const [first, tenth, last] = [distance(0), distance(10), distance(60)];
  assert.ok(tenth < first && last < tenth && last < 0.05, `${first}, ${tenth}, ${last}`);
});

test("masks are bands of random width and place, and of nothing else", () => {
  const full = { shape: [10, 12] as const, data: new Float32Array(120).fill(1) };
  const widths = [new Map<number, number>(), new Map<number, number>()];
  for (let seed = 0; seed < 900; seed++) {
    const random = new Random(seed);
    const masked = [
      audio.frequencyMasking(full, { freqMaskParam: 4, random }),
      audio.timeMasking(full, { timeMaskParam: 3, random, value: -1 }),
    ];
    for (const [axis, { data }] of masked.entries()) {
      const places = [...data.keys()]
        .filter((i) => data[i] !== 1)
        .map((i) => (axis === 0 ? Math.floor(i / 12) : i % 12));
      const hit = [...new Set(places)].sort((a, b) => a - b);
      assert.equal(places.length, hit.length * (axis === 0 ? 12 : 10));
      assert.ok(hit.length === 0 || hit.at(-1)! - hit[0]! + 1 === hit.length, "a band");
      widths[axis]!.set(hit.length, (widths[axis]!.get(hit.length) ?? 0) + 1);
    }
  }
  for (const [axis, count] of [4, 3].entries()) {
    assert.deepEqual([...widths[axis]!.keys()].sort(), [0, 1, 2, 3].slice(0, count));
    for (const seen of widths[axis]!.values()) assert.ok(Math.abs(seen / 900 - 1 / count) < 0.06);
  }
});

test("silence at the ends goes, and silence between stays", () => {
  const signal = new Float32Array(10_000);
  signal.set(tone(1000, { hertz: 300, sampleRate: 8000 }), 3000);
  signal.set(tone(1000, { hertz: 300, sampleRate: 8000 }), 6000);
  const { signal: trimmed, start, end } = audio.trimSilence(signal, { frameLength: 256, hopLength: 64 });
  assert.ok(start > 2800 && start <= 3000 && end >= 7000 && end < 7200, `${start} to ${end}`);
  assert.deepEqual(trimmed, signal.slice(start, end));
  assert.equal(audio.trimSilence(new Float32Array(5000)).signal.length, 0);
  assert.equal(audio.trimSilence(signal.map((value) => value / 1e6)).end > 0, false);
});

test("deemphasis undoes preemphasis", () => {
  const signal = noise(200);
  const again = audio.deemphasis(audio.preemphasis(signal));
  for (const [i, value] of again.entries()) assert.ok(Math.abs(value - signal[i]!) < 1e-6);
});

test("what does not fit is refused, with the way out", () => {
  const short = new Float32Array(10);
  const spectrum = { shape: [3, 2] as const, data: new Float32Array(6) };
  const complex = { shape: [3, 2] as const, real: new Float64Array(6), imaginary: new Float64Array(6) };
  const random = new Random(0);
  const refusals: [() => unknown, RegExp][] = [
    [() => audio.windowFunction("hann", 0), /of length 0/],
    [() => audio.stft(short, { nFft: 0 }), /nFft = 0: expected a positive integer/],
    [() => audio.stft(short, { nFft: 8, winLength: 9 }), /winLength = 9: expected at most nFft, 8/],
    [() => audio.stft(short, { nFft: 8, window: [1, 2] }), /window of 2 values: expected winLength, 8/],
    [() => audio.stft(short, { nFft: 20 }), /mirror a signal of 10 samples by 10/],
    [() => audio.stft(short, { nFft: 20, center: false }), /10 samples into frames of 20/],
    [() => audio.spectrogram(short, { nFft: 8, power: 0 }), /power = 0/],
    [() => audio.istft(complex, { nFft: 8 }), /3 frequencies with nFft = 8: expected 5/],
    [() => audio.istft(complex, { nFft: 4, hopLength: 4, center: false }), /expected windows that overlap/],
    [() => audio.melFilterBank(201, { nMels: 0 }), /0 mel filters of 201 frequencies/],
    [() => audio.melFilterBank(201, { fMin: 9000 }), /from 9000 to 8000 Hz/],
    [() => audio.mfcc(new Float32Array(800), { nMels: 20, nMfcc: 21 }), /21 coefficients of 20 mel filters/],
    [() => audio.amplitudeToDb(spectrum, { topDb: -1 }), /topDb = -1/],
    [() => audio.computeDeltas(spectrum, { winLength: 4 }), /slopes over 4 frames/],
    [() => audio.resample(short, { from: 8000.5, to: 1 }), /from 8000.5 to 1 Hz/],
    [() => audio.resample(short, { from: 2, to: 1, rolloff: 0 }), /rolloff = 0/],
    [() => audio.griffinLim(spectrum, { momentum: 1 }), /momentum = 1/],
    [() => audio.timeMasking(spectrum, { timeMaskParam: -1, random }), /up to -1 frames/],
    [() => audio.frequencyMasking(spectrum, { freqMaskParam: 0.5, random }), /up to 0.5 frequencies/],
    [() => audio.trimSilence(short, { hopLength: 0 }), /hopLength = 0/],
  ];
  for (const [call, message] of refusals) assert.throws(call, { name: "RangeError", message });
});
