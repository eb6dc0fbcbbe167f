import { before, test } from "node:test";
import { AvgPool2d } from "./avg-pool2d.ts";
import { checkModule } from "./contract.ts";
import { Conv2d } from "./conv2d.ts";
import { Dropout } from "./dropout.ts";
import { Flatten } from "./flatten.ts";
import { GELU } from "./gelu.ts";
import { Linear } from "./linear.ts";
import { MaxPool2d } from "./max-pool2d.ts";
import { useTestDevice } from "./oracle.ts";
import { ReLU } from "./relu.ts";
import { Sequential } from "./sequential.ts";
import { Sigmoid } from "./sigmoid.ts";
import { Tanh } from "./tanh.ts";

before(useTestDevice);

test("Linear", () =>
  checkModule({
    make: () => new Linear(5, 3),
    input: [4, 5],
    output: [4, 3],
    parameters: { weight: [3, 5], bias: [3] },
  }));

test("Linear without bias, over sequences", () =>
  checkModule({
    make: () => new Linear(5, 3, { bias: false }),
    input: [2, 4, 5],
    output: [2, 4, 3],
    parameters: { weight: [3, 5] },
  }));

test("Conv2d", () =>
  checkModule({
    make: () => new Conv2d(2, 3, { kernelSize: 3, stride: 2, padding: 1 }),
    input: [2, 2, 5, 6],
    output: [2, 3, 3, 3],
    parameters: { weight: [3, 2, 3, 3], bias: [3] },
  }));

test("Conv2d with groups and without bias", () =>
  checkModule({
    make: () => new Conv2d(4, 6, { kernelSize: [1, 2], groups: 2, bias: false }),
    input: [1, 4, 3, 4],
    output: [1, 6, 3, 3],
    parameters: { weight: [6, 2, 1, 2] },
  }));

for (const [name, make, input, output] of [
  ["MaxPool2d", () => new MaxPool2d(2), [2, 3, 4, 7], [2, 3, 2, 3]],
  ["AvgPool2d", () => new AvgPool2d(2), [2, 3, 4, 7], [2, 3, 2, 3]],
  ["Dropout", () => new Dropout(0.4), [6, 7], [6, 7]],
  ["Flatten", () => new Flatten(), [2, 3, 4, 5], [2, 60]],
  ["ReLU", () => new ReLU(), [3, 4], [3, 4]],
  ["Tanh", () => new Tanh(), [3, 4], [3, 4]],
  ["Sigmoid", () => new Sigmoid(), [3, 4], [3, 4]],
  ["GELU", () => new GELU(), [3, 4], [3, 4]],
] as const) {
  test(name, () => checkModule({ make, input, output, parameters: {} }));
}

test("Sequential", () =>
  checkModule({
    make: () => new Sequential([new Linear(6, 5), new Tanh(), new Dropout(), new Linear(5, 2)]),
    input: [3, 6],
    output: [3, 2],
    parameters: { "0.weight": [5, 6], "0.bias": [5], "3.weight": [2, 5], "3.bias": [2] },
  }));
