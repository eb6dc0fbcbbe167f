import { maximumThreads } from "../backends/cpu/wasm/thread-pool.ts";
import { UsageError } from "./usage-error.ts";

/** How an option's text becomes its value. Throws: UsageError. */
export type OptionValue<T> = (text: string) => T;

/** An option's text as a positive integer. */
export function positiveInteger(option: string): OptionValue<number> {
  return integer(option, { from: 1, to: Number.MAX_SAFE_INTEGER, expected: "a positive integer" });
}

/** An option's text as a number of threads. */
export function threadCount(option: string): OptionValue<number> {
  return integer(option, { from: 1, to: maximumThreads, expected: `an integer from 1 to ${maximumThreads}` });
}

/** An option's text as an integer from 0 to 2⁵³ − 1. */
export function seedValue(option: string): OptionValue<number> {
  const to = Number.MAX_SAFE_INTEGER;
  return integer(option, { from: 0, to, expected: `an integer from 0 to ${to}` });
}

/** An option's text as a number above 0. */
export function positiveNumber(option: string): OptionValue<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || !(value > 0)) throw unusable(option, text, "a positive number");
    return value;
  };
}

/** An option's text as a number above 0 and at most 1. */
export function shareOfOne(option: string): OptionValue<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || !(value > 0 && value <= 1)) {
      throw unusable(option, text, "a number above 0 and at most 1");
    }
    return value;
  };
}

/** An option's text as the name of a file or folder. */
export function pathName(option: string, kind: "file" | "folder"): OptionValue<string> {
  return (text) => {
    if (text === "") throw unusable(option, text, `the name of a ${kind}`);
    return text;
  };
}

/** "Cannot use --epochs abc: expected a positive integer." */
export function unusable(option: string, text: string, expected: string): UsageError {
  return new UsageError(`Cannot use ${option} ${text === "" ? '""' : text}: expected ${expected}.`);
}

function integer(
  option: string,
  { from, to, expected }: { from: number; to: number; expected: string },
): OptionValue<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !(value >= from && value <= to)) throw unusable(option, text, expected);
    return value;
  };
}
