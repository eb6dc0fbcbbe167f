/** A recording: one list of samples a channel, by custom from −1 to 1. */
export interface Waveform {
  /** Samples a second. */
  readonly sampleRate: number;
  /** Left before right; all of one length. */
  readonly channels: readonly Float32Array[];
}
