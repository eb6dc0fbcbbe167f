/** Sound: WAV files, resampling, spectra, and features for models. */

export { amplitudeToDb, type DecibelOptions } from "./amplitude-to-db.ts";
export { computeDeltas } from "./compute-deltas.ts";
export { decodeWav } from "./decode-wav.ts";
export { deemphasis } from "./deemphasis.ts";
export { encodeWav, type WavEncoding } from "./encode-wav.ts";
export type { FrameOptions } from "./frame-options.ts";
export { frequencyMasking } from "./frequency-masking.ts";
export { type GriffinLimOptions, griffinLim } from "./griffin-lim.ts";
export { istft } from "./istft.ts";
export { type MelFilterBank, type MelOptions, melFilterBank } from "./mel-filter-bank.ts";
export { type MelSpectrogramOptions, melSpectrogram } from "./mel-spectrogram.ts";
export { MelSpectrogram } from "./mel-spectrogram-layer.ts";
export { type MfccOptions, mfcc } from "./mfcc.ts";
export { preemphasis } from "./preemphasis.ts";
export { type ResampleOptions, resample } from "./resample.ts";
export { type SpectrogramOptions, spectrogram } from "./spectrogram.ts";
export { Spectrogram } from "./spectrogram-layer.ts";
export { type ComplexSpectrum, type SpectrumImage, stft } from "./stft.ts";
export { timeMasking } from "./time-masking.ts";
export { type TrimSilenceOptions, trimSilence } from "./trim-silence.ts";
export type { Waveform } from "./waveform.ts";
export { type WindowLike, type WindowName, windowFunction } from "./window-function.ts";
