import { requireKind } from "../base/argument-kinds.ts";
import type { HostTensor } from "./dataset.ts";

/**
 * One column of one example: elements with a shape; a list of numbers, which is a vector; or a class number.
 */
export type ExampleColumn = HostTensor | Float32Array | Int32Array | number;

/** One example: its input and its target, say. */
export type Example = readonly ExampleColumn[];

/**
 * Examples as a batch: one row an example in each column.
 *
 * Throws: RangeError if the examples differ in their columns, shapes or types, or a class number is no integer.
 *
 * @example
 * const [inputs, labels] = stackExamples([[Float32Array.of(1, 2), 0], [Float32Array.of(3, 4), 1]]);
 * inputs!.shape; // [2, 2]
 * labels!.shape; // [2]
 */
export function stackExamples(examples: readonly Example[]): HostTensor[] {
  requireKind("array", "call stackExamples", { examples });
  for (const example of examples) requireKind("array", "call stackExamples", { examples: example });
  const first = (examples[0] ?? []).map(columnOf);
  const batch = first.map(({ shape, data }): HostTensor => {
    const size = examples.length * data.length;
    const rows = data instanceof Int32Array ? new Int32Array(size) : new Float32Array(size);
    return { shape: [examples.length, ...shape], data: rows };
  });
  for (const [row, example] of examples.entries()) {
    const columns = example.map(columnOf);
    if (columns.length !== first.length || columns.some((column, i) => kind(column) !== kind(first[i]!))) {
      throw new RangeError(
        `Cannot stack examples into a batch: expected each to be [${first.map(kind).join(", ")}] as the first, ` +
          `got [${columns.map(kind).join(", ")}] in row ${row}. Bring all to one shape, or use batches of 1.`,
      );
    }
    for (const [i, { data }] of columns.entries()) batch[i]!.data.set(data, row * data.length);
  }
  return batch;
}

function columnOf(column: ExampleColumn): HostTensor {
  if (column instanceof Float32Array || column instanceof Int32Array) {
    return { shape: [column.length], data: column };
  }
  if (typeof column !== "number") {
    requireKind("shaped", "stack examples", { columns: column });
    return column;
  }
  if (!Number.isInteger(column)) {
    throw new RangeError(
      `Cannot use ${column} as a class number: expected an integer. A target that is a quantity goes into a Float32Array.`,
    );
  }
  return { shape: [], data: Int32Array.of(column) };
}

function kind({ shape, data }: HostTensor): string {
  return `${data instanceof Int32Array ? "int32" : "float32"} [${shape.join(", ")}]`;
}
