/** The codes of one Huffman table of a JPEG. */
export interface JpegHuffmanTable {
  /** By the next nine bits: the length of their code above its value's byte, or 0 where the code is longer. */
  readonly short: Uint16Array;
  /** For each length one more than its greatest code, as the first of 16 bits. */
  readonly ends: Int32Array;
  /** For each length what is added to a code to find its value. */
  readonly offsets: Int32Array;
  readonly values: Uint8Array;
}

const shortBits = 9;

/**
 * The table of so many codes of each length, shortest first; undefined if they are too many. Codes of ones only are too
 * many: the standard keeps them free.
 *
 * Source: ITU-T T.81, annex C.
 */
export function jpegHuffmanTable(counts: Uint8Array, values: Uint8Array): JpegHuffmanTable | undefined {
  const short = new Uint16Array(1 << shortBits);
  const ends = new Int32Array(17);
  const offsets = new Int32Array(17);
  let code = 0;
  let index = 0;
  for (let length = 1; length <= 16; length++) {
    const count = counts[length - 1]!;
    offsets[length] = index - code;
    if (length <= shortBits) {
      for (let i = 0; i < count; i++) {
        const symbol = (length << 8) | values[index + i]!;
        const end = (code + i + 1) << (shortBits - length);
        for (let at = (code + i) << (shortBits - length); at < end; at++) short[at] = symbol;
      }
    }
    code += count;
    index += count;
    if (count > 0 && code >= 1 << length) return undefined;
    ends[length] = code << (16 - length);
    code <<= 1;
  }
  return { short, ends, offsets, values };
}

/** The length of the code that 16 bits begin with, above its value's byte; 0 if there is none. */
export function jpegSymbol({ short, ends, offsets, values }: JpegHuffmanTable, bits: number): number {
  const known = short[bits >>> (16 - shortBits)]!;
  if (known > 0) return known;
  for (let length = shortBits + 1; length <= 16; length++) {
    if (bits < ends[length]!) return (length << 8) | values[(bits >>> (16 - length)) + offsets[length]!]!;
  }
  return 0;
}
