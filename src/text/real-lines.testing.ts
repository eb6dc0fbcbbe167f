/** Test support: the lines of text that tools/fixtures/tokenize_texts.py took, and what else lies in the mirror. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The folder of data sets, if this machine has it. */
export const mirror: string | undefined = process.env.TENSORLOOM_DATA;

/** What a test says when it skips for want of a file, or false. */
export function missing(file: string): string | false {
  if (mirror === undefined) return "TENSORLOOM_DATA names no folder of data sets";
  return existsSync(join(mirror, file)) ? false : `there is no ${file} in ${mirror}`;
}

/** The bytes of a file of the mirror, unpacked. */
export function mirrored(file: string): Buffer {
  const bytes = readFileSync(join(mirror!, file));
  return file.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

const files = [
  ["wikitext2-small/test.txt", 3000],
  ["multi30k/train.en.gz", 1000],
  ["multi30k/train.de.gz", 1500],
  ["multi30k/train.fr.gz", 1500],
  ["ag-news/test.csv", 1500],
  ["sms-spam/sms.tsv", 1000],
  ["dialogsum/dialogsum.test.jsonl", 500],
] as const;

/** Blocks of Unicode that odd lines are drawn from, ASCII thrice. */
const blocks = [
  [0, 0x7f],
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x300, 0x345],
  [0x391, 0x3a1],
  [0x3a3, 0x3ce],
  [0x410, 0x44f],
  [0x5d0, 0x5ea],
  [0x621, 0x63a],
  [0x905, 0x939],
  [0xe01, 0xe3a],
  [0x1100, 0x11f9],
  [0x2000, 0x2027],
  [0x2028, 0x2052],
  [0x2200, 0x22ff],
  [0x3041, 0x3096],
  [0x30a1, 0x30ff],
  [0x4e00, 0x9fa5],
  [0xac00, 0xd7a3],
  [0xfb00, 0xfb06],
  [0xff01, 0xff5e],
  [0x1d400, 0x1d454],
  [0x1f300, 0x1f5ff],
  [0x1f600, 0x1f64f],
  [0x20000, 0x2a6d6],
] as const;

/** 10,000 lines of real text, then 500 of characters drawn from many blocks. */
export function realLines(): string[] {
  const lines = files.flatMap(([file, count]) => mirrored(file).toString().split("\n").slice(0, count));
  let state = 1n;
  const draw = (bound: number): number => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state >> 8n) % bound;
  };
  for (let n = 0; n < 500; n++) {
    let line = "";
    for (let left = draw(40); left > 0; left--) {
      const [low, high] = blocks[draw(blocks.length)]!;
      for (let more = 1 + draw(3); more > 0; more--) line += String.fromCodePoint(low + draw(high - low + 1));
    }
    lines.push(line);
  }
  return lines;
}
