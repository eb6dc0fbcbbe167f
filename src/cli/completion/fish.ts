import type { SpokenCommand, Words } from "./spoken.ts";

/** A script for fish. */
export function fishCompletion(commands: readonly SpokenCommand[]): string {
  const lines = [
    "# Completion of loom for fish. To have it in every shell:",
    "#   loom completion fish > ~/.config/fish/completions/loom.fish",
    "complete -c loom -f",
  ];
  const first = "__fish_use_subcommand";
  for (const { name, description, options, arguments: places } of commands) {
    lines.push(`complete -c loom -n ${first} -a ${name} -d ${quoted(description)}`);
    const within = quoted(`__fish_seen_subcommand_from ${name}`);
    for (const { long, description: about, value } of options) {
      const takes =
        value === undefined ? "" : value === "files" ? " -r -F" : ` -x -a ${quoted(value.join(" "))}`;
      lines.push(`complete -c loom -n ${within} -l ${long.slice(2)}${takes} -d ${quoted(about)}`);
    }
    for (const { words } of places) lines.push(`complete -c loom -n ${within} ${offered(words)}`);
  }
  return `${lines.join("\n")}\n`;
}

function offered(words: Words): string {
  return words === "files" ? "-F" : `-a ${quoted(words.join(" "))}`;
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
