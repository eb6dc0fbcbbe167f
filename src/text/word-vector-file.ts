import { readFile } from "node:fs/promises";
import { requireKind } from "../base/argument-kinds.ts";
import { writeFileWhole } from "../io/index.ts";
import {
  decodeWord2vecBinary,
  decodeWordVectors,
  encodeWord2vecBinary,
  encodeWordVectors,
} from "./word-vector-formats.ts";
import type { WordVectors } from "./word-vectors.ts";

/**
 * Reads word vectors from a file: word2vec's binary one by its ending `.bin`, else lines of text as GloVe's and word2vec's.
 *
 * Throws: RangeError naming the file and what is wrong with it; what the file system throws.
 *
 * @example sketch
 * const vectors = await text.loadWordVectors("glove.6B.100d.txt");
 * vectors.nearest("frog", 3);
 */
export async function loadWordVectors(path: string): Promise<WordVectors> {
  requireKind("text", "call loadWordVectors", { path });
  const bytes = await readFile(path);
  try {
    return path.endsWith(".bin") ? decodeWord2vecBinary(bytes) : decodeWordVectors(bytes.toString("utf8"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Cannot read ${path}: ${error.message}`, { cause: error });
  }
}

/** Writes word vectors as word2vec does, whole or not at all: binary if the path ends in `.bin`, else as text. */
export async function saveWordVectors(path: string, vectors: WordVectors): Promise<void> {
  requireKind("text", "call saveWordVectors", { path });
  requireKind("object", "call saveWordVectors", { vectors });
  await writeFileWhole(
    path,
    path.endsWith(".bin") ? encodeWord2vecBinary(vectors) : encodeWordVectors(vectors),
  );
}
