import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, type Tensor, zeros } from "../tensor/index.ts";
import { checkModule } from "./contract.ts";
import * as nn from "./index.ts";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "./oracle.ts";

interface Case {
  readonly layer: keyof typeof make;
  readonly arguments: readonly never[];
  readonly input: StoredTensor;
  readonly cotangent: StoredTensor;
  readonly output: StoredTensor;
  readonly gradient: StoredTensor;
  readonly weightGradient: StoredTensor | null;
}

const make = {
  LeakyReLU: nn.LeakyReLU,
  ELU: nn.ELU,
  SELU: nn.SELU,
  CELU: nn.CELU,
  SiLU: nn.SiLU,
  Mish: nn.Mish,
  Softplus: nn.Softplus,
  Softsign: nn.Softsign,
  Hardtanh: nn.Hardtanh,
  ReLU6: nn.ReLU6,
  Hardsigmoid: nn.Hardsigmoid,
  Hardswish: nn.Hardswish,
  LogSigmoid: nn.LogSigmoid,
  Threshold: nn.Threshold,
  Sigmoid: nn.Sigmoid,
  GLU: nn.GLU,
  Softmin: nn.Softmin,
  PReLU: nn.PReLU,
};

before(useTestDevice);

for (const stored of fixtures<Case>("activations")) {
  const Layer = make[stored.layer] as unknown as new (...given: readonly unknown[]) => nn.Layer;
  const name = `${stored.layer}(${JSON.stringify(stored.arguments).slice(1, -1)})`;
  test(`${name} equals PyTorch, called and compiled, forwards and backwards`, async () => {
    for (const transform of [(f: (x: Tensor) => Tensor[]) => f, compile]) {
      const layer = new Layer(...stored.arguments);
      const step = transform((x: Tensor) => {
        const y = layer.forward(x);
        y.mul(restore(stored.cotangent)).sum().backward();
        return [y, x.grad!, ...layer.parameters().map((parameter) => parameter.grad!)];
      });
      const [y, gradient, weightGradient] = step(restore(stored.input, { requiresGrad: true }));
      await assertClose(y, stored.output, "the output");
      await assertClose(gradient, stored.gradient, "the gradient");
      if (stored.weightGradient === null) assert.equal(weightGradient, undefined);
      else await assertClose(weightGradient, stored.weightGradient, "the slopes' gradient");
    }
  });
  test(`${name} keeps the contract`, () =>
    checkModule({
      make: () => new Layer(...stored.arguments),
      input: stored.input.shape,
      output: stored.output.shape,
      constant: ["weight"],
      parameters: stored.weightGradient === null ? {} : { weight: stored.weightGradient.shape },
    }));
}

test("activations name what does not fit", () => {
  assert.throws(() => new nn.LeakyReLU(Number.NaN), /LeakyReLU with negativeSlope NaN/);
  assert.throws(() => new nn.GLU().forward(zeros([2, 3])), /an even extent, got 3/);
  assert.throws(() => new nn.PReLU({ numParameters: 3 }).forward(zeros([2, 4])), /PReLU\(3\)/);
});
