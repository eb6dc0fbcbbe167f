/**
 * A scan in three parts: what needs no carry is computed before the loop for all steps at once, what no carry needs
 * after it, and the loop keeps the rest.
 *
 * What moves out gives the same bits, but for sums: a carry that only adds up products or reductions becomes one sum
 * over all steps, in the order of the slices and not of the steps. It does so always, whatever the options: the bits
 * follow from the scan alone.
 */

import { type Node, topologicalOrder, type Value } from "../graph/node.ts";
import { applyAll } from "../ops/apply.ts";
import { type Batched, repeat } from "../ops/batch.ts";
import { type Binding, freshInputs, scanBody } from "../ops/index.ts";
import type { ScanParts } from "../ops/op.ts";
import { opOf } from "../ops/table.ts";
import { type Loop, type LoopCarry, loopOf, resultsOf, substitute } from "./loop.ts";
import { type Origin, OutsideScan } from "./outside-scan.ts";
import { tidyLoop, uniform } from "./tidy-loop.ts";

/** The outputs of a scan over `inputs`, with as much as possible moved out of its loop. */
export function splitScan(parts: ScanParts, inputs: readonly Value[]): readonly Value[] {
  const { loop, carries } = tidyLoop(loopOf(parts, inputs));
  const results = new LoopSplitter(loop).split();
  return [
    ...carries.map((carry) => (typeof carry === "number" ? results[carry]! : carry)),
    ...results.slice(loop.carries.length),
  ];
}

/** A carry that only adds up what a step gives: next = carry + term. */
interface Accumulator {
  readonly carry: LoopCarry;
  readonly term: Value;
}

class LoopSplitter {
  private readonly loop: Loop;
  private readonly origins: ReadonlyMap<Value, Origin>;
  private readonly outer: ReadonlyMap<Value, Value>;
  /** Values that new carries depend on. */
  private readonly kept: ReadonlySet<Value>;
  private readonly accumulators: readonly Accumulator[];
  private readonly sunkOutputs: readonly Value[];

  constructor(loop: Loop) {
    this.loop = loop;
    this.origins = originsOf(loop);
    this.outer = new Map([...loop.sequences, ...loop.constants].map(({ inner, outer }) => [inner, outer]));
    const candidates = accumulatorsOf(loop);
    const others = loop.carries.filter((carry) => !candidates.some((each) => each.carry === carry));
    this.kept = new Set(topologicalOrder(others.map(({ next }) => next)).flatMap(({ outputs }) => outputs));
    const trial = this.outside((value) =>
      this.kept.has(value) ? freshStack(value, loop.length) : undefined,
    );
    this.accumulators = candidates.filter(({ term }) => trial.sumOf(term) !== undefined);
    this.sunkOutputs = [...new Set(loop.outputs)].filter(
      (value) => this.leaves(value) && trial.of(value) !== undefined,
    );
  }

  /** The results of the loop: its carries after the last step, then its stacked outputs. */
  split(): Value[] {
    const { loop, accumulators, sunkOutputs } = this;
    const stacks = this.neededStacks();
    const carries = loop.carries.filter((carry) => !accumulators.some((each) => each.carry === carry));
    const outputs = [
      ...new Set([...loop.outputs.filter((value) => !sunkOutputs.includes(value)), ...stacks]),
    ];
    const looped = this.run(carries, outputs);
    const stacked = new Map(outputs.map((value, i) => [value, looped.outputs[i]!]));
    const after = this.outside((value) => stacked.get(value));
    return [
      ...loop.carries.map((carry) => {
        const sunk = accumulators.find((each) => each.carry === carry);
        if (sunk === undefined) return looped.carries[carries.indexOf(carry)]!;
        const sum = after.sumOf(sunk.term)!;
        return isZero(carry.outer) ? sum : applyAll(opOf(carry.next.node), [carry.outer, sum], {})[0]!;
      }),
      ...loop.outputs.map((value) => {
        if (!sunkOutputs.includes(value)) return stacked.get(value)!;
        const { value: found, batched } = after.of(value)!;
        return batched ? found : repeat(found, loop.length);
      }),
    ];
  }

  /** The loop over what is left, with hoisted values as new sequences and constants. */
  private run(carries: readonly LoopCarry[], outputs: readonly Value[]) {
    const hoisted = this.hoisted(resultsOf({ carries, outputs }));
    const values = [...hoisted.keys()];
    const fresh = freshInputs(values);
    const bindings = values.map(
      (value, i): Binding => ({ inner: fresh[i]!, outer: hoisted.get(value)!.value }),
    );
    const isBatched = (_: Binding, i: number): boolean => hoisted.get(values[i]!)!.batched;
    const sequences = [...this.loop.sequences, ...bindings.filter(isBatched)];
    const constants = [...this.loop.constants, ...bindings.filter((each, i) => !isBatched(each, i))];
    if (carries.length === 0 && outputs.length === 0) return { carries: [], outputs: [] };
    const rest = substitute(
      { ...this.loop, carries, sequences, constants, outputs },
      new Map(values.map((value, i) => [value, fresh[i]!])),
    );
    return scanBody({ ...rest, next: rest.carries.map(({ next }) => next) });
  }

