import type { Program } from "./program.ts";

/** A buffer's elements. */
export type Elements = Float32Array | Int32Array;

/**
 * One array a buffer of the program, by position: copies of `given` for inputs and states (zeros where none is
 * given), zeros for outputs, undefined for constants and temporaries.
 *
 * Throws: RangeError where a given array has the wrong type or length.
 */
export function allocateBuffers(
  program: Program,
  given: readonly (Elements | undefined)[] = [],
): (Elements | undefined)[] {
  return program.buffers.map((buffer, i) => {
    if (buffer.role === "constant" || buffer.role === "temporary") return undefined;
    const elements =
      buffer.type === "float32" ? new Float32Array(buffer.length) : new Int32Array(buffer.length);
    const contents = given[i];
    if (contents !== undefined) {
      if (contents.constructor !== elements.constructor || contents.length !== buffer.length) {
        throw new RangeError(
          `Cannot fill buffer ${buffer.name} with ${contents.constructor.name}(${contents.length}): expected ` +
            `${elements.constructor.name}(${buffer.length}).`,
        );
      }
      elements.set(contents);
    }
    return elements;
  });
}

/**
 * The first element of an output or a state in which two runs differ, in words; undefined where all bits are
 * equal. All NaNs are equal, and −0 differs from +0.
 */
export function firstDifference(
  program: Program,
  actual: readonly (Elements | undefined)[],
  expected: readonly (Elements | undefined)[],
): string | undefined {
  for (const [i, buffer] of program.buffers.entries()) {
    if (buffer.role !== "output" && buffer.role !== "state") continue;
    const [a, b] = [actual[i], expected[i]];
    if (a?.length !== b?.length) return `buffer ${buffer.name}: ${a?.length} elements, expected ${b?.length}`;
    for (let e = 0; e < buffer.length; e++) {
      if (Object.is(a?.[e], b?.[e])) continue;
      return `buffer ${buffer.name}, element ${e}: ${say(a?.[e])}, expected ${say(b?.[e])}`;
    }
  }
  return undefined;
}

function say(value: number | undefined): string {
  return Object.is(value, -0) ? "-0" : `${value}`;
}
