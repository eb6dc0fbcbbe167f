/** Tensorloom as a contestant, through its public face. */

import { LSTM, type Module } from "../../nn/index.ts";
import * as ops from "../../ops/index.ts";
import * as optim from "../../optim/index.ts";
import type { HostArray } from "../../runtime/device.ts";
import { getDevice } from "../../runtime/device-registry.ts";
import {
  compile,
  compute,
  filledVariable,
  grad,
  noGrad,
  Parameter,
  type Tensor,
  tensor,
  variable,
  vjp,
} from "../../tensor/index.ts";
import { inference, lossOf, networks } from "./networks.ts";
import type { HostTensor, Prepare, Prepared, Workload } from "./workload.ts";

/** Prepares workloads on the device in use. Operands and results are in its memory, as parameters are. */
export const prepareTensorloom: Prepare = (workload) => {
  const { kind } = workload;
  if (Object.hasOwn(networks, kind)) return trainingStep(workload);
  if (kind.endsWith(inference)) return answer(workload);
  if (kind === "adam") return adam(workload);
  if (kind === "lstmLayer") return lstmLayer(workload);
  if (kind === "eagerAddition") return eagerAddition(workload);
  return Object.hasOwn(operations, kind) ? operation(workload, operations[kind]!) : undefined;
};

/** The result of a workload from its operands. */
type Operation = (operands: Readonly<Record<string, Tensor>>, options: Workload["options"]) => Tensor;

const operations: Readonly<Record<string, Operation>> = {
  product: ({ a, b }, { transposeA, transposeB }) =>
    (transposeA ? a!.transpose() : a!).matmul(transposeB ? b!.transpose() : b!),
  conv: ({ x, w }) => convolution(x!, w!),
  // Convolution is linear in both, so its gradients need no forward pass, and the compiler leaves it out.
  convInputGradient: ({ x, w, g }) => grad((input) => convolution(input, w!).mul(g!).sum())(x!),
  convWeightGradient: ({ x, w, g }) => grad((weight) => convolution(x!, weight).mul(g!).sum())(w!),
  softmax: ({ x }) => x!.softmax(),
  gelu: ({ x }) => x!.gelu(),
  layerNorm({ x, weight, bias }) {
    const centred = x!.sub(x!.mean({ axis: -1, keepDims: true }));
    const variance = centred.mul(centred).mean({ axis: -1, keepDims: true });
    return centred.div(variance.add(1e-5).sqrt()).mul(weight!).add(bias!);
  },
};

/** A 3×3 convolution to images of the same size. */
function convolution(images: Tensor, weight: Tensor): Tensor {
  return compute([images, weight], (x, w) => ops.conv(x, w, { padding: 1 }));
}

function operation({ tensors, options }: Workload, result: Operation): Prepared {
  const operands = Object.entries(tensors).map(([name, elements]) => [name, onDevice(elements)] as const);
  // Arguments, from which nothing is prepared ahead of a run; a device that would copy them has variables.
  if (getDevice().name === "native") return kept((given) => result(given, options), operands);
  const variables = Object.fromEntries(operands.map(([name, each]) => [name, variable(each)]));
  return kept(() => result(variables, options));
}

/** Computes a tensor that stays on the device, from arguments that are always the same. */
function kept(
  compute: (given: Readonly<Record<string, Tensor>>) => Tensor,
  operands: readonly (readonly [string, Tensor])[] = [],
): Prepared {
  const given = Object.fromEntries(operands);
  const output = filledVariable(compute(given).shape, 0);
  const run = compile((...tensors: readonly Tensor[]) => {
    const named = Object.fromEntries(operands.map(([name], i) => [name, tensors[i]!]));
    noGrad(() => void output.assign(compute(named)));
  });
  const all = operands.map(([, each]) => each);
  return { run: () => run(...all), result: () => output.hostArray(), close: () => {} };
}

/** What a trained network says of an example. */
function answer({ kind, tensors }: Workload): Prepared {
  const model = networks[kind.slice(0, -inference.length)]!.make().eval();
  setParameters(model, tensors);
  const x = onDevice(tensors.x!);
  return kept(() => model.forward(x));
}

function setParameters(model: Module, tensors: Workload["tensors"]): void {
  noGrad(() => {
    model.parameters().forEach((parameter, i) => void parameter.assign(onDevice(tensors[`parameter${i}`]!)));
  });
}

/** The gradients of a layer of LSTM by its input and its parameters, from a gradient of its output. */
function lstmLayer({ tensors }: Workload): Prepared {
  const [x, g] = [onDevice(tensors.x!), onDevice(tensors.g!)];
  const layer = new LSTM(x.shape[2]!, g.shape[2]!);
  setParameters(layer, tensors);
  const parameters = layer.parameters();
  const kept = [x, ...parameters].map(({ shape }) => filledVariable(shape, 0));
  const run = compile((x: Tensor, g: Tensor) => {
    const { pullback } = vjp(([input]: readonly Tensor[]) => layer.forward(input!).output)([
      x,
      ...parameters,
    ]);
    noGrad(() => pullback(g).forEach((gradient, i) => void kept[i]!.assign(gradient)));
  });
  const result = (): Float32Array => Float32Array.from(kept.flatMap((each) => [...each.hostArray()]));
  return { run: () => run(x, g), result, close: () => {} };
}

/** One update by a given gradient. */
function adam({ tensors: { parameter, gradient } }: Workload): Prepared {
  const weight = new Parameter(onDevice(parameter!));
  const given = variable(onDevice(gradient!));
  const optimizer = new optim.Adam([weight], { lr: 1e-3 });
  const run = compile(() => {
    weight.grad = given;
    optimizer.step();
  });
  return { run, result: () => weight.hostArray(), close: () => {} };
}

function eagerAddition({ tensors }: Workload): Prepared {
  const [a, b] = [onDevice(tensors.a!), onDevice(tensors.b!)];
  let sum: HostArray;
  return { run: () => void (sum = a.add(b).dataSync() as HostArray), result: () => sum, close: () => {} };
}

function trainingStep({ kind, tensors }: Workload): Prepared {
  const model = networks[kind]!.make();
  setParameters(model, tensors);
  const optimizer = new optim.Adam(model.parameters(), { lr: 1e-3 });
  const step = compile((inputs: Tensor, targets: Tensor) => {
    optimizer.zeroGrad();
    const loss = lossOf(model, inputs, targets);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const [x, y] = [onDevice(tensors.x!), onDevice(tensors.y!)];
  let loss = Number.NaN;
  return { run: () => (loss = step(x, y).item()), result: () => Float32Array.of(loss), close: () => {} };
}

function onDevice({ data, shape }: HostTensor): Tensor {
  return tensor(data, { shape, dtype: data instanceof Int32Array ? "int32" : "float32" });
}
