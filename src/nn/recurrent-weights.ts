import { requireKind } from "../base/argument-kinds.ts";
import { type Parameter, Tensor } from "../tensor/index.ts";
import { uniformByFanIn } from "./initial.ts";
import { checkInputTensor } from "./input-tensor.ts";

/** What a recurrent step multiplies by: PyTorch's matrices, several gates above each other. */
export interface RecurrentWeights {
  /** [gates · hiddenSize, inputSize] */
  readonly weightIh: Tensor;
  /** [gates · hiddenSize, hiddenSize] */
  readonly weightHh: Tensor;
  /** Each [gates · hiddenSize]. */
  readonly biasIh: Tensor | undefined;
  readonly biasHh: Tensor | undefined;
}

/** Parameters for `gates` gates, from U(±1/√hiddenSize) as in PyTorch. */
export function recurrentParameters(
  gates: number,
  inputSize: number,
  hiddenSize: number,
  bias: boolean,
): { readonly [K in keyof RecurrentWeights]: Parameter | Extract<RecurrentWeights[K], undefined> } {
  const rows = gates * hiddenSize;
  return {
    weightIh: uniformByFanIn([rows, inputSize], hiddenSize),
    weightHh: uniformByFanIn([rows, hiddenSize], hiddenSize),
    biasIh: bias ? uniformByFanIn([rows], hiddenSize) : undefined,
    biasHh: bias ? uniformByFanIn([rows], hiddenSize) : undefined,
  };
}

/** x · weightIhᵀ + biasIh. Shapes: x [batch, inputSize] → [batch, gates · hiddenSize]. */
export function fromInput(x: Tensor, { weightIh, biasIh }: RecurrentWeights): Tensor {
  const product = x.matmul(weightIh.transpose(0, 1));
  return biasIh === undefined ? product : product.add(biasIh);
}

/** h · weightHhᵀ + biasHh. Shapes: h [batch, hiddenSize] → [batch, gates · hiddenSize]. */
export function fromHidden(hidden: Tensor, { weightHh, biasHh }: RecurrentWeights): Tensor {
  const product = hidden.matmul(weightHh.transpose(0, 1));
  return biasHh === undefined ? product : product.add(biasHh);
}

/** Gate number `index`. Shapes: gates [batch, gates · size] → [batch, size]. */
export function gateOf(gates: Tensor, index: number, size: number): Tensor {
  return gates.slice([0, index * size], [gates.shape[0]!, (index + 1) * size]);
}

/** Throws: RangeError unless both sizes are positive integers. */
export function checkSizes(what: string, inputSize: number, hiddenSize: number): void {
  for (const size of [inputSize, hiddenSize]) {
    if (Number.isInteger(size) && size >= 1) continue;
    throw new RangeError(
      `Cannot make ${what} from ${inputSize} to ${hiddenSize} features: expected positive integers, got ${size}. Pass ` +
        "the extent of the input's last axis and the size of the state.",
    );
  }
}

/** Throws: TypeError unless `tensor` is one, RangeError unless it has the shape that `what` must have. */
export function checkShape(what: string, tensor: Tensor, expected: readonly number[]): void {
  if (!(tensor instanceof Tensor)) {
    throw new TypeError(
      `Cannot use ${tensor === undefined ? "nothing" : `a ${typeof tensor}`} as ${what}: expected a tensor of shape ` +
        `[${expected.join(", ")}], got ${typeof tensor}. Make it one with tensor(data).`,
    );
  }
  if (tensor.rank === expected.length && expected.every((extent, axis) => tensor.shape[axis] === extent))
    return;
  throw new RangeError(
    `Cannot use a tensor of shape [${tensor.shape.join(", ")}] as ${what}: expected [${expected.join(", ")}], got ` +
      "another shape. Reshape it, or make the layer with other sizes.",
  );
}

/** Throws: TypeError unless what a step is made of are tensors. */
export function checkStep(name: string, x: unknown, hidden: unknown, weights: RecurrentWeights): void {
  checkInputTensor(name, "inputs", x);
  checkInputTensor(name, "states", hidden);
  requireKind("object", `call ${name}`, { weights });
  checkInputTensor(name, "weights of the input", weights.weightIh);
  checkInputTensor(name, "weights of the state", weights.weightHh);
}
