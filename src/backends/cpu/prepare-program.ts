/** What every CPU device does with a graph before it emits code for it. */

import { debugLevel } from "../../base/debug.ts";
import { type CompileOptions, compileGraph } from "../../compiler/compile.ts";
import type { CpuTarget } from "../../compiler/kernel-writer.ts";
import { printProgram } from "../../compiler/lowered/print.ts";
import type { Program } from "../../compiler/lowered/program.ts";
import { printPlan } from "../../compiler/print-plan.ts";
import type { Graph, TensorType } from "../../graph/node.ts";
import { printGraph } from "../../graph/print.ts";
import { leastSharedWork, programWork } from "./program-work.ts";

/** How a CPU device compiles and shares its programs. */
export interface ProgramOptions {
  /** Programs of less work (see `programWork`) run on the calling thread: waking others would take longer. */
  readonly leastSharedWork?: number;
  /** How graphs are compiled; for tests. */
  readonly compile?: CompileOptions;
}

/** A graph as a program, and on how many of the device's threads it is worth running; printed as far as asked for. */
export function prepareProgram(
  graph: Graph,
  target: CpuTarget,
  threads: number,
  options: ProgramOptions,
): { readonly program: Program; readonly threads: number } {
  const level = debugLevel();
  if (level >= 2) console.error(printGraph(graph));
  const program = compileGraph(graph, target, options.compile);
  if (level >= 3) console.error(printPlan(program));
  if (level >= 4) console.error(printProgram(program));
  const alone = programWork(program) < (options.leastSharedWork ?? leastSharedWork);
  return { program, threads: alone ? 1 : threads };
}

/** The type of a value, without the graph behind it, which is not to be kept alive. */
export function typeOf({ shape, dtype }: TensorType): TensorType {
  return { shape, dtype };
}
