import { requireKind } from "../base/argument-kinds.ts";
import { WordVectors } from "./word-vectors.ts";

const decoder = /* @__PURE__ */ new TextDecoder();
const encoder = /* @__PURE__ */ new TextEncoder();

/**
 * Reads word vectors from lines of a word and its numbers: GloVe's files, and word2vec's, whose first line has two numbers. Words
 * may have spaces in them, as some of GloVe's do. Of a word that comes twice the first counts.
 *
 * Throws: RangeError naming the line that has other than its numbers.
 *
 * @example
 * decodeWordVectors("a 1 2\nb 3 4\n").dimensions; // 2
 */
export function decodeWordVectors(text: string): WordVectors {
  requireKind("text", "call decodeWordVectors", { text });
  const lines = text.split("\n").map((line) => line.trimEnd());
  const header = /^\d+ \d+$/.exec(lines[0] ?? "") !== null && (lines[1] ?? "").split(" ").length !== 2;
  const first = lines[header ? 1 : 0] ?? "";
  const dimensions = header ? Number(lines[0]!.split(" ")[1]) : first.split(" ").length - 1;
  const words = new Set<string>();
  const numbers: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (line === "" || (header && i === 0)) continue;
    const fields = line.split(" ");
    const word = fields.slice(0, -dimensions).join(" ");
    const vector = fields.slice(-dimensions).map(Number);
    if (dimensions < 1 || word === "" || vector.some(Number.isNaN)) {
      throw new RangeError(
        `Cannot read word vectors: expected a word and ${Math.max(1, dimensions)} numbers in line ${i + 1}, got ` +
          `${JSON.stringify(line.slice(0, 60))}. See whether the file is whole.`,
      );
    }
    if (words.has(word)) continue;
    words.add(word);
    for (const value of vector) numbers.push(value);
  }
  return new WordVectors([...words], Float32Array.from(numbers));
}

/** How word vectors are written. */
export interface EncodeWordVectorsOptions {
  /** Whether the first line tells how many words and dimensions there are: word2vec's files do, GloVe's do not. Default true. */
  readonly header?: boolean;
}

/** Word vectors as lines of a word and its numbers, in as many digits as float32 has. */
export function encodeWordVectors(
  vectors: WordVectors,
  { header = true }: EncodeWordVectorsOptions = {},
): string {
  requireKind("object", "call encodeWordVectors", { vectors });
  const { words, data, dimensions } = vectors;
  requireKind("texts", "write word vectors", { words });
  requireKind("list", "write word vectors", { data });
  const lines = words.map((word, i) => {
    const vector = data.subarray(i * dimensions, (i + 1) * dimensions);
    return `${word} ${Array.from(vector, (value) => Number(value.toPrecision(9))).join(" ")}`;
  });
  return `${header ? `${words.length} ${dimensions}\n` : ""}${lines.join("\n")}\n`;
}

/**
 * Reads word vectors from the bytes of a binary file of word2vec: a line with two numbers, then each word, a space, and its
 * numbers in 32 bits, the lowest byte first.
 *
 * Throws: RangeError if the bytes are no such file or end too early.
 * Source: Mikolov et al., word2vec, 2013, `word2vec.c`.
 */
export function decodeWord2vecBinary(bytes: Uint8Array): WordVectors {
  requireKind("bytes", "call decodeWord2vecBinary", { bytes });
  const end = bytes.indexOf(10);
  const header = /^(\d+) (\d+)$/.exec(decoder.decode(bytes.subarray(0, Math.max(0, Math.min(end, 40)))));
  if (header === null) {
    throw new RangeError(
      `Cannot read word vectors: expected a first line with the numbers of words and dimensions, got ` +
        `${JSON.stringify(decoder.decode(bytes.subarray(0, 20)))}. Files of text are read by decodeWordVectors.`,
    );
  }
  const [count, dimensions] = [Number(header[1]), Number(header[2])];
  if (count * dimensions * 4 > bytes.length) throw tooShort(0, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words: string[] = [];
  const data = new Float32Array(count * dimensions);
  let at = end + 1;
  while (words.length < count) {
    if (bytes[at] === 10) at++;
    const space = bytes.indexOf(32, at);
    if (space < 0 || space + 1 + 4 * dimensions > bytes.length) throw tooShort(words.length, count);
    for (let i = 0; i < dimensions; i++) {
      data[words.length * dimensions + i] = view.getFloat32(space + 1 + 4 * i, true);
    }
    words.push(decoder.decode(bytes.subarray(at, space)));
    at = space + 1 + 4 * dimensions;
  }
  return new WordVectors(words, data);
}

function tooShort(read: number, count: number): RangeError {
  return new RangeError(
    `Cannot read word vectors: expected ${count} words, got an end after ${read}. Fetch the file anew, for it is not whole.`,
  );
}

/** Word vectors as the bytes of a binary file of word2vec. */
export function encodeWord2vecBinary(vectors: WordVectors): Uint8Array {
  requireKind("object", "call encodeWord2vecBinary", { vectors });
  const { words, data, dimensions } = vectors;
  requireKind("texts", "write word vectors", { words });
  requireKind("list", "write word vectors", { data });
  const parts = [encoder.encode(`${words.length} ${dimensions}\n`)];
  for (const [i, word] of words.entries()) {
    const row = new DataView(new ArrayBuffer(4 * dimensions));
    for (let j = 0; j < dimensions; j++) row.setFloat32(4 * j, data[i * dimensions + j]!, true);
    parts.push(encoder.encode(`${word} `), new Uint8Array(row.buffer), Uint8Array.of(10));
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
