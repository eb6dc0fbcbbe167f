// The part of tools/fuzz.mjs that may crash: runs cases, and says on file descriptor 3, before each, which it is.
//
//   node tools/fuzz-cases.mjs case op:conv:7:3
//   node tools/fuzz-cases.mjs seed 1 until 1767225600000
import { writeSync } from "node:fs";
import { Fuzzer } from "../dist/backends/cpu/fuzz.testing.js";
import { Random } from "../dist/base/random.js";

const [mode, given, , end] = process.argv.slice(2);
const fuzzer = new Fuzzer();

/** The cases to run: one, or random ones until the time is over. */
function* cases() {
  if (mode === "case") yield given;
  const random = new Random(Number(given));
  while (mode === "seed") {
    for (const words of Fuzzer.round(random)) {
      if (Date.now() >= Number(end)) return;
      yield words;
    }
  }
}

function tell(word, words) {
  writeSync(3, `${word} ${words} ${Fuzzer.size(words)}\n`);
}

for (const words of cases()) {
  tell("try", words);
  try {
    fuzzer.run(words);
  } catch (error) {
    if (error instanceof RangeError && error.message.startsWith("Cannot run the case")) {
      console.error(error.message);
      process.exit(2);
    }
    console.error(error instanceof Error ? error.stack : error);
    const smallest = fuzzer.narrow(words);
    tell("failed", smallest);
    process.exit(1);
  }
}
tell("done", "all");
fuzzer.close();
