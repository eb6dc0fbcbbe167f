import type { Command } from "commander";

/** What can be typed after a command or an option: some words, or a file. */
export type Words = readonly string[] | "files";

/** An option as a shell completes it. */
export interface SpokenOption {
  /** With its dashes. */
  readonly long: string;
  readonly description: string;
  /** Undefined where it takes no value. */
  readonly value: Words | undefined;
}

/** A command as a shell completes it. */
export interface SpokenCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly SpokenOption[];
  /** What its arguments can be, in order; the last is for all that follow where it repeats. */
  readonly arguments: readonly { readonly name: string; readonly repeats: boolean; readonly words: Words }[];
}

/**
 * What can be said to a program. `known` holds the words that options, by their name with dashes, and arguments, by
 * theirs, can be; where it holds none, any file is offered.
 */
export function spokenCommands(
  program: Command,
  known: Readonly<Record<string, readonly string[]>>,
): SpokenCommand[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.options.map(({ long, description, required }) => ({
      long: long!,
      description,
      value: required ? (known[long!] ?? "files") : undefined,
    })),
    arguments: command.registeredArguments.map((argument) => ({
      name: argument.name(),
      repeats: argument.variadic,
      words: known[argument.name()] ?? "files",
    })),
  }));
}
