import { readFile } from "node:fs/promises";
import { requireKind } from "../base/argument-kinds.ts";
import { writeFileWhole } from "../io/index.ts";
import { sentencePieceTokenizer } from "./sentence-piece-tokenizer.ts";
import { Tokenizer } from "./tokenizer.ts";

/**
 * Reads a tokenizer from a file: a `tokenizer.json`, or a SentencePiece model by its ending `.model`.
 *
 * Throws: RangeError naming the file and what is wrong with it; what the file system throws.
 *
 * @example sketch
 * const tokenizer = await text.loadTokenizer("gpt2/tokenizer.json");
 * tokenizer.encode("Hello world").ids; // [15496, 995]
 */
export async function loadTokenizer(path: string): Promise<Tokenizer> {
  requireKind("text", "call loadTokenizer", { path });
  const bytes = await readFile(path);
  try {
    return path.endsWith(".model")
      ? sentencePieceTokenizer(bytes)
      : Tokenizer.fromJSON(bytes.toString("utf8"));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`Cannot read ${path}: ${error.message}`, { cause: error });
  }
}

/** Writes a tokenizer as a `tokenizer.json`, whole or not at all. */
export async function saveTokenizer(path: string, tokenizer: Tokenizer): Promise<void> {
  requireKind("text", "call saveTokenizer", { path });
  requireKind("object", "call saveTokenizer", { tokenizer });
  await writeFileWhole(path, `${JSON.stringify(tokenizer, undefined, 1)}\n`);
}
