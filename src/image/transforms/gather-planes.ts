/** Planes of equal size, one after the other. */
export interface Planes<Elements extends Float32Array | Int32Array> {
  readonly shape: readonly number[];
  readonly data: Elements;
}

/** What fills places without a pixel: one number, or one a channel. */
export type Fill = number | readonly number[];

/**
 * Planes whose row i is the old row `rows[i]` and whose column j is the old column `columns[j]`; where one of them is −1
 * there is `fill`. Cropping, padding, flipping and taking the nearest pixel are all this.
 *
 * Shapes: [..., height, width] → [..., rows, columns].
 */
export function gatherPlanes<Elements extends Float32Array | Int32Array>(
  { shape, data }: Planes<Elements>,
  { rows, columns, fill }: { rows: Int32Array; columns: Int32Array; fill: Fill },
): Elements {
  const [height, width] = shape.slice(-2) as [number, number];
  const count = shape.length === 3 ? shape[0]! : 1;
  const across = columns.length;
  const gathered = new (data.constructor as new (length: number) => Elements)(count * rows.length * across);
  const { first, length } = insideOf(columns);
  let to = 0;
  for (let plane = 0; plane < count; plane++) {
    const empty = typeof fill === "number" ? fill : fill[plane % fill.length]!;
    for (const row of rows) {
      if (row < 0) {
        if (empty !== 0) gathered.fill(empty, to, to + across);
      } else {
        const from = (plane * height + row) * width;
        if (empty !== 0) {
          gathered.fill(empty, to, to + first);
          gathered.fill(empty, to + first + length, to + across);
        }
        for (let x = first; x < first + length; x++) gathered[to + x] = data[from + columns[x]!]!;
      }
      to += across;
    }
  }
  return gathered;
}

/** Where the columns that there are begin, and how many follow: what is filled lies on either side. */
function insideOf(columns: Int32Array): { first: number; length: number } {
  const first = columns.findIndex((column) => column >= 0);
  const last = columns.findLastIndex((column) => column >= 0);
  return first < 0 ? { first: 0, length: 0 } : { first, length: last - first + 1 };
}
