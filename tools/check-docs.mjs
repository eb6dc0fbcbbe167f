// Checks the Markdown pages: each relative link leads somewhere, and each command shown is one that exists.
//
//   npm run build && node tools/check-docs.mjs
//
// `loom` commands are compared with the built command's own --help, `npm run` with package.json, `node` and `bash`
// with the files there are. Of other programs only those listed below may be shown.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { anchorsOf, pages } from "./markdown.mjs";
import { lineOf, report } from "./source-files.mjs";

const loom = "dist/cli/loom.js";
const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const otherPrograms = new Set(["git", "cd", "mkdir", "open", "#"]);
const npmCommands = /^(ci|test|install|i|init|create|pack|publish|view|exec)\b/;
const offences = [];
let links = 0;
let commands = 0;
const help = new Map();

const all = pages();
for (const page of all) {
  checkLinks(page);
  for (const block of page.blocks) {
    if (/^(sh|bash|shell|console)$/.test(block.language)) checkCommands(page, block);
  }
}

function checkLinks({ path, prose }) {
  const found = [
    ...prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
    ...prose.matchAll(/\b(?:href|src)="([^"]+)"/g),
    ...prose.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm),
  ];
  for (const { 1: link, index } of found) {
    if (/^[a-z][a-z+.-]*:/i.test(link)) continue;
    links++;
    const [file, anchor] = link.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), decodeURI(file)));
    const place = `${path}:${lineOf(prose, index)}`;
    if (target.startsWith("..")) offences.push(`${place} links to ${link}, outside the repository`);
    else if (!existsSync(target)) offences.push(`${place} links to ${link}: there is no ${target}`);
    else if (anchor && target.endsWith(".md") && !anchorsOf(readFileSync(target, "utf8")).has(anchor)) {
      offences.push(`${place} links to ${link}: ${target} has no heading #${anchor}`);
    }
  }
}

function checkCommands({ path }, { line, lines }) {
  let folder = ".";
  for (const [i, text] of joined(lines)) {
    for (const part of text.split(/\s*(?:&&|\|\||[|;])\s*/)) {
      const words = part.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
      if (words[0] === undefined || words[0] === "") continue;
      if (words[0] === "cd") folder = join(folder, words[1] ?? ".");
      commands++;
      const why = wrongWith(words, folder);
      if (why !== undefined) offences.push(`${path}:${line + 1 + i} shows "${part}": ${why}`);
    }
  }
}

/** The commands of a block with their line: without prompt, comment and output, continued lines in one. */
function joined(lines) {
  const prompted = lines.some((line) => /^\$ /.test(line));
  const result = [];
  for (let i = 0; i < lines.length; i++) {
    if (prompted && !lines[i].startsWith("$ ")) continue;
    const start = i;
    let text = lines[i].replace(/^\$ /, "");
    while (text.endsWith("\\")) text = `${text.slice(0, -1)} ${lines[++i]?.trim() ?? ""}`;
    text = text.replace(/(^|\s)#.*$/, "").trim();
    if (text !== "") result.push([start, text]);
  }
  return result;
}

function wrongWith(words, folder) {
  const [program, ...rest] = words;
  if (program === "npx" && rest[0] === "loom") return wrongWithLoom(rest.slice(1));
  if (program === "npx")
    return existsSync(`node_modules/.bin/${rest[0]}`) ? undefined : `no such package here`;
  if (program === "loom") return wrongWithLoom(rest);
  if (program === "npm") {
    if (rest[0] !== "run") return npmCommands.test(rest.join(" ")) ? undefined : "not an npm command we use";
    const scripts = existsSync(join(folder, "package.json"))
      ? JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).scripts
      : manifest.scripts;
    return Object.hasOwn(scripts ?? {}, rest[1]) ? undefined : "no such script in package.json";
  }
  if (program === "node" || program === "bash") {
    const file = rest.find((word) => !word.startsWith("-"));
    if (file === undefined || (program === "node" && rest[0] === "-e")) return undefined;
    // A page may speak of a file that its reader writes, by a bare name; one in a folder is ours.
    return existsSync(join(folder, file)) || !file.includes("/") ? undefined : `there is no ${file}`;
  }
  return otherPrograms.has(program)
    ? undefined
    : `${program} is not among the programs tools/check-docs.mjs knows`;
}

/** What the built command says of itself. */
function helpOf(command) {
  if (!help.has(command)) {
    const words = command === "" ? ["--help"] : [command, "--help"];
    const { status, stdout } = spawnSync(process.execPath, [loom, ...words], { encoding: "utf8" });
    help.set(command, status === 0 ? stdout : "");
  }
  return help.get(command);
}

function wrongWithLoom([command = "--help", ...rest]) {
  if (!existsSync(loom)) return `${loom} is not built, run "npm run build" first`;
  const isCommand = !command.startsWith("-");
  const text = helpOf(isCommand ? command : "");
  if (isCommand && !new RegExp(`^\\s+${command}\\b`, "m").test(helpOf("")))
    return `loom has no command ${command}`;
  for (const word of isCommand ? rest : [command, ...rest]) {
    const option = word.split("=")[0];
    if (/^--?[a-z]/.test(word) && !new RegExp(`(^|[\\s,])${option}(?![\\w-])`, "m").test(text)) {
      return `loom ${isCommand ? command : ""} has no option ${option}`;
    }
  }
  if (command === "train" && rest[0] !== undefined && /^[a-z]/.test(rest[0])) {
    const listed = spawnSync(process.execPath, [loom, "list", "--json"], { encoding: "utf8" });
    const { recipes } = JSON.parse(listed.stdout);
    if (!recipes.some(({ name }) => name === rest[0])) return `there is no recipe ${rest[0]}`;
  }
  return undefined;
}

if (!existsSync("README.md")) offences.push("README.md: there is none.");
report("docs", offences, `${all.length} pages, ${links} links, ${commands} commands`);
