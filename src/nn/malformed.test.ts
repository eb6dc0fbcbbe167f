import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import * as losses from "../losses/index.ts";
import { registerDevice, Tensor, zeros } from "../tensor/index.ts";
import { anything, called, sample, shown, streamOf } from "../tensor/malformed.testing.ts";
import * as nn from "./index.ts";
import { layerContracts } from "./layer-contracts.testing.ts";

registerDevice("reference", createReferenceDevice);

const optionNames = [
  ...["kernelSize", "stride", "padding", "dilation", "groups", "bias", "paddingMode", "outputPadding"],
  ...["ceilMode", "countIncludePad", "divisorOverride", "scaleFactor", "size", "mode", "alignCorners"],
  ...["eps", "momentum", "affine", "p", "axis", "dropout", "numLayers", "batchFirst", "heads", "score"],
  ...["activation", "dimFeedforward", "reduction", "weight", "ignoreIndex", "labelSmoothing", "margin"],
  ...["delta", "beta", "blank", "inputLengths", "targetLengths", "temperature", "alpha", "gamma"],
];

const drawing = { names: optionNames, more: [() => new nn.Linear(2, 2), new nn.Linear(3, 2)] };

/** `Transformer`'s defaults are 44 million numbers: what it is given is smaller, unless it says otherwise. */
const small = { dModel: 4, numHeads: 2, numEncoderLayers: 1, numDecoderLayers: 1, dimFeedforward: 3 };
class SmallTransformer extends nn.Transformer {
  constructor(options: object) {
    super({ ...small, ...options });
  }
}

/** A layer of any inputs. */
interface AnyLayer {
  forward(...inputs: readonly unknown[]): unknown;
}

type Class = new (...args: readonly unknown[]) => unknown;
const classes = Object.entries({ ...nn, Transformer: SmallTransformer }).filter(
  ([name, value]) => typeof value === "function" && /^[A-Z]/.test(name),
) as [string, Class][];
const functions = Object.entries({ ...losses }).filter(([, value]) => typeof value === "function") as [
  string,
  (...args: readonly unknown[]) => unknown,
][];

test("malformed constructors and calls of layers throw errors that say what was expected", () => {
  const counts = { made: 0, refused: 0, applied: 0 };
  for (const [name, Layer] of classes) {
    const random = streamOf(name, 21);
    for (let turn = 0; turn < 80; turn++) {
      const args = Array.from({ length: random.integer(0, 4) }, () => anything(random, drawing));
      const what = `new ${name}(${shown(args)})`;
      const layer = called(what, () => new Layer(...args));
      if (layer === undefined) {
        counts.refused++;
        continue;
      }
      counts.made++;
      if (!(layer instanceof nn.Module) || !("forward" in layer)) continue;
      const inputs = Array.from({ length: random.integer(0, 4) }, () =>
        random.integer(0, 3) === 0 ? anything(random, drawing) : sample(random),
      );
      const y = called(`${what}.forward(${shown(inputs)})`, () =>
        (layer as unknown as AnyLayer).forward(...inputs),
      );
      if (!(y instanceof Tensor)) continue;
      counts.applied++;
      assert.ok(
        y.shape.every((extent) => Number.isInteger(extent) && extent >= 0),
        `${what} gave ${y.shape}`,
      );
    }
  }
  assert.ok(counts.made > 500 && counts.refused > 1000 && counts.applied > 100, JSON.stringify(counts));
});

test("whatever a layer that is well made is applied to, it says what was expected", () => {
  for (const [name, contracts] of Object.entries(layerContracts())) {
    const random = streamOf(name, 23);
    for (const { make, input } of contracts) {
      const layer = make() as unknown as AnyLayer;
      const x = zeros(input);
      for (let turn = 0; turn < 20; turn++) {
        const inputs = [
          ...Array.from({ length: random.integer(0, 3) }, () => x),
          ...Array.from({ length: random.integer(0, 3) }, () => anything(random, drawing)),
        ];
        called(`${name}.forward(${shown(inputs)})`, () => layer.forward(...inputs));
      }
    }
  }
});

test("malformed losses throw errors that say what was expected", () => {
  let given = 0;
  for (const [name, loss] of functions) {
    const random = streamOf(name, 22);
    for (let turn = 0; turn < 120; turn++) {
      const x = sample(random);
      const alike = random.integer(0, 2) === 0;
      const args: unknown[] = Array.from({ length: random.integer(0, 4) }, () =>
        alike ? x : random.integer(0, 5) === 0 ? anything(random, drawing) : sample(random),
      );
      args.push(...Array.from({ length: random.integer(0, 3) }, () => anything(random, drawing)));
      if (called(`${name}(${shown(args)})`, () => loss(...args)) instanceof Tensor) given++;
    }
  }
  assert.ok(given > 300, String(given));
});
