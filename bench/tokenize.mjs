// How many megabytes of text a core tokenizes in a second: ours, and Hugging Face's JavaScript and native libraries where they are
// installed here (npm install --no-save @huggingface/tokenizers@0.2.0 tokenizers@0.23.2): see README.md.
//
//   node tokenize.mjs [--file text.txt] [--tokenizer tokenizer.json] [--seconds 3]
import { readFileSync } from "node:fs";
import { text } from "../dist/index.js";
import { readOptions, refuse } from "./options.mjs";

const options = readOptions({
  file: { type: "string", default: "" },
  tokenizer: { type: "string", default: "" },
  seconds: { type: "string", default: "3", number: true },
});
if (options.file === "") refuse("expected a file of text after --file, got none");
const contents = readFileSync(options.file, "utf8");
const lines = contents.split("\n");
const megabytes = Buffer.byteLength(contents) / 1e6;
const own =
  options.tokenizer === ""
    ? text.trainBpe(lines, { vocabSize: 8000 })
    : await text.loadTokenizer(options.tokenizer);
const json = own.with({ truncation: null, padding: null }).toJSON();

const contestants = [["Tensorloom", () => (line) => own.encode(line).ids]];
contestants.push([
  "@huggingface/tokenizers",
  async () => {
    const { Tokenizer } = await import("@huggingface/tokenizers");
    const other = new Tokenizer(json, {});
    return (line) => other.encode(line).ids;
  },
]);
contestants.push([
  "tokenizers (native)",
  async () => {
    const { Tokenizer } = (await import("tokenizers")).default;
    const other = Tokenizer.fromString(JSON.stringify(json));
    return async (line) => (await other.encode(line)).getIds();
  },
]);

for (const [name, start] of contestants) {
  let encode;
  try {
    encode = await start();
  } catch (error) {
    console.log(`${name}: left out, ${error.message.split("\n")[0]}`);
    continue;
  }
  const rates = [];
  const end = performance.now() + 1000 * options.seconds;
  do {
    const begun = performance.now();
    for (const line of lines) await encode(line);
    rates.push((1000 * megabytes) / (performance.now() - begun));
  } while (performance.now() < end);
  console.log(`${name}: first ${rates[0].toFixed(2)}, best ${Math.max(...rates).toFixed(2)} MB/s`);
}
