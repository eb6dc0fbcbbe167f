/** Test support: what every layer and every model promises. */

import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { compile, manualSeed, noGrad, rand, type Tensor } from "../tensor/index.ts";
import type { Layer, Module } from "./module.ts";

/** One use of a layer. */
export interface Contract {
  /** Makes the layer; called several times. */
  readonly make: () => Module;
  /** How it is applied. Default: `forward` with the input alone. */
  readonly call?: (layer: never, x: Tensor) => Tensor;
  /** Input and output shapes of one forward pass. */
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** For layers of indices: their bound. The input is then int32, and no gradient reaches it. */
  readonly indicesBelow?: number;
  /** Parameters that start alike whatever the seed, such as the ones and zeros of a normalisation. */
  readonly constant?: readonly string[];
  /** Names and shapes of all parameters, in order. */
  readonly parameters: Readonly<Record<string, readonly number[]>>;
}

/**
 * Checks shapes, parameter names, save and load, that the same seed gives the same result, also compiled, that a gradient
 * reaches the input and every parameter, and that a step against the gradient lowers a loss.
 */
export async function checkModule(contract: Contract): Promise<void> {
  await checkShapesAndNames(contract);
  await checkSeeds(contract);
  await checkCompiled(contract);
  await checkSaveAndLoad(contract);
  await checkModes(contract);
  await checkTraining(contract);
}

async function checkShapesAndNames(contract: Contract): Promise<void> {
  const { output, parameters } = contract;
  const { layer, x } = seeded(contract, 1);
  const y = apply(contract, layer, x);
  assert.deepEqual([...y.shape], [...output], "the output's shape");
  assert.ok((await y.data()).every(Number.isFinite), "the output is finite");
  const named = layer.namedParameters().map(([name, parameter]) => [name, [...parameter.shape]]);
  assert.deepEqual(
    named,
    Object.entries(parameters).map(([name, shape]) => [name, [...shape]]),
  );
  const count = named.reduce((sum, [, shape]) => sum + (shape as number[]).reduce((a, b) => a * b, 1), 0);
  assert.equal(layer.numParameters, count);
  for (const parameter of layer.parameters()) assert.equal(parameter.requiresGrad, true);
}

async function checkSeeds(contract: Contract): Promise<void> {
  const outcome = async (seed: number): Promise<number[][]> => {
    const { layer, x } = seeded(contract, seed);
    return Promise.all(
      [apply(contract, layer, x), ...layer.parameters()].map(async (t) => [...(await t.data())]),
    );
  };
  const names = Object.keys(contract.parameters);
  const first = await outcome(5);
  assert.deepEqual(await outcome(5), first, "the same seed gives the same result");
  const other = await outcome(6);
  for (const [i, values] of first.slice(1).entries()) {
    const alike = contract.constant?.includes(names[i]!) ?? false;
    const same = isDeepStrictEqual(other[i + 1], values);
    assert.equal(same, alike, `whether another seed starts ${names[i]} elsewhere`);
  }
}

async function checkCompiled(contract: Contract): Promise<void> {
  const outcome = async (compiled: boolean): Promise<number[][]> => {
    const { layer, x } = seeded(contract, 12);
    const step = (x: Tensor) => {
      const y = apply(contract, layer, x);
      if (layer.parameters().length > 0) y.mul(y).sum().backward();
      return { y, gradients: layer.parameters().map((parameter) => parameter.grad) };
    };
    const { y, gradients } = (compiled ? compile(step) : step)(x);
    return Promise.all([y, ...gradients].map(async (tensor) => [...((await tensor?.data()) ?? [])]));
  };
  // The reference device rounds what leaves a program only, so that bits depend on where programs end.
  const [compiled, eager] = [await outcome(true), await outcome(false)];
  assert.deepEqual(
    compiled.map((values) => values.length),
    eager.map((values) => values.length),
  );
  for (const [i, values] of eager.entries()) {
    const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    for (const [j, value] of values.entries()) {
      const difference = Math.abs(compiled[i]![j]! - value);
      assert.ok(difference <= 1e-5 * scale, `compiled as eagerly: ${compiled[i]![j]} for ${value}`);
    }
  }
}

