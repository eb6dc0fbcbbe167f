import { UsageError } from "./usage-error.ts";

/** Reads an option's text as a positive integer. Throws: UsageError. */
export function positiveInteger(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
      throw new UsageError(`Cannot use ${option} ${text}: expected a positive integer.`);
    }
    return value;
  };
}

/** Reads an option's text as an integer from 0 to 2⁵³ − 1. Throws: UsageError. */
export function seedValue(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
      throw new UsageError(`Cannot use ${option} ${text}: expected an integer from 0 to 9007199254740991.`);
    }
    return value;
  };
}

/** Reads an option's text as a number above 0. Throws: UsageError. */
export function positiveNumber(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || !(value > 0)) {
      throw new UsageError(`Cannot use ${option} ${text}: expected a positive number.`);
    }
    return value;
  };
}
