import { requireKind } from "../../base/argument-kinds.ts";

/** Text made safe inside HTML and SVG, in contents and in quoted attributes. */
export function escapeText(text: string): string {
  requireKind("text", "call escapeText", { text });
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A fraction as per cent with one or two decimals: 0.98849 → "98.85 %". */
export function perCent(fraction: number, decimals: number = 2): string {
  return `${(100 * fraction).toFixed(decimals)} %`;
}

/** A number with as many digits as one reads at a glance: 12,345 · 3.42 · 0.0123 · 2.5e-5. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-3) return value.toExponential(1).replace(".0e", "e");
  if (size >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** Seconds as people say them: "8.4 s", "2 min 05 s". */
export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor(whole / 60) % 60).padStart(2, "0")} min`;
}
