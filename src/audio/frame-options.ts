import { type WindowLike, windowFunction } from "./window-function.ts";

/** How a signal is cut into frames; the names and the conventions are those of `torch.stft`. */
export interface FrameOptions {
  /** Samples a transform. Default 400. */
  readonly nFft?: number;
  /** Samples of the window, which lies in the middle of the frame. Default `nFft`. */
  readonly winLength?: number;
  /** Samples from frame to frame. Default half of `winLength`, as in torchaudio. */
  readonly hopLength?: number;
  /** Default "hann". */
  readonly window?: WindowLike;
  /** Whether frame t is about sample t · hopLength, so that the signal is padded by half a frame on both sides. Default true. */
  readonly center?: boolean;
  /** With what it is padded. Default "reflect". */
  readonly padMode?: "reflect" | "constant" | "replicate" | "circular";
  /** Whether results are divided by √nFft. Default false. */
  readonly normalized?: boolean;
}

/** The options with their defaults, and the window as long as a frame. */
export interface Framing {
  readonly nFft: number;
  readonly hopLength: number;
  readonly window: Float64Array;
  readonly center: boolean;
  readonly padMode: Exclude<FrameOptions["padMode"], undefined>;
  readonly normalized: boolean;
}

/** Throws: RangeError if a length is no positive integer, or a window does not fit its frame. */
export function framingOf(options: FrameOptions): Framing {
  const { nFft = 400, window = "hann", center = true, padMode = "reflect", normalized = false } = options;
  const { winLength = nFft } = options;
  const { hopLength = Math.max(1, Math.floor(winLength / 2)) } = options;
  for (const [name, value] of Object.entries({ nFft, winLength, hopLength })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new RangeError(
      `Cannot cut a signal into frames with ${name} = ${value}: expected a positive integer. A common nFft is 400, or 1024.`,
    );
  }
  if (winLength > nFft) {
    throw new RangeError(
      `Cannot cut a signal into frames with winLength = ${winLength}: expected at most nFft, ${nFft}. Make nFft larger.`,
    );
  }
  const values = typeof window === "string" ? windowFunction(window, winLength) : window;
  if (values.length !== winLength) {
    throw new RangeError(
      `Cannot use a window of ${values.length} values: expected winLength, ${winLength}. Give winLength as well.`,
    );
  }
  const whole = new Float64Array(nFft);
  whole.set(values, Math.floor((nFft - winLength) / 2));
  return { nFft, hopLength, window: whole, center, padMode, normalized };
}

/** The signal with half a frame more on either side, where frames are centred. */
export function padSignal(signal: ArrayLike<number>, { nFft, center, padMode }: Framing): Float64Array {
  const length = signal.length;
  const extra = center ? Math.floor(nFft / 2) : 0;
  if (padMode === "reflect" && extra >= length && extra > 0) {
    throw new RangeError(
      `Cannot mirror a signal of ${length} samples by ${extra}: expected more samples than that. Use a smaller nFft or padMode: "constant".`,
    );
  }
  if (length + 2 * extra < nFft || length === 0) {
    throw new RangeError(
      `Cannot cut a signal of ${length} samples into frames of ${nFft}: expected at least one frame. Use a smaller nFft.`,
    );
  }
  const padded = new Float64Array(length + 2 * extra);
  for (let i = 0; i < padded.length; i++) {
    const place = i - extra;
    if (place >= 0 && place < length) padded[i] = signal[place]!;
    else if (padMode !== "constant") padded[i] = signal[placeOf(place, length, padMode)]!;
  }
  return padded;
}

function placeOf(place: number, length: number, padMode: "reflect" | "replicate" | "circular"): number {
  if (padMode === "replicate") return place < 0 ? 0 : length - 1;
  if (padMode === "circular") return ((place % length) + length) % length;
  return place < 0 ? -place : 2 * length - 2 - place;
}
