import { gunzipSync } from "node:zlib";
import { requireKind } from "../base/argument-kinds.ts";

/** An array of bytes from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Uint8Array;
}

/**
 * Undoes gzip where the bytes are gzip, and returns them as they are where they are not.
 *
 * Throws: RangeError if a gzip stream is damaged.
 */
export function gunzipIfNeeded(bytes: Uint8Array): Uint8Array {
  requireKind("bytes", "call gunzipIfNeeded", { bytes });
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new RangeError(`Cannot unpack gzip data: ${(error as Error).message}.`, { cause: error });
  }
}

/**
 * The array in the bytes of an IDX file, gzip or plain. Only unsigned bytes (type 0x08) are read: that is what
 * MNIST and its relatives hold.
 *
 * Throws: RangeError with one sentence saying what is wrong with the file.
 * Source: Yann LeCun, Corinna Cortes, Christopher Burges, "The MNIST database", file formats.
 */
export function decodeIdx(file: Uint8Array): IdxArray {
  requireKind("bytes", "call decodeIdx", { file });
  const bytes = gunzipIfNeeded(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0) throw refuse("it does not start with two zero bytes");
  const type = bytes[2]!;
  if (type !== 0x08)
    throw refuse(`its element type is 0x${type.toString(16).padStart(2, "0")}, expected 0x08`);
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (bytes.length < start) throw refuse(`it ends within its header of ${start} bytes`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length - start !== size) {
    throw refuse(`its shape [${shape.join(", ")}] needs ${size} bytes of data, got ${bytes.length - start}`);
  }
  return { shape, data: bytes.subarray(start) };
}

function refuse(reason: string): RangeError {
  return new RangeError(`Cannot read IDX: expected a whole file of bytes, but ${reason}. Download it anew.`);
}
