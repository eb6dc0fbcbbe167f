/** The compiler: a graph becomes a lowered program for a CPU target. */

import { sizeOf } from "../base/shape.ts";
import type { Graph } from "../graph/node.ts";
import { verifyGraph } from "../graph/verify.ts";
import { Buffers } from "./buffers.ts";
import { dropUnused } from "./drop-unused.ts";
import { elementType, loadAll } from "./expression.ts";
import { joinPlaces } from "./join-places.ts";
import type { CpuTarget } from "./kernel-writer.ts";
import { lowerGraph } from "./lower-graph.ts";
import type { Program } from "./lowered/program.ts";
import { planMemory } from "./plan-memory.ts";
import { rewriteScans } from "./rewrite-scans.ts";
import { schedule } from "./schedule.ts";
import { simplify } from "./simplify.ts";
import { turnProducts } from "./turn-products.ts";
import { WrittenKernels } from "./written-kernels.ts";

/** What the compiler may do. No option changes the bits of a result. */
export interface CompileOptions {
  /** Elementwise chains become parts of other kernels. Default true. */
  readonly fusion?: boolean;
  /** Temporaries share memory. Default true. */
  readonly reuseMemory?: boolean;
  /** One launch a phase. Default false. */
  readonly oneByOne?: boolean;
  /** Values are said with less where that keeps bits; bodies of scans always are. Default true. */
  readonly algebra?: boolean;
}

/** The oracle's options: one kernel a node as it was written, no reuse, nothing at the same time. */
export const unoptimized: CompileOptions = {
  fusion: false,
  reuseMemory: false,
  oneByOne: true,
  algebra: false,
};

/**
 * Lowers a closed graph. The program's buffers begin with one an input of the graph (a state where an update targets
 * it), then one an output, in order; temporaries follow.
 */
export function compileGraph(graph: Graph, target: CpuTarget, options: CompileOptions = {}): Program {
  const { fusion = true, reuseMemory = true, oneByOne = false, algebra = true } = options;
  verifyGraph(graph);
  const rewritten = rewriteScans(joinPlaces(simplify(graph, algebra)));
  const simple = algebra ? turnProducts(rewritten) : rewritten;
  const buffers = new Buffers();
  const targets = new Set(simple.updates.map((update) => update.target));
  const inputs = simple.inputs.map((value, i) => {
    const role = targets.has(value) ? "state" : "input";
    return buffers.add(`${role}${i}`, elementType(value.dtype), sizeOf(value.shape), role);
  });
  const outputs = simple.outputs.map((value, i) =>
    buffers.add(`output${i}`, elementType(value.dtype), sizeOf(value.shape), "output"),
  );
  const loads = simple.inputs.map((value, i) => loadAll(inputs[i]!, value.shape, value.dtype));
  const context = { target, buffers, written: new WrittenKernels(), fusion, insideRepeat: false };
  const states = simple.updates.map((update) => inputs[simple.inputs.indexOf(update.target)]!);
  const tasks = lowerGraph(context, simple, loads, outputs, states);
  const used = dropUnused(buffers.specs, schedule(tasks, oneByOne));
  const plan = planMemory(used.buffers, used.steps, reuseMemory);
  return {
    target: {
      name: target.name,
      lanes: target.lanes,
      accumulators: target.accumulators,
      fusedMultiplyAdd: target.fusedMultiplyAdd,
      broadcastOperand: target.broadcastOperand,
    },
    buffers: plan.buffers,
    steps: used.steps,
    arenaLength: plan.arenaLength,
  };
}
