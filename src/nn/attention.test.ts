import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, manualSeed, rand, type Tensor, zeros } from "../tensor/index.ts";
import { checkModule } from "./contract.ts";
import { LayerNorm } from "./layer-norm.ts";
import type { Module } from "./module.ts";
import { MultiheadAttention } from "./multihead-attention.ts";
import { assertClose, fixtures, restore, restoreAll, type StoredTensor, useTestDevice } from "./oracle.ts";
import { scaledDotProductAttention } from "./scaled-dot-product-attention.ts";
import { TransformerEncoder } from "./transformer-encoder.ts";
import { TransformerEncoderLayer } from "./transformer-encoder-layer.ts";

interface StoredMask extends StoredTensor {
  readonly bool: boolean;
}

interface Case {
  readonly name: string;
  readonly layer: "MultiheadAttention" | "TransformerEncoderLayer" | "TransformerEncoder";
  readonly arguments: readonly [width: number, heads: number, layers: number, norm: boolean];
  readonly options: object;
  readonly parameters: Readonly<Record<string, StoredTensor>>;
  readonly inputs: readonly StoredTensor[];
  readonly mask: StoredMask | null;
  readonly keyPaddingMask: StoredMask | null;
  readonly causal: boolean;
  readonly cotangent: StoredTensor;
  readonly output: StoredTensor;
  readonly weights: StoredTensor | null;
  readonly inputGradients: readonly StoredTensor[];
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}

before(useTestDevice);

function restoreMask(stored: StoredMask | null): Tensor | undefined {
  if (stored === null) return undefined;
  return stored.bool ? restore(stored).cast("bool") : restore(stored);
}

/** The layer of a case, and how it is called. */
function made(stored: Case): { layer: Module; run: (inputs: readonly Tensor[]) => Tensor } {
  const [width, heads, layers, norm] = stored.arguments;
  const masks = {
    mask: restoreMask(stored.mask),
    keyPaddingMask: restoreMask(stored.keyPaddingMask),
    causal: stored.causal,
  };
  if (stored.layer === "MultiheadAttention") {
    const layer = new MultiheadAttention(width, heads, stored.options);
    return { layer, run: ([query, key, value]) => layer.forward(query!, { key, value, ...masks }) };
  }
  const makeLayer = () => new TransformerEncoderLayer(width, heads, { dropout: 0, ...stored.options });
  const layer =
    stored.layer === "TransformerEncoderLayer"
      ? makeLayer()
      : new TransformerEncoder(makeLayer, layers, norm ? { norm: new LayerNorm(width) } : {});
  return { layer, run: ([x]) => layer.forward(x!, masks) };
}

for (const stored of fixtures<Case>("attention")) {
  for (const compiled of [false, true]) {
    const how = compiled ? "compiled" : "called";
    test(`${stored.layer}, ${stored.name}: ${how}, equals PyTorch, forwards and backwards`, async () => {
      const { layer, run } = made(stored);
      layer.loadStateDict(restoreAll(stored.parameters));
      assert.deepEqual(Object.keys(layer.stateDict()), Object.keys(stored.parameters));
      const step = (inputs: readonly Tensor[]) => {
        layer.zeroGrad();
        const y = run(inputs);
        y.mul(restore(stored.cotangent)).sum().backward();
        return {
          y,
          byInputs: inputs.map((x) => x.grad!),
          gradients: layer.parameters().map((parameter) => parameter.grad!),
        };
      };
      const inputs = stored.inputs.map((x) => restore(x, { requiresGrad: true }));
      const { y, byInputs, gradients } = (compiled ? compile(step) : step)(inputs);
      await assertClose(y, stored.output, "the output");
      for (const [i, expected] of stored.inputGradients.entries()) {
        await assertClose(byInputs[i], expected, `the gradient of input ${i}`);
      }
      for (const [i, [name]] of layer.namedParameters().entries()) {
        await assertClose(gradients[i], stored.gradients[name]!, `the gradient of ${name}`);
      }
    });
  }
}

test("attend gives each head's weights", async () => {
  for (const stored of fixtures<Case>("attention")) {
    const { layer } = made(stored);
    if (!(layer instanceof MultiheadAttention)) continue;
    layer.loadStateDict(restoreAll(stored.parameters));
    const [query, key, value] = stored.inputs.map((x) => restore(x));
    const { weights } = layer.attend(query!, {
      key,
      value,
      mask: restoreMask(stored.mask),
      keyPaddingMask: restoreMask(stored.keyPaddingMask),
      causal: stored.causal,
    });
    await assertClose(weights, stored.weights!, `the weights of: ${stored.name}`);
  }
});

const projections = (width: number) => ({
  in_proj_weight: [3 * width, width],
  in_proj_bias: [3 * width],
  "out_proj.weight": [width, width],
  "out_proj.bias": [width],
});

