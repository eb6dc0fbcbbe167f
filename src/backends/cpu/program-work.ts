/** How much a program computes, to tell whether it is worth waking threads for. */

import type { Launch, Phase, Program, Statement } from "../../compiler/lowered/program.ts";
import { chunkCount } from "./driver-plan.ts";

/** Programs of less work run on one thread: about ten microseconds, and several times what waking another one takes. */
export const leastSharedWork = 20_000;

/** Statements of kernels that one run executes, each about a vector instruction. */
export function programWork(program: Program): number {
  let work = 0;
  for (const step of program.steps) {
    if (step.kind === "phase") work += phaseWork(step);
    else for (const phase of step.body) work += step.variable.extent * phaseWork(phase);
  }
  return work;
}

function phaseWork({ launches }: Phase): number {
  return launches.reduce((sum, launch) => sum + launchWork(launch), 0);
}

function launchWork(launch: Launch): number {
  return chunkCount(launch) * blockWork(launch.kernel.body);
}

function blockWork(statements: readonly Statement[]): number {
  let work = 0;
  for (const statement of statements) {
    work += statement.kind === "loop" ? statement.variable.extent * blockWork(statement.body) : 1;
  }
  return work;
}
