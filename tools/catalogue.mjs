// Writes docs/catalogue.md: every layer, function, loss, optimizer, metric and transform that is exported, with what its doc comment
// says first, its formula, where it comes from, and the test that proves it.
//
//   node tools/catalogue.mjs           writes the page
//   node tools/catalogue.mjs --check   fails if the page is stale, or a member has no doc comment or no test, or one of the first
//                                      shelves no formula or no source
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { readDocComment } from "./doc-comment.mjs";
import { filesUnder, report } from "./source-files.mjs";

const page = "docs/catalogue.md";
const shelves = [
  ["nn", "Layers", "Classes are layers, functions work on tensors; `nn.init` says where parameters start."],
  ["losses", "Losses", "Functions of predictions and targets, to be made small."],
  ["optim", "Optimizers", "Update rules, schedules of the learning rate, clipping and averages."],
  ["metrics", "Metrics", "Numbers that people read."],
  [
    "image",
    "Pictures",
    "Reading pictures, and transforms that prepare and augment them; masks and boxes move along.",
  ],
  ["audio", "Sound", "WAV files, spectra and features; classes are layers that gradients go through."],
  [
    "preprocessing",
    "Preprocessing",
    "What is learned from training data and then changes any data alike; all but `PerChannel` are saved as JSON.",
  ],
  ["baselines", "Baselines", "What a network is to beat, in float64 on the host."],
  ["text", "Text", "Tokenizers, vocabularies and word vectors; in a page without what reads files."],
  ["models", "Models", "Whole networks, each one file that reads alone."],
];
/** What belongs to a shelf although another folder has it: of `train` the rest is no thing to build networks from. */
const guests = { optim: [["findLearningRate", "src/train/find-learning-rate.ts", "train"]] };
/** Whose members must say their formula and source, and whose may say a formula. */
const exact = ["nn", "losses", "optim", "metrics"];
const computing = [...exact, "audio", "preprocessing", "baselines"];
/** Members that compute nothing, and what they are for instead. */
const withoutFormula = {
  "nn.Module": "finds parameters by fields",
  "nn.ModuleList": "holds modules in a row",
  "nn.ModuleDict": "holds modules under names",
  "nn.KeyValueCache": "keeps what was computed",
  "nn.summary": "writes a table",
  "optim.Optimizer": "is what update rules extend",
  "optim.Schedule": "is what schedules extend",
};
const offences = [];

/**
 * What tests read: their own text, that of the files that serve them, and what others computed. An audit of numbers counts
 * them, and proves none.
 */
const tests = filesUnder("src", ".ts")
  .filter((path) => /\.test\.ts$|\.testing\.ts$/.test(path) && !path.endsWith("/number-audit.test.ts"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));
const fixtures = filesUnder("test/fixtures", ".json").map((path) => {
  const name = path.slice(path.lastIndexOf("/") + 1, -".json".length);
  const reads = new RegExp(`(?:fixtures|testLayerCases)(?:<[^>]*>)?\\(\\s*"${name}"`);
  const reader = tests.find(({ path, text }) => path.endsWith(".test.ts") && reads.test(text));
  const members = new Set(
    [
      ...readFileSync(path, "utf8").matchAll(
        /"(?:layer|loss|optimizer|schedule|model|function|metric|transformer)":"(\w+)[".]/g,
      ),
    ].map((found) => found[1]),
  );
  return { reader: reader?.path, members };
});

/** The exported names of an index, with the file each comes from; names of namespaces go before theirs. */
function membersOf(index, prefix) {
  const text = readFileSync(index, "utf8");
  const spaces = [...text.matchAll(/export \* as (\w+) from "([^"]+)"/g)].flatMap(([, name, from]) =>
    membersOf(join(dirname(index), from), `${prefix}.${name}`),
  );
  const own = [...text.matchAll(/export \{([^}]*)\} from "([^"]+)"/g)].flatMap(([, names, from]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type "))
      .map((name) => describe(name, join(dirname(index), from), prefix)),
  );
  const doors = [...text.matchAll(/export \* from "([^"]+)"/g)].flatMap(([, from]) =>
    membersOf(join(dirname(index), from), prefix),
  );
  return [...own, ...doors, ...spaces];
}

