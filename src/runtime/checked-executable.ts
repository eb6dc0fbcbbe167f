import { faultOf, withIndexChecks } from "../compiler/index-checks.ts";
import type { Graph } from "../graph/node.ts";
import type { IndexBound } from "../ops/op.ts";
import type { DeviceMemory, Executable, HostArray } from "./device.ts";

/** A compiled graph that tells of indices which were not where they must be. */
export class CheckedExecutable implements Executable {
  readonly #executable: Executable;
  readonly #bounds: readonly IndexBound[];
  #fault: RangeError | undefined;

  /** `compile` is given the graph with its checks. */
  constructor(graph: Graph, compile: (graph: Graph) => Executable) {
    const checked = withIndexChecks(graph);
    this.#executable = compile(checked.graph);
    this.#bounds = checked.bounds;
  }

  get bytes(): number {
    return this.#executable.bytes;
  }

  run(inputs: readonly (HostArray | DeviceMemory)[], kept?: readonly DeviceMemory[]): HostArray[] {
    const bounds = this.#bounds;
    const results = this.#executable.run(inputs, kept);
    if (bounds.length === 0) return results;
    this.#fault = undefined;
    for (let i = 0; i < bounds.length; i++) this.#fault ??= faultOf(results[i]![0]!, bounds[i]!);
    return results.slice(bounds.length);
  }

  /**
   * To be called when the results of a run have been put where they belong. Throws: RangeError if an index or a label was
   * outside.
   */
  complain(): void {
    const fault = this.#fault;
    this.#fault = undefined;
    if (fault !== undefined) throw fault;
  }

  release(): void {
    this.#executable.release();
  }
}
