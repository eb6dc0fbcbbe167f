import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, manualSeed, rand, type Tensor, tensor } from "../tensor/index.ts";
import { BatchNorm1d } from "./batch-norm1d.ts";
import { BatchNorm2d } from "./batch-norm2d.ts";
import { BatchNorm3d } from "./batch-norm3d.ts";
import { checkModule } from "./contract.ts";
import { GroupNorm } from "./group-norm.ts";
import { InstanceNorm1d } from "./instance-norm1d.ts";
import { InstanceNorm2d } from "./instance-norm2d.ts";
import { LayerNorm } from "./layer-norm.ts";
import { LocalResponseNorm } from "./local-response-norm.ts";
import type { Layer } from "./module.ts";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "./oracle.ts";
import { RMSNorm } from "./rms-norm.ts";

interface Pass {
  readonly output: StoredTensor;
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}

interface Case {
  readonly name: string;
  readonly layer: keyof typeof layers;
  readonly arguments: readonly [number, number];
  readonly options: object;
  readonly initial: Readonly<Record<string, StoredTensor>>;
  readonly inputs: readonly StoredTensor[];
  readonly cotangent: StoredTensor;
  readonly training: Pass;
  readonly state: Readonly<Record<string, StoredTensor>>;
  readonly evaluation: Pass;
}

const layers = {
  LayerNorm: ([shape], options) => new LayerNorm(shape, options),
  RMSNorm: ([shape], options) => new RMSNorm(shape, options),
  BatchNorm1d: ([channels], options) => new BatchNorm1d(channels, options),
  BatchNorm2d: ([channels], options) => new BatchNorm2d(channels, options),
  BatchNorm3d: ([channels], options) => new BatchNorm3d(channels, options),
  GroupNorm: ([groups, channels], options) => new GroupNorm(groups, channels, options),
  InstanceNorm1d: ([channels], options) => new InstanceNorm1d(channels, options),
  InstanceNorm2d: ([channels], options) => new InstanceNorm2d(channels, options),
  LocalResponseNorm: ([size], options) => new LocalResponseNorm(size, options),
} as const satisfies Record<string, (given: readonly [number, number], options: object) => Layer>;

before(useTestDevice);

/** The stored state; what counts batches is int32 here. */
function stateOf(stored: Readonly<Record<string, StoredTensor>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(stored).map(([name, value]) => [
      name,
      restore(value, name === "num_batches_tracked" ? { dtype: "int32" } : {}),
    ]),
  );
}

for (const stored of fixtures<Case>("norms")) {
  const name = `${stored.layer}, ${stored.name}`;
  const made = (): Layer => {
    const layer = layers[stored.layer](stored.arguments, stored.options);
    layer.loadStateDict(stateOf(stored.initial));
    return layer;
  };
  const cotangent = (): Tensor => restore(stored.cotangent);

  async function checkPass(layer: Layer, expected: Pass, input: StoredTensor): Promise<void> {
    layer.zeroGrad();
    const x = restore(input, { requiresGrad: true });
    const y = layer.forward(x);
    y.mul(cotangent()).sum().backward();
    await assertClose(y, expected.output, "the output");
    await assertClose(x.grad, expected.gradients.input!, "the gradient of the input");
    for (const [name, parameter] of layer.namedParameters()) {
      await assertClose(parameter.grad, expected.gradients[name]!, `the gradient of ${name}`);
    }
  }

  test(`${name}: equals PyTorch in both modes, with its running statistics`, async () => {
    const layer = made();
    for (const input of stored.inputs.slice(0, -1)) await layer.forward(restore(input)).data();
    await checkPass(layer, stored.training, stored.inputs.at(-1)!);
    const state = layer.stateDict();
    assert.deepEqual(Object.keys(state), Object.keys(stored.state));
    for (const [name, value] of Object.entries(state)) await assertClose(value, stored.state[name]!, name);
    await checkPass(layer.eval(), stored.evaluation, stored.inputs.at(-1)!);
  });

  test(`${name}: compiled, the same as called`, async () => {
    const layer = made();
    const step = compile((x: Tensor) => {
      layer.zeroGrad();
      const y = layer.forward(x);
      y.mul(cotangent()).sum().backward();
      return { y, byInput: x.grad!, gradients: layer.parameters().map((parameter) => parameter.grad!) };
    });
    const run = (input: StoredTensor) => step(restore(input, { requiresGrad: true }));
    const check = async (input: StoredTensor, expected: Pass): Promise<void> => {
      const { y, byInput, gradients } = run(input);
      await assertClose(y, expected.output, "the output");
      await assertClose(byInput, expected.gradients.input!, "the gradient of the input");
      for (const [i, [name]] of layer.namedParameters().entries()) {
        await assertClose(gradients[i], expected.gradients[name]!, `the gradient of ${name}`);
      }
    };
    for (const input of stored.inputs.slice(0, -1)) run(input);
    await check(stored.inputs.at(-1)!, stored.training);
    for (const [name, value] of Object.entries(layer.stateDict())) {
      await assertClose(value, stored.state[name]!, name);
    }
    layer.eval();
    await check(stored.inputs.at(-1)!, stored.evaluation);
  });
}