async function checkSaveAndLoad(contract: Contract): Promise<void> {
  const { layer, x } = seeded(contract, 7);
  const expected = await apply(contract, layer.eval(), x).data();
  const saved = layer.stateDict();
  const names = Object.keys(saved);

  const other = seeded(contract, 8).layer.eval();
  assert.deepEqual(other.loadStateDict(saved), { missing: [], unexpected: [] });
  assert.deepEqual(await apply(contract, other, x).data(), expected, "a loaded copy gives the same result");

  assert.throws(
    () => other.loadStateDict({ ...saved, nonsense: rand([1]) }),
    /"nonsense" float32 \[1\] is unexpected/,
  );
  for (const name of names) {
    const { [name]: tensor, ...rest } = saved;
    assert.throws(() => other.loadStateDict(rest), new RegExp(`"${name}" .* is missing`));
    assert.deepEqual(other.loadStateDict(rest, { strict: false }).missing, [name]);
    const wrong = rand([...tensor!.shape, 2]);
    assert.throws(
      () => other.loadStateDict({ ...rest, [name]: wrong }),
      new RegExp(`"${name}" is .* expected`),
    );
  }

  // What was saved is not touched by what happens to the layer afterwards.
  noGrad(() => {
    for (const parameter of layer.parameters()) parameter.assign(parameter.mul(0));
  });
  for (const parameter of layer.parameters())
    assert.ok((await parameter.data()).every((value) => value === 0));
  other.loadStateDict(saved);
  assert.deepEqual(await apply(contract, other, x).data(), expected, "a saved state outlives training");
}

async function checkModes(contract: Contract): Promise<void> {
  const { layer, x } = seeded(contract, 9);
  const modes = (): boolean[] => layer.namedModules().map(([, module]) => module.training);
  assert.ok(modes().every((training) => training));
  assert.equal(layer.eval(), layer);
  assert.ok(modes().every((training) => !training));
  assert.deepEqual(
    await apply(contract, layer, x).data(),
    await apply(contract, layer, x).data(),
    "evaluation draws nothing",
  );
  layer.train();
  assert.ok(modes().every((training) => training));
}

async function checkTraining(contract: Contract): Promise<void> {
  const { layer } = seeded(contract, 11);
  layer.eval();
  const x = randomInput(contract);
  if (x.dtype === "float32") x.requiresGrad = true;
  const target = rand(contract.output);
  const loss = (): Tensor => {
    const difference = apply(contract, layer, x).sub(target);
    return difference.mul(difference).mean();
  };

  const before = loss();
  before.backward();
  const gradients = new Map<string, Tensor | undefined>();
  if (x.requiresGrad) gradients.set("the input", x.grad);
  for (const [name, parameter] of layer.namedParameters()) gradients.set(name, parameter.grad);
  let square = 0;
  for (const [name, gradient] of gradients) {
    assert.ok(gradient !== undefined, `a gradient reaches ${name}`);
    const values = await gradient.data();
    assert.ok(values.every(Number.isFinite), `the gradient of ${name} is finite`);
    assert.ok(
      values.some((value) => value !== 0),
      `the gradient of ${name} is not 0`,
    );
    if (name !== "the input") square += [...values].reduce((sum, value) => sum + value * value, 0);
  }
  if (layer.parameters().length === 0) return;

  // Along the gradient the loss falls by rate · square at first: a rate that promises one part in a hundred.
  const start = before.item();
  const rate = (0.01 * start) / square;
  noGrad(() => {
    for (const parameter of layer.parameters()) parameter.assign(parameter.sub(parameter.grad!.mul(rate)));
  });
  const after = loss().item();
  assert.ok(after < start, `one step lowers the loss: ${start} → ${after}`);
  layer.zeroGrad();
  for (const parameter of layer.parameters()) assert.equal(parameter.grad, undefined);
}

function apply({ call }: Contract, layer: Module, x: Tensor): Tensor {
  return call === undefined ? (layer as Layer).forward(x) : call(layer as never, x);
}

function seeded(contract: Contract, seed: number): { layer: Module; x: Tensor } {
  manualSeed(seed);
  const layer = contract.make();
  return { layer, x: randomInput(contract) };
}

/** Indices, or U(−1, 1), so that rectifiers are on for some elements and off for others. */
function randomInput({ input, indicesBelow }: Contract): Tensor {
  if (indicesBelow !== undefined) return rand(input).mul(indicesBelow).cast("int32").detach();
  return rand(input).mul(2).sub(1).detach();
}
