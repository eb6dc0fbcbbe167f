import type { SpokenCommand, Words } from "./spoken.ts";

/** A script for zsh, to be sourced or to lie in a folder of its functions. */
export function zshCompletion(commands: readonly SpokenCommand[]): string {
  const cases = commands.map(({ name, options, arguments: places }) => {
    const specifications = [
      ...options.map(
        ({ long, description, value }) =>
          `${long}[${escaped(description)}]${value === undefined ? "" : `:value:${action(value)}`}`,
      ),
      "--help[show help]",
      ...places.map(
        ({ name: place, repeats, words }, i) => `${repeats ? "*" : i + 1}:${place}:${action(words)}`,
      ),
    ];
    const lines = specifications.map((one) => `        '${one}'`);
    return `    ${name})\n      _arguments \\\n${lines.join(" \\\n")} ;;`;
  });
  const verbs = commands.map(({ name, description }) => `    '${name}:${escaped(description)}'`);
  return `#compdef loom
# Completion of loom for zsh. To have it in every shell:
#   loom completion zsh >> ~/.zshrc
_loom() {
  local -a verbs
  verbs=(
${verbs.join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe command verbs
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join("\n")}
  esac
}
if (( ! $+functions[compdef] )); then
  autoload -U compinit && compinit
fi
compdef _loom loom
`;
}

function action(words: Words): string {
  return words === "files" ? "_files" : `(${words.join(" ")})`;
}

/** Inside single quotes, and inside the brackets of a specification. */
function escaped(text: string): string {
  return text.replaceAll("'", "’").replace(/[[\]:]/g, "\\$&");
}