for (const [name, make, shape, weight] of [
  ["LayerNorm", () => new LayerNorm([3, 5]), [2, 3, 5], [3, 5]],
  ["BatchNorm1d", () => new BatchNorm1d(3), [4, 3], [3]],
  ["BatchNorm2d", () => new BatchNorm2d(3), [2, 3, 2, 5], [3]],
  ["BatchNorm3d", () => new BatchNorm3d(2), [2, 2, 3, 2, 2], [2]],
  ["GroupNorm", () => new GroupNorm(2, 4), [2, 4, 3], [4]],
  ["InstanceNorm1d", () => new InstanceNorm1d(3, { affine: true, trackRunningStats: true }), [2, 3, 4], [3]],
  ["InstanceNorm2d", () => new InstanceNorm2d(3, { affine: true }), [2, 3, 4, 2], [3]],
] as const) {
  test(`${name} keeps the contract`, () =>
    checkModule({
      make,
      input: shape,
      output: shape,
      constant: ["weight", "bias"],
      parameters: { weight, bias: weight },
    }));
}

test("RMSNorm and LocalResponseNorm keep the contract", async () => {
  await checkModule({
    make: () => new RMSNorm(5),
    input: [3, 5],
    output: [3, 5],
    constant: ["weight"],
    parameters: { weight: [5] },
  });
  await checkModule({
    make: () => new LocalResponseNorm(3),
    input: [2, 4, 3],
    output: [2, 4, 3],
    parameters: {},
  });
});

test("adding a constant, or scaling, changes nothing that is normalised", async () => {
  manualSeed(3);
  const x = rand([4, 6, 5]);
  for (const layer of [new LayerNorm(5), new BatchNorm1d(6), new GroupNorm(3, 6), new InstanceNorm1d(6)]) {
    const y = layer.forward(x);
    assert.ok(layer.forward(x.add(16)).allClose(y, { atol: 1e-3 }), layer.constructor.name);
    assert.ok(layer.forward(x.mul(64)).allClose(y, { atol: 1e-3 }), layer.constructor.name);
  }
});

test("running statistics change in training only, and without a gradient", async () => {
  const layer = new BatchNorm1d(2);
  const x = tensor([
    [1, 2],
    [3, 6],
  ]);
  layer.forward(x);
  assert.deepEqual(layer.running_mean!.toArray(), [Math.fround(0.2), Math.fround(0.4)]);
  assert.ok(layer.running_var!.allClose(tensor([1.1, 1.7]))); // 0.9 · 1 + 0.1 · [2, 8]
  assert.equal(layer.running_mean!.requiresGrad, false);
  layer.eval().forward(x);
  assert.equal(layer.num_batches_tracked!.item(), 1);
});

test("norms name what does not fit", () => {
  assert.throws(() => new LayerNorm([3, 4]).forward(rand([4, 3])), /LayerNorm\(\[3, 4\]\) .*\[4, 3\]/);
  assert.throws(() => new LayerNorm([]), /normalizedShape \[\]/);
  assert.throws(() => new RMSNorm(0), /RMSNorm with normalizedShape 0/);
  assert.throws(
    () => new BatchNorm2d(3).forward(rand([2, 3])),
    /BatchNorm2d\(3\) .*\[2, 3\]: expected 4 axes/,
  );
  assert.throws(() => new BatchNorm1d(3).forward(rand([2, 4])), /3 channels, got 2 axes and 4 channels/);
  assert.throws(() => new BatchNorm1d(3).forward(rand([1, 3])), /at least 2 elements .* got 1/);
  assert.throws(() => new BatchNorm1d(3, { momentum: Number.NaN }), /momentum NaN/);
  assert.throws(() => new InstanceNorm2d(3, { eps: -1 }), /InstanceNorm2d with eps -1/);
  assert.throws(() => new GroupNorm(4, 6), /6 channels in 4 groups/);
  assert.throws(() => new GroupNorm(2, 6).forward(rand([6])), /GroupNorm\(6\)/);
  assert.throws(() => new LocalResponseNorm(1.5), /size 1.5: expected an integer of at least 1/);
});