/** A member with what its doc comment says, and its test. */
function describe(name, file, prefix) {
  const full = `${prefix}.${name}`;
  const text = readFileSync(file, "utf8");
  const declared = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\n(?:export (?:abstract |async )?(?:class|function\\*?|const) ${name}\\b)`,
  ).exec(text);
  if (declared === null)
    offences.push(`${file}: ${full} has no doc comment. Say what it is, with its formula.`);
  const { says, words, formula, source } = readDocComment(declared?.[1] ?? "");
  const test = testOf(name, file);
  if (test === undefined) offences.push(`${file}: ${full} is named in no test. Prove it.`);
  if (exact.includes(full.split(".")[0])) {
    const excused = Object.hasOwn(withoutFormula, full);
    if (formula.length === 0 && !excused)
      offences.push(`${file}: the doc comment of ${full} has no formula. Say what it computes, in signs.`);
    if (formula.length > 0 && excused) offences.push(`${full} has a formula: take it off withoutFormula.`);
    if (source === "")
      offences.push(`${file}: the doc comment of ${full} has no "Source:". Say whose it is.`);
  }
  return { name, full, file, says, words, formula, source, test };
}

/** The test that compares with what others computed, else the one beside the file, else any that uses the name. */
function testOf(name, file) {
  const oracle = fixtures.find(({ reader, members }) => reader !== undefined && members.has(name));
  if (oracle !== undefined) return oracle.reader;
  const beside = file.replace(/\.ts$/, ".test.ts");
  if (existsSync(beside)) return beside;
  const used = new RegExp(`(?<![\\w"])${name}(?![\\w"])`);
  const inFolder = ({ path }) => path.startsWith(`${file.split("/").slice(0, 2).join("/")}/`);
  const naming = tests.filter((test) => inFolder(test) && used.test(test.text));
  return (naming.find(({ path }) => path.endsWith(".test.ts")) ?? naming[0])?.path;
}

const escaped = (text) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("](", "]&#40;");

function table(members, hasFormulas) {
  const rows = members.map(({ full, file, says, words, formula, source, test }) => {
    const name = `[\`${full.slice(full.indexOf(".") + 1)}\`](../${file})`;
    const computes = formula.length > 0 ? formula.map(escaped).join("<br>") : reason(full);
    const told = hasFormulas ? [escaped(words), computes] : [escaped(says)];
    const proof = `[${test?.slice(test.lastIndexOf("/") + 1).replace(/\.(test|testing)\.ts$/, "")}](../${test})`;
    return [name, ...told, escaped(source), test === undefined ? "" : proof];
  });
  const head = ["name", "what it is", ...(hasFormulas ? ["formula"] : []), "source", "test"];
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

const reason = (full) => (Object.hasOwn(withoutFormula, full) ? `none: it ${withoutFormula[full]}` : "");

const sections = shelves
  .filter(([folder]) => existsSync(`src/${folder}/index.ts`))
  .map(([folder, title, says]) => {
    const visiting = (guests[folder] ?? []).filter(([, file]) => existsSync(file));
    const members = [
      ...membersOf(`src/${folder}/index.ts`, folder),
      ...visiting.map(([name, file, from]) => describe(name, file, from)),
    ];
    return {
      count: members.length,
      text: `## ${title}: \`${folder}\`\n\n${says}\n\n${table(members, computing.includes(folder))}`,
    };
  });
const text = `# Catalogue

All that the package offers to build networks from: what each thing is and computes, the paper, book or program it comes from,
and the test that proves it. \`node tools/catalogue.mjs\` writes this page from the doc comments.

${sections.map((section) => section.text).join("\n\n")}
`;

if (process.argv.includes("--check")) {
  const old = existsSync(page) ? readFileSync(page, "utf8") : "";
  if (old !== text) offences.push(`${page} is stale. Run node tools/catalogue.mjs.`);
} else {
  writeFileSync(page, text);
}
report("catalogue", offences, `${sections.reduce((sum, { count }) => sum + count, 0)} members`);
