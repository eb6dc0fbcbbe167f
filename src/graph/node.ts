/**
 * The one intermediate representation: a graph of nodes in single assignment form. A node is an operation with
 * inputs and attributes; its outputs are values. Nodes are never changed, so graphs can be shared.
 */

import type { DType } from "../base/dtype.ts";
import type { Shape } from "../base/shape.ts";
import { copyOrigin, rememberOrigin } from "./origin.ts";

/** The shape and dtype of a tensor. */
export interface TensorType {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A closed graph: the body of a scan, or what a device is given to compile. */
export interface Graph {
  /** Values of `input` nodes, in the order in which arguments are given. */
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  /** Inputs whose storage takes a new value once all else has been computed. Empty in a scan's body. */
  readonly updates: readonly Update[];
}

/** A state of a graph and its new value. */
export interface Update {
  /** One of the graph's inputs. */
  readonly target: Value;
  /** Of the same shape and dtype. */
  readonly value: Value;
}

/** A setting of a node; a graph where the op has a body. */
export type Attribute = number | string | boolean | readonly number[] | Graph;
/** The settings of a node, by name. */
export type Attributes = Readonly<Record<string, Attribute>>;

/** One output of a node: what edges of the graph carry. */
export interface Value extends TensorType {
  readonly node: Node;
  /** Which output of the node. */
  readonly index: number;
}

let created = 0;

/** An operation with its inputs, its settings and its outputs. */
export class Node {
  /** Counts up; a node's inputs have smaller ids than the node. */
  readonly id: number = created++;
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];

  constructor(op: string, inputs: readonly Value[], attributes: Attributes, types: readonly TensorType[]) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.outputs = types.map(({ shape, dtype }, index) => ({ node: this, index, shape, dtype }));
    rememberOrigin(this);
  }

  /** A copy of the node that reads other values of the same types. */
  withInputs(inputs: readonly Value[]): Node {
    const copy = new Node(this.op, inputs, this.attributes, this.outputs);
    copyOrigin(this, copy);
    return copy;
  }
}

/** A new value that stands for data from outside the graph. */
export function input(type: TensorType): Value {
  return new Node("input", [], {}, [type]).outputs[0]!;
}

/** The nodes that `values` depend on, inputs before users; `stop` ends the search at a node without visiting its inputs. */
export function topologicalOrder(values: readonly Value[], stop?: (node: Node) => boolean): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack = values.map((value) => ({ node: value.node, next: 0 })).reverse();
  while (stack.length > 0) {
    const top = stack[stack.length - 1]!;
    if (top.next === 0 && seen.has(top.node)) {
      stack.pop();
      continue;
    }
    seen.add(top.node);
    const inputs = stop?.(top.node) === true ? [] : top.node.inputs;
    if (top.next < inputs.length) {
      const node = inputs[top.next++]!.node;
      if (!seen.has(node)) stack.push({ node, next: 0 });
    } else {
      order.push(top.node);
      stack.pop();
    }
  }
  return order;
}
