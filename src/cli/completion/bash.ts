import type { SpokenCommand } from "./spoken.ts";

/** A script for bash. Where it offers nothing, bash offers files. */
export function bashCompletion(commands: readonly SpokenCommand[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ long, value }) =>
      typeof value === "object" ? [`    "${name} ${long}") ${offer(value)}; return ;;`] : [],
    ),
  );
  const rest = commands.map((command) => {
    const options = command.options.map(({ long }) => long).concat("--help");
    const places = command.arguments.flatMap(({ words }, i) =>
      typeof words === "object" ? [`elif [[ $COMP_CWORD -eq ${i + 2} ]]; then ${offer(words)}; `] : [],
    );
    return `    ${command.name}) if [[ $word == -* ]]; then ${offer(options)}; ${places.join("")}fi ;;`;
  });
  return `# Completion of loom for bash. To have it in every shell:
#   loom completion bash >> ~/.bashrc
_loom() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [[ $COMP_CWORD -eq 1 ]]; then ${offer([...commands.map(({ name }) => name), "--help", "--version"])}; return; fi
  case "$verb $before" in
${values.join("\n")}
  esac
  case $verb in
${rest.join("\n")}
  esac
}
complete -o default -F _loom loom
`;
}

function offer(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W "${words.join(" ")}" -- "$word"))`;
}
