import { type JpegHuffmanTable, jpegHuffmanTable } from "./jpeg-huffman.ts";

/** One of the planes of a JPEG: brightness, or one of two differences of colour. */
export interface JpegComponent {
  /** Blocks side by side, and on top of each other, in each unit of the scan. */
  readonly across: number;
  readonly down: number;
  /** What coefficients are multiples of, from the lowest frequency to the highest. */
  readonly steps: Uint16Array;
  readonly dc: JpegHuffmanTable;
  readonly ac: JpegHuffmanTable;
}

/** A JPEG of one frame and one scan, as most are. */
export interface BaselineJpeg {
  readonly width: number;
  readonly height: number;
  readonly components: readonly JpegComponent[];
  /** The codes of all blocks, without the zeros that follow FF in the file, and with 256 zeros at their end. */
  readonly codes: Uint8Array;
  /** Without those 256. */
  readonly length: number;
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: readonly { id: number; across: number; down: number; table: number }[];
}

/** More than a block can need. */
const padding = 256;

/**
 * What the segments of a JPEG say, if it is of the kind of most: sequential, 8 bits a sample, grey or of three planes, one
 * scan, no restarts. Undefined for others, and for what is damaged.
 *
 * Source: ITU-T T.81, annex B.
 */
export function readBaselineJpeg(bytes: Uint8Array): BaselineJpeg | undefined {
  const steps = new Map<number, Uint16Array>();
  const tables = new Map<number, JpegHuffmanTable>();
  let frame: Frame | undefined;
  for (let at = 2; at + 4 <= bytes.length; ) {
    const kind = (bytes[at]! << 8) | bytes[at + 1]!;
    const length = (bytes[at + 2]! << 8) | bytes[at + 3]!;
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return undefined;
    const segment = bytes.subarray(at + 4, end);
    if (kind === 0xffdb) {
      if (!readSteps(segment, steps)) return undefined;
    } else if (kind === 0xffc4) {
      if (!readTables(segment, tables)) return undefined;
    } else if (kind === 0xffc0) {
      if (frame !== undefined) return undefined;
      frame = frameOf(segment);
      if (frame === undefined) return undefined;
    } else if (kind === 0xffda) {
      const components = frame && componentsOf(frame, segment, { steps, tables });
      const scan = components && codesOf(bytes, end);
      return scan && { width: frame!.width, height: frame!.height, components: components!, ...scan };
    } else if (kind !== 0xfffe && (kind & 0xfff0) !== 0xffe0) {
      return undefined;
    }
    at = end;
  }
  return undefined;
}

/** Adds the quantization tables of a segment. False if it is not made of tables of bytes. */
function readSteps(segment: Uint8Array, steps: Map<number, Uint16Array>): boolean {
  for (let at = 0; at < segment.length; at += 65) {
    if (segment[at]! > 15 || at + 65 > segment.length) return false;
    steps.set(segment[at]!, Uint16Array.from(segment.subarray(at + 1, at + 65)));
  }
  return true;
}

/** Adds the Huffman tables of a segment, those of AC coefficients from 16 on. False if it is not made of them. */
function readTables(segment: Uint8Array, tables: Map<number, JpegHuffmanTable>): boolean {
  for (let at = 0; at < segment.length; ) {
    const place = segment[at]!;
    const counts = segment.subarray(at + 1, at + 17);
    const end = at + 17 + counts.reduce((sum, count) => sum + count, 0);
    const table = end > segment.length ? undefined : jpegHuffmanTable(counts, segment.subarray(at + 17, end));
    if (table === undefined || place > 31) return false;
    tables.set(place, table);
    at = end;
  }
  return true;
}

function frameOf(segment: Uint8Array): Frame | undefined {
  const [precision, highHeight, lowHeight, highWidth, lowWidth, count] = segment;
  if (precision !== 8 || (count !== 1 && count !== 3) || segment.length !== 6 + 3 * count) return undefined;
  const height = (highHeight! << 8) | lowHeight!;
  const width = (highWidth! << 8) | lowWidth!;
  if (height * width === 0) return undefined;
  const components = Array.from({ length: count }, (_, i) => {
    const [id, factors, table] = segment.subarray(6 + 3 * i);
    return { id: id!, across: factors! >> 4, down: factors! & 15, table: table! };
  });
  if (new Set(components.map(({ id }) => id)).size < count) return undefined;
  if (components.some(({ across, down }) => across * down === 0)) return undefined;
  return { width, height, components };
}

/** The planes with the tables that the scan's header gives them. Undefined if it does not have all of them in order. */
function componentsOf(
  frame: Frame,
  header: Uint8Array,
  { steps, tables }: { steps: Map<number, Uint16Array>; tables: Map<number, JpegHuffmanTable> },
): JpegComponent[] | undefined {
  const count = frame.components.length;
  if (header[0] !== count || header.length !== 4 + 2 * count) return undefined;
  const [first, last, approximation] = header.subarray(1 + 2 * count);
  if (first !== 0 || last !== 63 || approximation !== 0) return undefined;
  const components: JpegComponent[] = [];
  for (const [i, { id, across, down, table }] of frame.components.entries()) {
    const places = header[2 + 2 * i]!;
    const step = steps.get(table);
    const dc = tables.get(places >> 4);
    const ac = tables.get(16 + (places & 15));
    if (header[1 + 2 * i] !== id || step === undefined || dc === undefined || ac === undefined)
      return undefined;
    // A plane that is alone in its scan has its blocks one after the other.
    const alone = count === 1 && { across: 1, down: 1 };
    components.push({ across, down, steps: step, dc, ac, ...alone });
  }
  return components;
}

/** The bytes of a scan up to the end of the picture. Undefined if something else follows it. */
function codesOf(bytes: Uint8Array, start: number): { codes: Uint8Array; length: number } | undefined {
  const codes = new Uint8Array(bytes.length - start + padding);
  let length = 0;
  for (let at = start; at + 1 < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === 0xff) {
      at++;
      if (bytes[at] === 0xd9) return { codes, length };
      if (bytes[at] !== 0) return undefined;
    }
    codes[length++] = byte;
  }
  return undefined;
}
