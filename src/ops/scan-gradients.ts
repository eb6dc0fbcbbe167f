/** The gradient of a scan: a scan the other way, over what the steps left behind. */

import { type Attributes, type Node, type TensorType, topologicalOrder, type Value } from "../graph/node.ts";
import { add } from "./arithmetic.ts";
import { concat } from "./assembly.ts";
import { inlineGraph } from "./inline.ts";
import { reshape, slice } from "./movement.ts";
import type { Property, VjpContext } from "./op.ts";
import { bind, freshInputs, type ScanAttributes, scanBody } from "./scan.ts";
import { zeros } from "./source.ts";

/** An elementwise op that takes more vector instructions than this is saved for the way back, not computed again. */
const cheap = 4;

/**
 * The gradients of a scan's inputs. Its step is the gradient of the body; what that needs of the way forward and
 * depends on carries is read from stacks: outputs of the scan where they hold it, else those of a second scan, which
 * a compiler makes one with the first. Elementwise work that costs little is done again.
 */
export function scanGradients(context: VjpContext<ScanAttributes>): readonly (Value | undefined)[] {
  const { inputs, outputs, cotangents, needed, attributes } = context;
  const { body, length, carries, sequences, reverse } = attributes;
  const isFloat = ({ dtype }: TensorType) => dtype === "float32";
  const positions = (from: number, to: number, test: (i: number) => boolean) =>
    Array.from({ length: to - from }, (_, i) => from + i).filter(test);

  // A carry that needs no gradient itself may pass on the gradient of one that does, so all float carries take part.
  const carried = positions(0, carries, (i) => isFloat(inputs[i]!));
  const sliced = positions(carries, carries + sequences, (i) => needed[i] === true);
  const fixed = positions(carries + sequences, inputs.length, (i) => needed[i] === true);
  const stacked = positions(carries, outputs.length, (i) => isFloat(outputs[i]!));

  const flowing = [...carried, ...stacked];
  const incoming = freshInputs(flowing.map((i) => body.outputs[i]!));
  const found = context.gradients(
    flowing.map((i) => body.outputs[i]!),
    incoming,
    [...carried, ...sliced, ...fixed].map((i) => body.inputs[i]!),
  );
  const saved = valuesToSave(context, found);
  const stands = freshInputs(saved);
  const others = [...body.inputs, ...incoming].filter((value) => !saved.includes(value));
  const steps = inlineGraph({ inputs: [...saved, ...others], outputs: found, updates: [] }, [
    ...stands,
    ...others,
  ]);
  const totals = freshInputs(fixed.map((i) => body.inputs[i]!));
  const afterCarries = carried.length + sliced.length;
  const result = scanBody({
    carries: [
      ...bind(
        incoming.slice(0, carried.length),
        carried.map((i) => cotangents[i]!),
      ),
      ...bind(
        totals,
        fixed.map((i) => zeros(inputs[i]!.shape)),
      ),
    ],
    sequences: [
      ...bind(
        incoming.slice(carried.length),
        stacked.map((i) => cotangents[i]!),
      ),
      ...bind(stands, stacksOf(saved, context)),
      ...bind(body.inputs, inputs).slice(carries, carries + sequences),
    ],
    constants: bind(body.inputs, inputs).slice(carries + sequences),
    next: [
      ...steps.slice(0, carried.length),
      ...totals.map((total, i) => add(total, steps[afterCarries + i]!)),
    ],
    outputs: steps.slice(carried.length, afterCarries),
    length,
    reverse: !reverse,
  });
  return inputs.map((_, i) => {
    if (needed[i] !== true) return undefined;
    if (i < carries) return result.carries[carried.indexOf(i)];
    if (i < carries + sequences) return result.outputs[sliced.indexOf(i)];
    return result.carries[carried.length + fixed.indexOf(i)];
  });
}

/** What the gradients need of the body and a step backwards cannot know or cheaply compute from slices and constants. */
function valuesToSave(context: VjpContext<ScanAttributes>, found: readonly Value[]): Value[] {
  const { body, carries } = context.attributes;
  const carried = new Set(body.inputs.slice(0, carries));
  const moving = new Set<Node>();
  for (const node of topologicalOrder(body.outputs)) {
    if (node.outputs.some((value) => carried.has(value)) || node.inputs.some(({ node }) => moving.has(node)))
      moving.add(node);
  }
  const forward = new Set(topologicalOrder(body.outputs));
  const saved = new Set<Value>();
  const seen = new Set<Value>();
  const waiting = [...found].reverse();
  while (waiting.length > 0) {
    const value = waiting.pop()!;
    if (seen.has(value)) continue;
    seen.add(value);
    const { node } = value;
    if (carried.has(value) || (moving.has(node) && !isCheap(context.propertyOf(node)))) saved.add(value);
    else if (!forward.has(node) || moving.has(node)) waiting.push(...[...node.inputs].reverse());
  }
  return [...saved];
}

function isCheap(property: Property<Attributes>): boolean {
  return property.kind === "movement" || (property.kind === "elementwise" && property.cost <= cheap);
}

/** For each of some values of the body, what it is in each step, stacked. */
function stacksOf(values: readonly Value[], context: VjpContext<ScanAttributes>): Value[] {
  const { inputs, outputs, attributes } = context;
  const { body, length, carries, sequences, reverse } = attributes;
  const outputOf = (value: Value | undefined): Value | undefined =>
    outputs[body.outputs.findIndex((each, j) => j >= carries && each === value)];
  const known = values.map((value) => {
    const carry = body.inputs.indexOf(value);
    if (carry < 0 || carry >= carries || length === 0) return outputOf(value);
    const after = outputOf(body.outputs[carry]);
    return outputOf(value) ?? (after && stepsBefore(inputs[carry]!, after, reverse));
  });
  if (!known.includes(undefined)) return known as Value[];
  const bindings = bind(body.inputs, inputs);
  const again = scanBody({
    carries: bindings.slice(0, carries),
    sequences: bindings.slice(carries, carries + sequences),
    constants: bindings.slice(carries + sequences),
    next: body.outputs.slice(0, carries),
    outputs: values.filter((value) => outputOf(value) === undefined),
    length,
    reverse,
  }).outputs;
  let next = 0;
  return values.map((value) => outputOf(value) ?? again[next++]!);
}

/** A carry as it goes into each step, from what it is before the first and after each. */
function stepsBefore(initial: Value, after: Value, reverse: boolean): Value {
  const { shape } = initial;
  const length = after.shape[0]!;
  const first = reshape(initial, [1, ...shape]);
  if (length === 1) return first;
  const start = [reverse ? 1 : 0, ...shape.map(() => 0)];
  const others = slice(after, { start, shape: [length - 1, ...shape] });
  return concat(reverse ? [others, first] : [first, others], 0);
}