  /** The largest parts of `results` that need no carry and are worth a place in memory, computed outside. */
  private hoisted(results: readonly Value[]): Map<Value, Batched> {
    const before = this.outside(() => undefined);
    const found = new Map<Value, Batched>();
    const seen = new Set<Value>();
    const worth = new Map<Node, boolean>();
    const isWorth = (node: Node, origin: Origin): boolean => {
      const known = worth.get(node);
      if (known !== undefined) return known;
      const answer =
        isWork(node, origin) ||
        node.inputs.some((input) => this.origins.get(input) === origin && isWorth(input.node, origin));
      worth.set(node, answer);
      return answer;
    };
    const visit = (value: Value): void => {
      if (seen.has(value)) return;
      seen.add(value);
      const origin = this.origins.get(value)!;
      const { kind } = opOf(value.node).property;
      const outside =
        kind !== "movement" && kind !== "leaf" && origin !== "carried" && isWorth(value.node, origin)
          ? before.of(value)
          : undefined;
      if (outside !== undefined) found.set(value, outside);
      else value.node.inputs.forEach(visit);
    };
    results.forEach(visit);
    return found;
  }

  /** The values of the loop that what comes after it reads. */
  private neededStacks(): Set<Value> {
    const needed = new Set<Value>();
    const trial = this.outside((value) => {
      if (!this.kept.has(value)) return undefined;
      needed.add(value);
      return freshStack(value, this.loop.length);
    });
    for (const { term } of this.accumulators) trial.sumOf(term);
    for (const value of this.sunkOutputs) trial.of(value);
    return needed;
  }

  /** Whether an output is to be computed outside: no carry takes part in it, or none needs the products it takes. */
  private leaves(value: Value): boolean {
    if (this.origins.get(value) !== "carried") return true;
    if (this.kept.has(value)) return false;
    return (
      opOf(value.node).property.kind === "contraction" ||
      value.node.inputs.some((input) => this.origins.get(input) === "carried" && this.leaves(input))
    );
  }

  private outside(stackOf: (value: Value) => Value | undefined): OutsideScan {
    return new OutsideScan(this.origins, this.loop.length, this.outer, stackOf);
  }
}

/** Whether a node is worth moving out: any work that is the same in each step, but of slices only what loops inside. */
function isWork(node: Node, origin: Origin): boolean {
  const { kind } = opOf(node).property;
  if (kind === "movement" || kind === "constant" || kind === "coordinate" || kind === "leaf") return false;
  return kind !== "elementwise" || origin === "fixed";
}

function originsOf(loop: Loop): Map<Value, Origin> {
  const origins = new Map<Value, Origin>();
  for (const { inner } of loop.carries) origins.set(inner, "carried");
  for (const { inner } of loop.sequences) origins.set(inner, "sliced");
  for (const { inner } of loop.constants) origins.set(inner, "fixed");
  for (const node of topologicalOrder(resultsOf(loop))) {
    const from = node.inputs.map((value) => origins.get(value)!);
    const origin = from.includes("carried") ? "carried" : from.includes("sliced") ? "sliced" : "fixed";
    for (const value of node.outputs) if (!origins.has(value)) origins.set(value, origin);
  }
  return origins;
}

/** Carries whose only use is one addition, whose only use is to be the new carry. */
function accumulatorsOf(loop: Loop): Accumulator[] {
  const uses = new Map<Value, number>();
  const count = (value: Value): void => void uses.set(value, (uses.get(value) ?? 0) + 1);
  const results = resultsOf(loop);
  for (const node of topologicalOrder(results)) node.inputs.forEach(count);
  results.forEach(count);
  return loop.carries.flatMap((carry) => {
    const { property } = opOf(carry.next.node);
    const operands = carry.next.node.inputs;
    const adds = property.kind === "elementwise" && property.adds === true && operands.includes(carry.inner);
    if (!adds || uses.get(carry.inner) !== 1 || uses.get(carry.next) !== 1) return [];
    return [{ carry, term: operands.find((value) => value !== carry.inner)! }];
  });
}

function isZero(value: Value): boolean {
  const number = uniform(value);
  if (number === undefined) return false;
  const { property } = opOf(number.node);
  return property.kind === "constant" && Object.is(property.value(number.node.attributes), 0);
}

function freshStack({ shape, dtype }: Value, length: number): Value {
  return freshInputs([{ shape: [length, ...shape], dtype }])[0]!;
}
