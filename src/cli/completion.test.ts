import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { recipes } from "../recipes/index.ts";
import { registerDevices } from "./devices.ts";
import { main } from "./main.ts";

const folder = await mkdtemp(join(tmpdir(), "loom-"));
const scripts = new Map<string, string>();
before(async () => {
  registerDevices();
  for (const shell of ["bash", "zsh", "fish"]) {
    let out = "";
    const stdout = { write: (text: string) => (out += text) };
    assert.equal(
      await main(["completion", shell], { stdout, stderr: { write: () => 0 }, environment: {} }),
      0,
    );
    scripts.set(shell, join(folder, `loom.${shell}`));
    await writeFile(scripts.get(shell)!, out);
  }
});
after(() => rm(folder, { recursive: true }));

/** What a shell prints for a line of its own language. */
function say(shell: string, line: string): string {
  const { stdout, stderr, status } = spawnSync(shell, ["-c", line], { encoding: "utf8" });
  assert.deepEqual([status, stderr], [0, ""]);
  return stdout;
}

function isThere(shell: string): boolean {
  return spawnSync(shell, ["-c", "exit 0"]).status === 0;
}

/** What is typed, and what is offered for the last word. */
const typed: [line: string, offered: string[]][] = [
  ["loom ", ["train", "evaluate", "predict", "generate", "list", "doctor", "bench", "completion"]],
  ["loom tr", ["train"]],
  ["loom train ", [...recipes.keys()]],
  ["loom train mlp-d", ["mlp-digits", "mlp-digits-full"]],
  ["loom train mnist --ep", ["--epochs"]],
  ["loom train mnist --device wa", ["wasm"]],
  ["loom evaluate x --data fashion-mnist-", ["fashion-mnist-20k"]],
  ["loom predict runs/x --save", ["--save-seen"]],
  ["loom bench --only product-b", ["product-batched"]],
  ["loom completion z", ["zsh"]],
];

const noBash = isThere("bash") ? false : "bash is not installed";
for (const [line, offered] of typed) {
  test(`bash completes "${line}"`, { skip: noBash }, () => {
    const words = line.split(" ");
    const quoted = words.map((word) => `'${word}'`).join(" ");
    const script =
      `source '${scripts.get("bash")}'; complete -p loom > /dev/null; COMP_WORDS=(${quoted}); ` +
      `COMP_CWORD=${words.length - 1}; _loom; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const found = say("bash", script)
      .split("\n")
      .filter((word) => word !== "" && !/^--(help|version)$/.test(word));
    assert.deepEqual(found, offered);
  });
}

const noFish = isThere("fish") ? false : "fish is not installed";
for (const [line, offered] of typed) {
  test(`fish completes "${line}"`, { skip: noFish }, () => {
    const found = say("fish", `source '${scripts.get("fish")}'; complete -C '${line}'`)
      .split("\n")
      .map((word) => word.split("\t")[0]!)
      .filter((word) => word !== "");
    assert.deepEqual(found.sort(), [...offered].sort());
  });
}

const noZsh = isThere("zsh") ? false : "zsh is not installed";
test("zsh takes the script, and completes loom by it", { skip: noZsh }, () => {
  const line = `autoload -U compinit && compinit -D -d '${join(folder, "dump")}'; source '${scripts.get("zsh")}'; print $_comps[loom]`;
  assert.equal(say("zsh", `${line}`), "_loom\n");
});

test("the help of every command has examples, with options that it has", async () => {
  const help = async (...words: string[]): Promise<string> => {
    let out = "";
    const stdout = { write: (text: string) => (out += text) };
    await main([...words, "--help"], { stdout, stderr: stdout, environment: {} });
    return out;
  };
  for (const command of typed[0]![1]) {
    const text = await help(command);
    const [about, lines] = text.split("\nExamples:\n");
    assert.ok(lines !== undefined, `${command} has examples`);
    for (const line of lines.trim().split("\n")) {
      assert.ok(line.trim().startsWith(`loom ${command}`), line);
      for (const option of line.match(/--[a-z-]+/g) ?? [])
        assert.ok(about!.includes(` ${option}`), `${line}: ${option}`);
    }
  }
  assert.doesNotMatch(await help("train"), /default: false/);
});
