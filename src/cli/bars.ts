import type { Paint } from "./terminal.ts";

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A number from 0 to 1 as a bar of at most `length` characters, an eighth of a character at a time, padded. */
export function bar(fraction: number, length: number, paint: Paint["blue"] = (text) => text): string {
  const parts = Math.round(Math.max(0, Math.min(1, fraction)) * length * 8);
  const text = "█".repeat(parts >> 3) + eighths[parts & 7]!;
  return paint(text) + " ".repeat(length - text.length);
}
