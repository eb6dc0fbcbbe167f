import type { Command } from "commander";
import { threadCount } from "./option-values.ts";

/** The options of a command that runs programs. */
export interface ChosenDevice {
  readonly device?: string;
  readonly threads?: number;
}

/** Adds `--device` and `--threads`. */
export function addDeviceOptions(command: Command): Command {
  return command
    .option("--device <name>", "what runs the programs (default: the fastest that works)")
    .option("--threads <n>", "threads the device uses; never changes the result", threadCount("--threads"));
}
