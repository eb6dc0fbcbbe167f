/** What a scan's body computes, computed outside of the loop: for all steps at once. */

import { Node, type Value } from "../graph/node.ts";
import { applyAll } from "../ops/apply.ts";
import { type Batched, batchNode, batchSumNode } from "../ops/batch.ts";
import { opOf } from "../ops/table.ts";

/** Where the values of a body come from: constants only, slices of sequences too, or carries too. */
export type Origin = "fixed" | "sliced" | "carried";

/** Rebuilds values of a body outside of it, where every node allows that. */
export class OutsideScan {
  private readonly origins: ReadonlyMap<Value, Origin>;
  private readonly length: number;
  private readonly stackOf: (value: Value) => Value | undefined;
  private readonly known: Map<Value, Batched | undefined>;

  /**
   * `outer` gives the constants and sequences of the body; `stackOf` the stack of a value that carries take part in,
   * where there is one.
   */
  constructor(
    origins: ReadonlyMap<Value, Origin>,
    length: number,
    outer: ReadonlyMap<Value, Value>,
    stackOf: (value: Value) => Value | undefined,
  ) {
    this.origins = origins;
    this.length = length;
    this.stackOf = stackOf;
    this.known = new Map(
      [...outer].map(([inner, value]) => [inner, { value, batched: origins.get(inner) !== "fixed" }]),
    );
  }

  /** The value in all steps; not batched where it is the same in each. Undefined where it must stay in the loop. */
  of(value: Value): Batched | undefined {
    if (!this.known.has(value)) this.known.set(value, this.find(value));
    return this.known.get(value);
  }

  /** The sum of the value over the steps, where that is one sum of products, or a reduction, of what `of` gives. */
  sumOf(value: Value): Value | undefined {
    const { node } = value;
    const { property } = opOf(node);
    if (property.kind === "movement") {
      const inner = this.sumOf(node.inputs[0]!);
      return inner && applyAll(opOf(node), [inner], node.attributes)[0];
    }
    if (property.kind === "elementwise" && property.adds === true) {
      const terms = node.inputs.map((input) => this.sumOf(input));
      return terms.includes(undefined)
        ? undefined
        : applyAll(opOf(node), terms as Value[], node.attributes)[0];
    }
    if (this.stackOf(value) !== undefined || this.origins.get(value) === "fixed") return undefined;
    const inputs = this.all(node.inputs);
    return inputs && batchSumNode(node, inputs);
  }

  private find(value: Value): Batched | undefined {
    const { node } = value;
    const origin = this.origins.get(value);
    const stack = origin === "carried" ? this.stackOf(value) : undefined;
    if (stack !== undefined) return { value: stack, batched: true };
    if (opOf(node).property.kind === "leaf") return undefined;
    const inputs = this.all(node.inputs);
    if (inputs === undefined) return undefined;
    if (origin === "fixed") {
      const sources = inputs.map((each) => each.value);
      const copy = new Node(node.op, sources, node.attributes, node.outputs);
      node.outputs.forEach((output, i) =>
        this.known.set(output, { value: copy.outputs[i]!, batched: false }),
      );
      return { value: copy.outputs[value.index]!, batched: false };
    }
    const batched = batchNode(node, inputs, this.length);
    return batched && { value: batched, batched: true };
  }

  private all(values: readonly Value[]): Batched[] | undefined {
    const found = values.map((value) => this.of(value));
    return found.includes(undefined) ? undefined : (found as Batched[]);
  }
}