const encoderLayer = (width: number, hidden: number) => ({
  ...Object.fromEntries(
    Object.entries(projections(width)).map(([name, shape]) => [`self_attn.${name}`, shape]),
  ),
  "linear1.weight": [hidden, width],
  "linear1.bias": [hidden],
  "linear2.weight": [width, hidden],
  "linear2.bias": [width],
  "norm1.weight": [width],
  "norm1.bias": [width],
  "norm2.weight": [width],
  "norm2.bias": [width],
});

const startAlike = [
  ...["in_proj_bias", "out_proj.bias"].flatMap((name) => [name, `self_attn.${name}`]),
  ...["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"],
];

test("MultiheadAttention keeps the contract", () =>
  checkModule({
    make: () => new MultiheadAttention(6, 2, { dropout: 0.3 }),
    input: [4, 3, 6],
    output: [4, 3, 6],
    constant: startAlike,
    parameters: projections(6),
  }));

for (const normFirst of [false, true]) {
  test(`TransformerEncoderLayer keeps the contract, normFirst ${normFirst}`, () =>
    checkModule({
      make: () => new TransformerEncoderLayer(6, 2, { dimFeedforward: 5, normFirst }),
      input: [4, 3, 6],
      output: [4, 3, 6],
      constant: startAlike,
      parameters: encoderLayer(6, 5),
    }));
}

test("TransformerEncoder keeps the contract", () => {
  const layers = [0, 1].map((i) => [`layers.${i}.`, encoderLayer(4, 3)] as const);
  return checkModule({
    make: () =>
      new TransformerEncoder(() => new TransformerEncoderLayer(4, 2, { dimFeedforward: 3 }), 2, {
        norm: new LayerNorm(4),
      }),
    input: [3, 2, 4],
    output: [3, 2, 4],
    constant: [
      ...layers.flatMap(([path]) => startAlike.map((name) => path + name)),
      "norm.weight",
      "norm.bias",
    ],
    parameters: {
      ...Object.fromEntries(
        layers.flatMap(([path, names]) => Object.entries(names).map(([name, shape]) => [path + name, shape])),
      ),
      "norm.weight": [4],
      "norm.bias": [4],
    },
  });
});

test("what comes later changes nothing that is causal", () => {
  manualSeed(5);
  const x = rand([2, 5, 6]);
  const layer = new TransformerEncoderLayer(6, 3, { batchFirst: true, dimFeedforward: 7 }).eval();
  const changed = x.with([":", "3:"], 9);
  const [y, other] = [x, changed].map((x) => layer.forward(x, { causal: true }));
  assert.ok(y!.at(":", ":3").allClose(other!.at(":", ":3")));
  assert.ok(!y!.at(":", "3:").allClose(other!.at(":", "3:")));
});

test("a bool mask of the function is true where a query may look, and scale is free", () => {
  manualSeed(6);
  const [query, key, value] = [rand([2, 3, 4]), rand([2, 5, 4]), rand([2, 5, 7])];
  const mask = zeros([3, 5]).with([":", 2], 1).cast("bool");
  const picked = scaledDotProductAttention(query, key, value, { mask });
  assert.ok(picked.allClose(value.at(":", "2:3").expand([2, 3, 7])));
  const even = scaledDotProductAttention(query, key, value, { scale: 0 });
  assert.ok(even.allClose(value.mean({ axis: 1, keepDims: true }).expand([2, 3, 7])));
});

test("attention drops weights while training only", () => {
  manualSeed(7);
  const layer = new MultiheadAttention(4, 2, { dropout: 0.5 });
  const x = rand([6, 2, 4]);
  assert.ok(!layer.forward(x).allClose(layer.forward(x)));
  layer.eval();
  assert.ok(layer.forward(x).allClose(layer.forward(x)));
});

test("attention names what does not fit", () => {
  assert.throws(() => new MultiheadAttention(6, 4), /6 features with 4 heads/);
  assert.throws(() => new MultiheadAttention(6, 0), /numHeads 0/);
  const layer = new MultiheadAttention(6, 2);
  const x = zeros([4, 3, 6]);
  assert.throws(() => layer.forward(zeros([4, 5])), /\[4, 1, 5\] as queries .* expected \[4, 1, 6\]/);
  assert.throws(() => layer.forward(x, { key: zeros([4, 2, 6]) }), /as keys .* expected \[4, 3, 6\]/);
  assert.throws(() => layer.forward(x, { mask: zeros([4, 5]) }), /an attention mask: expected \[4, 4\]/);
  assert.throws(() => layer.forward(x, { keyPaddingMask: zeros([4, 3]) }), /padding mask: expected \[3, 4\]/);
  assert.throws(
    () => new TransformerEncoderLayer(6, 2, { activation: "tanh" as "relu" }),
    /activation "tanh"/,
  );
  assert.throws(() => new TransformerEncoder(() => new TransformerEncoderLayer(6, 2), 0), /numLayers 0/);
});
