import { Command, CommanderError } from "commander";
import { packageVersion } from "../recipes/index.ts";
import { addBenchCommand } from "./bench.ts";
import { addDoctorCommand } from "./doctor.ts";
import { addEvaluateCommand } from "./evaluate.ts";
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
    .helpCommand(false)
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
  addListCommand(program, terminal);
  addDoctorCommand(program, terminal, exit);
  addBenchCommand(program, terminal);
  const commands = program.commands.map((command) => command.name());
  for (const command of program.commands) command.exitOverride().configureOutput(program.configureOutput());
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
    terminal.stderr.write(`${paint.red(sentence(error))}\n`);
    if (terminal.environment.TENSORLOOM_DEBUG) terminal.stderr.write(`${(error as Error).stack ?? error}\n`);
    return error instanceof CommanderError || error instanceof UsageError ? 2 : 1;
  }
}

function sentence(error: unknown): string {
  if (!(error instanceof CommanderError)) return error instanceof Error ? error.message : String(error);
  // "error: unknown option '--epoch'\n(Did you mean --epochs?)"
  const [what, ...rest] = error.message.replace(/^error: /, "").split("\n");
  const first = what!.charAt(0).toUpperCase() + what!.slice(1).replace(/\.?$/, ".");
  return [first, ...rest.map((line) => line.replace(/^\((.*)\)$/, "$1"))].join(" ");
}
