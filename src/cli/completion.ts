import type { Command } from "commander";
import { datasets } from "../data/index.ts";
import { recipes } from "../recipes/index.ts";
import { deviceNames } from "../tensor/index.ts";
import { namedWorkloads } from "./bench/named-workloads.ts";
import { bashCompletion } from "./completion/bash.ts";
import { fishCompletion } from "./completion/fish.ts";
import { spokenCommands } from "./completion/spoken.ts";
import { zshCompletion } from "./completion/zsh.ts";
import { examples } from "./examples.ts";
import { suggestion } from "./nearest-name.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** Adds `loom completion <shell>`. */
export function addCompletionCommand(program: Command, terminal: Terminal): void {
  program
    .command("completion")
    .description("print a script that lets a shell complete what is typed after loom")
    .argument("<shell>", `one of ${Object.keys(shells).join(", ")}`)
    .addHelpText(
      "after",
      examples(
        "loom completion bash >> ~/.bashrc",
        "loom completion zsh >> ~/.zshrc",
        "loom completion fish > ~/.config/fish/completions/loom.fish",
      ),
    )
    .action((shell: string) => {
      const write = Object.hasOwn(shells, shell) ? shells[shell as keyof typeof shells] : undefined;
      if (write === undefined) {
        throw new UsageError(`Cannot complete in "${shell}": ${suggestion(shell, Object.keys(shells))}`);
      }
      const images = [...datasets.values()].filter(({ kind }) => kind === "images");
      const known = {
        "--device": deviceNames(),
        "--data": images.map(({ name }) => name),
        "--only": [...namedWorkloads.keys()],
        recipe: [...recipes.keys()],
        shell: Object.keys(shells),
      };
      terminal.stdout.write(write(spokenCommands(program, known)));
    });
}
