/** Programs that look for the first NaN: slow, one op at a time, with the bits of the fused program. */

import { formatShape } from "../base/shape.ts";
import { type Graph, input, type Node, topologicalOrder, type Value } from "../graph/node.ts";
import { originOf } from "../graph/origin.ts";
import type { Device, DeviceMemory, Executable, HostArray } from "./device.ts";

/**
 * Compiles each op of a graph to a program of its own. A run throws where an output or an update holds NaN, naming the
 * op that made it: NaN that is selected away on the way, or that was in an input, is no op's fault.
 */
export function compileToFindNaN(graph: Graph, device: Device): Executable {
  const roots = [...graph.outputs, ...graph.updates.map((update) => update.value)];
  const nodes = topologicalOrder(roots).filter((node) => node.op !== "input");
  const programs = nodes.map((node) => device.compile(graphOf(node)));
  const release = () => {
    for (const program of programs) program.release();
  };
  return {
    bytes: programs.reduce((sum, { bytes }) => sum + bytes, 0),
    run: (inputs, kept = []) => {
      const elements = new Map<Value, HostArray>();
      for (const [i, value] of graph.inputs.entries()) elements.set(value, hostArray(inputs[i]!));
      for (const [i, node] of nodes.entries()) {
        const results = programs[i]!.run(node.inputs.map((value) => elements.get(value)!));
        for (const [j, value] of node.outputs.entries()) elements.set(value, results[j]!);
      }
      for (const value of roots) explainNaN(value, elements);
      for (const { target, value } of graph.updates) {
        (inputs[graph.inputs.indexOf(target)] as DeviceMemory).write(elements.get(value)!);
      }
      const outputs = graph.outputs.map((value) => elements.get(value)!.slice());
      for (const [i, memory] of kept.entries()) memory.write(outputs[outputs.length - kept.length + i]!);
      return outputs.slice(0, outputs.length - kept.length);
    },
    release,
  };
}

/** The node alone, reading inputs. A value that it reads twice is two inputs. */
function graphOf(node: Node): Graph {
  const inputs = node.inputs.map(({ shape, dtype }) => input({ shape, dtype }));
  return { inputs, outputs: node.withInputs(inputs).outputs, updates: [] };
}

function hostArray(binding: HostArray | DeviceMemory): HostArray {
  return "read" in binding ? binding.read() : binding;
}

/** Throws if a value holds NaN that some op made. */
function explainNaN(value: Value, elements: ReadonlyMap<Value, HostArray>): void {
  let at = value;
  if (firstNaN(elements.get(at)!) < 0) return;
  for (;;) {
    const source = at.node.inputs.find((input) => firstNaN(elements.get(input)!) >= 0);
    if (source === undefined) break;
    at = source;
  }
  if (at.node.op === "input") return;
  const place = firstNaN(elements.get(at)!);
  const operands = at.node.inputs.map((input) => {
    const type = `${input.dtype} ${formatShape(input.shape)}`;
    const array = elements.get(input)!;
    return array.length === elements.get(at)!.length ? `${array[place]!} of ${type}` : type;
  });
  const origin = originOf(at.node);
  throw new Error(
    `Cannot go on with NaN: ${at.node.op} made the first one, at element ${place} of ${formatShape(at.shape)}, from ` +
      `${operands.join(" and ")}${origin === undefined ? "" : ` (${origin})`}. Keep its operands where it is defined, ` +
      "or unset TENSORLOOM_DEBUG to let NaN flow.",
  );
}

function firstNaN(array: HostArray): number {
  return array instanceof Float32Array ? array.findIndex(Number.isNaN) : -1;
}
