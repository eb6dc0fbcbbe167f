import { Command, CommanderError, Help } from "commander";
import { packageVersion } from "../recipes/index.ts";
import { addBenchCommand } from "./bench.ts";
import { addCompletionCommand } from "./completion.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addEvaluateCommand } from "./evaluate.ts";
import { examples } from "./examples.ts";
import { addGenerateCommand } from "./generate.ts";
import { addListCommand } from "./list.ts";
import { suggestion } from "./nearest-name.ts";
import { addPredictCommand } from "./predict.ts";
import { paintFor, type Terminal } from "./terminal.ts";
import { addTrainCommand } from "./train.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Runs the command line `loom <words>` and returns the exit code: 0 if all went well, 1 if something failed, 2 if
 * the words cannot be understood, 130 if it was interrupted. Errors are one sentence on stderr; with
 * TENSORLOOM_DEBUG set, where they came from follows.
 */
export async function main(words: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const exit = (wanted: number): void => {
    code = wanted;
  };
  const program = new Command("loom")
    .description("Deep learning for TypeScript: train, evaluate and look inside.")
    .version(packageVersion(), "-v, --version")
    .usage("[options] <command>")
    .addHelpText(
      "after",
      examples(
        "loom train mnist",
        "loom evaluate runs/mnist-1",
        "loom predict runs/mnist-1 digit.png",
        "loom <command> --help",
      ),
    )
    .helpCommand(false)
    .configureHelp({
      optionDescription(option) {
        // Of a switch everyone knows that it is off unless it is said.
        return option.defaultValue === false
          ? option.description
          : Help.prototype.optionDescription.call(this, option);
      },
    })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
      // Errors are told below, all alike.
      outputError: () => {},
    });
  addTrainCommand(program, terminal, exit);
  addEvaluateCommand(program, terminal);
  addPredictCommand(program, terminal);
  addGenerateCommand(program, terminal);
  addListCommand(program, terminal);
  addDoctorCommand(program, terminal, exit);
  addBenchCommand(program, terminal);
  addCompletionCommand(program, terminal);
  const commands = program.commands.map((command) => command.name());
  for (const command of program.commands) {
    command.exitOverride().configureOutput(program.configureOutput());
    refuseRepeatedOptions(command);
  }
  program.argument("[command]").allowExcessArguments(true);
  program.action((command?: string) => {
    if (command === undefined) program.help();
    throw new UsageError(`Cannot run "loom ${command}": ${suggestion(command!, commands)}`);
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const paint = paintFor(terminal.stderr, terminal.environment);
    const text = error instanceof CommanderError ? misuse(error, program, words) : messageOf(error);
    terminal.stderr.write(`${paint.red(text)}\n`);
    if (terminal.environment.TENSORLOOM_DEBUG) terminal.stderr.write(`${(error as Error).stack ?? error}\n`);
    return error instanceof CommanderError || error instanceof UsageError ? 2 : 1;
  }
}

/** An option that is given twice with two values is more likely a slip than a wish. */
function refuseRepeatedOptions(command: Command): void {
  for (const option of command.options.filter(({ required, variadic }) => required && !variadic)) {
    let before: string | undefined;
    command.on(`option:${option.name()}`, (value: string) => {
      if (before !== undefined) {
        throw new UsageError(
          `Cannot use ${option.long} twice: expected one value, got ${before} and ${value}. Leave one out.`,
        );
      }
      before = value;
    });
  }
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/\s*\n\s*/g, " ");
}

/**
 * What the parser says in our words: "error: unknown option '--epoch'\n(Did you mean --epochs?)" becomes
 * "Cannot run "loom train": unknown option --epoch. Did you mean --epochs?".
 */
function misuse(error: CommanderError, program: Command, words: readonly string[]): string {
  const command = program.commands.find((one) => one.name() === words[0]);
  const name = command === undefined ? "loom" : `loom ${command.name()}`;
  const [first, question] = error.message.replace(/^error: /, "").split("\n");
  const missing = /^missing required argument '(.*)'$/.exec(first!)?.[1];
  const argument = command?.registeredArguments.find((one) => one.name() === missing);
  const what =
    argument === undefined
      ? first!
          .replace(/'(-.*?)'/g, "$1")
          .replace(/argument missing$/, "has no value")
          .replace(/ for '.*'\. Expected (\d+) arguments? but got (\d+)\.$/, ": expected $1, got $2")
          .replace(/\.$/, "")
      : `expected ${argument.variadic ? "" : "a "}${missing} (${argument.description})`;
  const mend = question?.replace(/^\((.*)\)$/, "$1") ?? `See ${name} --help.`;
  return `Cannot run "${name}": ${what}. ${mend}`;
}
