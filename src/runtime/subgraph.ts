/** The part of a graph that has to be computed, and a string that is equal for equal computations. */

import {
  type Attribute,
  type Attributes,
  type Graph,
  input,
  type Node,
  type Update,
  type Value,
} from "../graph/node.ts";
import { type Storage, storageOf } from "./storage.ts";

/** The subgraph between wanted values and values that have storage. */
export interface Subgraph {
  /** Op by op with attributes and edges; shapes and dtypes of inputs; what is wanted. No data and no numbers of users. */
  key(): string;
  /** One an input of the program. */
  readonly storages: readonly Storage[];
  /** The numbers of those inputs that are lasting. */
  lasting(): ReadonlySet<number>;
  /** A copy with inputs of its own, so that it keeps nothing of the caller's graph alive. */
  close(): Graph;
}

/** An update: the storage whose memory takes the value. */
export interface StorageUpdate {
  readonly target: Storage;
  readonly value: Value;
}

const bodyKeys = new WeakMap<Graph, string>();

/** Collects a subgraph: first reach what is wanted, then finish. */
export class SubgraphCollector {
  readonly #find: (value: Value) => Storage | undefined;
  /** −1 − i for input i; for a computed value, its place among all outputs of collected nodes. */
  readonly #places = new Map<Value, number>();
  readonly #inputPlaces = new Map<Storage, number>();
  readonly #inputTypes: Value[] = [];
  readonly #storages: Storage[] = [];
  readonly #nodes: Node[] = [];
  #outputCount = 0;

  /** `find` gives a value's storage. */
  constructor(find: (value: Value) => Storage | undefined = storageOf) {
    this.#find = find;
  }

  /** The nodes collected so far, inputs before users. */
  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Collects all that `value` depends on. */
  reach(value: Value): void {
    if (this.#settled(value)) return;
    const stack: Node[] = [value.node];
    const next: number[] = [0];
    while (stack.length > 0) {
      const top = stack.length - 1;
      const node = stack[top]!;
      let waits = false;
      while (next[top]! < node.inputs.length) {
        const source = node.inputs[next[top]!++]!;
        if (!this.#settled(source)) {
          stack.push(source.node);
          next.push(0);
          waits = true;
          break;
        }
      }
      if (waits) continue;
      this.#emit(node);
      stack.pop();
      next.pop();
    }
  }

  /** The subgraph of what was reached, with the given outputs and updates. */
  finish(outputs: readonly Value[], updates: readonly StorageUpdate[]): Subgraph {
    const targets = updates.map(({ target, value }) => this.#inputPlace(target, value));
    return {
      key: () => this.#key(outputs, updates, targets),
      storages: this.#storages,
      lasting: () => new Set(this.#storages.flatMap(({ lasting }, i) => (lasting ? i : []))),
      close: () => this.#close(outputs, updates, targets),
    };
  }

  /** Whether the value is an input or already collected; makes it an input if it has storage. */
  #settled(value: Value): boolean {
    if (this.#places.has(value)) return true;
    const storage = this.#find(value);
    if (storage !== undefined) {
      this.#places.set(value, this.#inputPlace(storage, value));
      return true;
    }
    if (value.node.op === "input") {
      throw new Error(
        "Cannot compute a value that depends on an input without data. Give every input its storage.",
      );
    }
    return false;
  }

  #inputPlace(storage: Storage, value: Value): number {
    let place = this.#inputPlaces.get(storage);
    if (place === undefined) {
      place = -1 - this.#storages.length;
      this.#storages.push(storage);
      this.#inputTypes.push(value);
      this.#inputPlaces.set(storage, place);
    }
    return place;
  }

  #emit(node: Node): void {
    this.#nodes.push(node);
    for (const output of node.outputs) {
      if (!this.#places.has(output)) this.#places.set(output, this.#outputCount);
      this.#outputCount++;
    }
  }

  #key(outputs: readonly Value[], updates: readonly StorageUpdate[], targets: readonly number[]): string {
    let key = "";
    for (const node of this.#nodes) {
      key += node.op;
      for (const source of node.inputs) key += " " + this.#places.get(source)!;
      key += attributesKey(node.attributes) + ";";
    }
    key += ">";
    for (const output of outputs) key += this.#places.get(output)! + ",";
    for (let i = 0; i < updates.length; i++) {
      key += targets[i]! + "=" + this.#places.get(updates[i]!.value)! + ",";
    }
    for (const { shape, dtype } of this.#inputTypes) key += dtype[0]! + shape.join("x") + ";";
    return key;
  }

  #close(outputs: readonly Value[], updates: readonly StorageUpdate[], targets: readonly number[]): Graph {
    const inputs = this.#inputTypes.map(({ shape, dtype }) => input({ shape, dtype }));
    const computed: Value[] = [];
    const at = (place: number): Value => (place < 0 ? inputs[-1 - place]! : computed[place]!);
    const copyOf = (value: Value): Value => at(this.#places.get(value)!);
    for (const node of this.#nodes) {
      computed.push(...node.withInputs(node.inputs.map(copyOf)).outputs);
    }
    return {
      inputs,
      outputs: outputs.map(copyOf),
      updates: updates.map(({ value }, i): Update => ({ target: at(targets[i]!), value: copyOf(value) })),
    };
  }
}

function attributesKey(attributes: Attributes): string {
  let key = "";
  for (const name in attributes) key += "|" + name + ":" + attributeKey(attributes[name]!);
  return key;
}

function attributeKey(attribute: Attribute): string {
  if (typeof attribute === "number") return Object.is(attribute, -0) ? "-0" : String(attribute);
  if (typeof attribute === "string") return JSON.stringify(attribute);
  if (typeof attribute === "boolean") return attribute ? "t" : "f";
  if (isGraph(attribute)) return "{" + bodyKey(attribute) + "}";
  return "[" + attribute.map(attributeKey).join() + "]";
}

function isGraph(attribute: readonly number[] | Graph): attribute is Graph {
  return !Array.isArray(attribute);
}

function bodyKey(body: Graph): string {
  let key = bodyKeys.get(body);
  if (key === undefined) {
    const inputs = new Map<Value, Storage>();
    for (const value of body.inputs) inputs.set(value, bodyInput());
    const collector = new SubgraphCollector((value) => inputs.get(value));
    for (const value of [...body.inputs, ...body.outputs]) collector.reach(value);
    key = collector.finish(body.outputs, []).key();
    bodyKeys.set(body, key);
  }
  return key;
}

function bodyInput(): Storage {
  const absent = () => {
    throw new Error("Cannot read the input of a body: it has no data.");
  };
  return { lasting: false, bind: absent, hostArray: absent };
}
