/** Numbers as text of equal width, the way NumPy writes the elements of an array. */

/** Writes a number; all that it was made for come out at the same width. */
export type NumberFormat = (element: number) => string;

/** Digits after the point at most. */
const precision = 8;
/** Digits after the point of the longest float32 that is written without an exponent: those are 2⁻³⁷ apart or more. */
const exactDigits = 40;

/** Integers, aligned on the right. */
export function integerFormat(elements: readonly number[]): NumberFormat {
  const width = Math.max(0, ...elements.map((element) => String(element).length));
  return (element) => String(element).padStart(width);
}

/** Truth values as JavaScript writes them; a blank before `true`, but for scalars. */
export function boolFormat(scalar: boolean): NumberFormat {
  return (element) => (element !== 0 ? "true".padStart(scalar ? 0 : 5) : "false");
}

/**
 * Floats with as many digits as tell them apart from other float32s, 8 after the point at most, points aligned; with
 * exponents if any is large or small, or one is a thousand times another.
 *
 * Source: NumPy 1.24, `FloatingFormat` of numpy/core/arrayprint.py.
 */
export function floatFormat(elements: readonly number[]): NumberFormat {
  const finite = elements.filter(Number.isFinite);
  const sizes = finite.filter((element) => element !== 0).map(Math.abs);
  const [largest, smallest] = [Math.max(0, ...sizes), Math.min(Number.POSITIVE_INFINITY, ...sizes)];
  const exponents =
    sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || Math.fround(largest / smallest) > 1000);
  return exponents ? exponentFormat(elements, finite) : pointFormat(elements, finite);
}

function pointFormat(elements: readonly number[], finite: readonly number[]): NumberFormat {
  const parts = finite.map((element) => withPoint(element).split(".") as [string, string]);
  const right = Math.max(0, ...parts.map(([, fraction]) => fraction.length));
  const left = leftWidth(elements, parts, right);
  return (element) => {
    if (!Number.isFinite(element)) return notFinite(element).padStart(left + right + 1);
    const [whole, fraction] = withPoint(element).split(".") as [string, string];
    return `${whole.padStart(left)}.${fraction.padEnd(right)}`;
  };
}

function exponentFormat(elements: readonly number[], finite: readonly number[]): NumberFormat {
  const parts = finite.map((element) => withExponent(element, 0));
  const digits = Math.max(0, ...parts.map(([, fraction]) => fraction.length));
  const right = digits + 2 + Math.max(0, ...parts.map(([, , exponent]) => exponent.length - 1));
  const left = leftWidth(elements, parts, right);
  return (element) => {
    if (!Number.isFinite(element)) return notFinite(element).padStart(left + right + 1);
    const [whole, fraction, exponent] = withExponent(element, digits);
    return `${whole.padStart(left)}.${fraction}e${exponent}`;
  };
}

/** The width before the point, so that words for what is not finite fit as well. */
function leftWidth(
  elements: readonly number[],
  parts: readonly (readonly string[])[],
  right: number,
): number {
  const words = elements
    .filter((element) => !Number.isFinite(element))
    .map((element) => notFinite(element).length);
  return Math.max(0, ...parts.map(([whole]) => whole!.length), ...words.map((width) => width - right - 1));
}

function notFinite(element: number): string {
  return Number.isNaN(element) ? "nan" : element > 0 ? "inf" : "-inf";
}

/**
 * Sign and digits before the point, digits after it, sign and at least two digits of the exponent. The fewest digits
 * that tell the number apart, but if they are fewer than `least`, so many of the exact number.
 */
function withExponent(element: number, least: number): [string, string, string] {
  const size = Math.abs(element);
  let [digits, exponent] = shortest(size).toExponential().split("e") as [string, string];
  if (digits.length - 2 < least)
    [digits, exponent] = exactExponential(size, least).split("e") as [string, string];
  const [whole, fraction = ""] = digits.split(".");
  return [signed(element, whole!), fraction, exponent[0] + exponent.slice(1).padStart(2, "0")];
}

/** As toExponential, but halves go to the even digit. */
function exactExponential(size: number, digits: number): string {
  const [exact, exponent] = size.toExponential(100).split("e") as [string, string];
  const kept = exact.slice(0, digits + 2);
  return halfAboveEven(kept, exact) ? `${kept}e${exponent}` : size.toExponential(digits);
}

/** Whether digits that are cut off are exactly half of the last one kept, which is even. */
function halfAboveEven(kept: string, exact: string): boolean {
  return /^50*$/.test(exact.slice(kept.length)) && Number(kept.at(-1)) % 2 === 0;
}

/** Without exponent; digits that are cut off are rounded as the exact number says, halves to the even digit. */
function withPoint(element: number): string {
  const [whole, fraction = ""] = String(shortest(Math.abs(element))).split(".");
  if (fraction.length <= precision) return signed(element, `${whole}.${fraction}`);
  const exact = Math.abs(element).toFixed(exactDigits);
  const kept = exact.slice(0, exact.length - exactDigits + precision);
  const rounded = halfAboveEven(kept, exact) ? kept : Math.abs(element).toFixed(precision);
  return signed(element, rounded.replace(/0+$/, ""));
}

/** The decimal with the fewest digits that is this float32 and no other; of two that are as near, the even one. */
function shortest(size: number): number {
  let digits = 1;
  while (digits < 9 && Math.fround(Number(size.toPrecision(digits))) !== size) digits++;
  return Number(exactExponential(size, digits - 1));
}

function signed(element: number, digits: string): string {
  return element < 0 || Object.is(element, -0) ? `-${digits}` : digits;
}
