/** Compiled programs by what they compute. */

import type { Graph } from "../graph/node.ts";
import type { Executable } from "./device.ts";
import { getDevice, onDeviceChange } from "./device-registry.ts";
import type { Subgraph } from "./subgraph.ts";

/** Programs kept; the least recently used one is released when there are more. */
const capacity = 512;

const programs = new Map<string, Executable>();
let compiled = 0;

/** How many programs were compiled since the process began. In steady training it does not grow. */
export function compileCount(): number {
  return compiled;
}

/** Compiles a graph for the device in use, which is counted. */
export function compileGraph(graph: Graph): Executable {
  compiled++;
  return getDevice().compile(graph);
}

/** The program of a subgraph, compiled if none of the same key is kept. */
export function programFor(subgraph: Subgraph): Executable {
  const known = programs.get(subgraph.key);
  if (known !== undefined) {
    if (programs.size > capacity / 2) {
      programs.delete(subgraph.key);
      programs.set(subgraph.key, known);
    }
    return known;
  }
  const executable = compileGraph(subgraph.close());
  programs.set(subgraph.key, executable);
  if (programs.size > capacity) {
    const [oldest, program] = programs.entries().next().value!;
    programs.delete(oldest);
    program.release();
  }
  return executable;
}

onDeviceChange(() => {
  for (const program of programs.values()) program.release();
  programs.clear();
});
