import { createHash } from "node:crypto";
import { gunzipIfNeeded } from "../io/index.ts";

/** One file of a data set. */
export interface DataFile {
  /** Its name where it is published, with ".gz" if it is packed there. */
  readonly name: string;
  /** SHA-256 of its contents, unpacked if they are gzip, in hexadecimal. */
  readonly sha256: string;
  /** Bytes to download. */
  readonly bytes: number;
  /** Where it can be downloaded from; none for what is not published with this content. */
  readonly url?: string;
}

/**
 * A file's unpacked contents.
 *
 * Throws: RangeError if they are not those that are expected.
 */
export function checkedContents(bytes: Uint8Array, file: DataFile, place: string): Uint8Array {
  const contents = gunzipIfNeeded(bytes);
  const sha256 = createHash("sha256").update(contents).digest("hex");
  if (sha256 !== file.sha256) {
    throw new RangeError(
      `Cannot use ${place}: expected contents with the SHA-256 ${file.sha256}, got ${sha256}. Remove the file and load it again.`,
    );
  }
  return contents;
}
