import type { Paint, TerminalStream } from "./terminal.ts";

/** Milliseconds from one drawing of the bar to the next. */
const interval = 80;
const longestBar = 20;
const shortestBar = 6;
/** Beside the bar there is to be room for the percentage and the time that is left. */
const besideBar = 28;

/** How far a piece of work is. */
export interface Progress {
  /** From 0 to 1. */
  readonly fraction: number;
  /** Before the bar: "epoch 3/9". */
  readonly label: string;
  /** After it: "loss 0.12". */
  readonly details: readonly string[];
}

/**
 * One line at the bottom of a terminal that tells how far work is and how long it will take; lines can be printed
 * above it. Where the stream is no terminal nothing is drawn, and lines are all there is.
 */
export class ProgressLine {
  private readonly stream: TerminalStream;
  private readonly paint: Paint;
  private readonly now: () => number;
  private began: number;
  private drawn = Number.NEGATIVE_INFINITY;
  private visible = false;

  constructor(stream: TerminalStream, paint: Paint, now: () => number = () => performance.now()) {
    this.stream = stream;
    this.paint = paint;
    this.now = now;
    this.began = now();
  }

  /** Starts measuring the time anew. */
  restart(): void {
    this.began = this.now();
  }

  /** Draws the line, unless that was done a moment ago. */
  update(progress: Progress): void {
    const now = this.now();
    if (this.stream.isTTY !== true || now - this.drawn < interval) return;
    this.drawn = now;
    const { fraction, label, details } = progress;
    const columns = this.stream.columns || 80;
    const barLength = Math.max(shortestBar, Math.min(longestBar, columns - label.length - besideBar));
    const done = Math.round(fraction * barLength);
    const seconds = fraction > 0 ? ((now - this.began) / 1000) * (1 / fraction - 1) : undefined;
    const left = seconds === undefined ? "" : `${shortDuration(seconds)} left`;
    const percent = `${Math.floor(fraction * 100)} %`.padStart(5);
    // A line that wraps cannot be taken back: what does not fit is left out, the last part first.
    let room = columns - label.length - barLength - 3;
    // On a terminal of a few columns not even the bar has room.
    if (room < 0) return;
    let tail = "";
    for (const part of [percent, left, ...details].filter((text) => text !== "")) {
      room -= part.length + 2;
      if (room < 0) break;
      tail += `  ${part}`;
    }
    const bar = this.paint.blue("━".repeat(done)) + this.paint.dim("─".repeat(barLength - done));
    this.stream.write(`\r\x1b[2K${label} ${bar}${tail}`);
    this.visible = true;
  }

  /** Prints a line that stays, above the bar. */
  print(line: string): void {
    this.clear();
    this.stream.write(`${line}\n`);
    this.drawn = Number.NEGATIVE_INFINITY;
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.visible) this.stream.write("\r\x1b[2K");
    this.visible = false;
  }
}

/** "8 s", "2 min 05 s", "1 h 04 min". */
export function shortDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}
