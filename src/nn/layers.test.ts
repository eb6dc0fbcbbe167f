import { before, test } from "node:test";
import { AvgPool2d } from "./avg-pool2d.ts";
import type { Pair } from "./axis-numbers.ts";
import { Conv2d, type Conv2dOptions } from "./conv2d.ts";
import { Flatten } from "./flatten.ts";
import { GELU } from "./gelu.ts";
import { Linear } from "./linear.ts";
import { MaxPool2d } from "./max-pool2d.ts";
import type { Layer } from "./module.ts";
import { assertClose, fixtures, restore, restoreAll, type StoredTensor, useTestDevice } from "./oracle.ts";
import { ReLU } from "./relu.ts";
import { Sigmoid } from "./sigmoid.ts";
import { Tanh } from "./tanh.ts";

type LayerName = keyof typeof make;

interface Case {
  readonly name: string;
  readonly layer: LayerName;
  readonly arguments: readonly unknown[];
  readonly options: object;
  readonly parameters: Readonly<Record<string, StoredTensor>>;
  readonly input: StoredTensor;
  readonly cotangent: StoredTensor;
  readonly output: StoredTensor;
  readonly gradients: Readonly<Record<string, StoredTensor>>;
}

const make = {
  Linear: ([a, b]: readonly unknown[], options: object): Layer =>
    new Linear(a as number, b as number, options),
  Conv2d: ([a, b]: readonly unknown[], options: object): Layer =>
    new Conv2d(a as number, b as number, options as Conv2dOptions),
  MaxPool2d: ([a]: readonly unknown[], options: object): Layer => new MaxPool2d(a as Pair, options),
  AvgPool2d: ([a]: readonly unknown[], options: object): Layer => new AvgPool2d(a as Pair, options),
  ReLU: (): Layer => new ReLU(),
  Tanh: (): Layer => new Tanh(),
  Sigmoid: (): Layer => new Sigmoid(),
  GELU: (_: readonly unknown[], options: object): Layer => new GELU(options),
  Flatten: (_: readonly unknown[], options: object): Layer => new Flatten(options),
};

before(useTestDevice);

for (const stored of fixtures<Case>("layers")) {
  test(`${stored.layer} equals PyTorch, forwards and backwards: ${stored.name}`, async () => {
    const layer = make[stored.layer](stored.arguments, stored.options);
    layer.loadStateDict(restoreAll(stored.parameters));
    const x = restore(stored.input, { requiresGrad: true });
    const y = layer.forward(x);
    y.mul(restore(stored.cotangent)).sum().backward();
    await assertClose(y, stored.output, "the output");
    await assertClose(x.grad, stored.gradients.input!, "the gradient of the input");
    for (const [name, parameter] of layer.namedParameters()) {
      await assertClose(parameter.grad, stored.gradients[name]!, `the gradient of ${name}`);
    }
  });
}
