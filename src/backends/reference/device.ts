/** The reference interpreter as a device. */

import { sizeOf } from "../../base/shape.ts";
import type { Graph, TensorType } from "../../graph/node.ts";
import {
  type Device,
  type DeviceMemory,
  type Executable,
  type HostArray,
  newHostArray,
} from "../../runtime/device.ts";
import { interpretGraph } from "./interpret.ts";

/** A device that interprets graphs in float64 on one thread; results are rounded when they leave a program. Slow. */
export function createReferenceDevice(): Device {
  let memoryBytes = 0;
  const allocate = (type: TensorType): ReferenceMemory => {
    const elements = newHostArray(type);
    memoryBytes += elements.byteLength;
    return {
      elements,
      read: () => elements.slice(),
      write: (data) => elements.set(data),
      release: () => {
        memoryBytes -= elements.byteLength;
      },
    };
  };
  return {
    name: "reference",
    threads: 1,
    get memoryBytes() {
      return memoryBytes;
    },
    allocate,
    compile,
    close: () => undefined,
  };
}

/** Memory on the host. */
interface ReferenceMemory extends DeviceMemory {
  readonly elements: HostArray;
}

function compile(graph: Graph): Executable {
  const targets = graph.updates.map(({ target }) => graph.inputs.indexOf(target));
  return {
    bytes: 0,
    run: (inputs, kept = []) => {
      const arrays = inputs.map(elementsOf);
      const results = interpretGraph(
        graph,
        arrays.map((elements) => Float64Array.from(elements)),
      );
      const outputs = graph.outputs.map((type, i) => rounded(type, results[i]!));
      for (const [i, target] of targets.entries()) arrays[target]!.set(results[graph.outputs.length + i]!);
      const returned = outputs.slice(0, outputs.length - kept.length);
      for (const [i, memory] of kept.entries()) memory.write(outputs[returned.length + i]!);
      return returned;
    },
    release: () => undefined,
  };
}

function elementsOf(input: HostArray | DeviceMemory): HostArray {
  return ArrayBuffer.isView(input) ? input : (input as ReferenceMemory).elements;
}

function rounded(type: TensorType, elements: Float64Array): HostArray {
  const array = newHostArray({ shape: [sizeOf(type.shape)], dtype: type.dtype });
  array.set(elements);
  return array;
}
