import { Parameter, type Tensor, zeros } from "../tensor/index.ts";
import { embedding } from "./embedding.ts";
import { uniform } from "./init/index.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkNumber } from "./number-option.ts";
import { checkShape } from "./recurrent-weights.ts";

/** The options of `VectorQuantizer`. */
export interface VectorQuantizerOptions {
  /** How much the encoder is held to its codes. Default: 0.25. */
  readonly beta?: number;
}

/** What `quantize` gives. */
export interface Quantized {
  /** The nearest codes, with the gradient of what they stand for: […, features]. */
  readonly output: Tensor;
  /** Which codes these are: int32 […]. */
  readonly indices: Tensor;
  /** What moves codes to vectors, and with weight beta vectors to codes: to be added to the loss, []. */
  readonly loss: Tensor;
}

/**
 * Each vector as the nearest code of a codebook, y = weight[argminₖ ‖x − weight[k]‖]; the gradient of the code is passed
 * to the vector as it is. Codes learn by mean ‖code − vector‖² + beta · mean ‖vector − code‖², the gradient stopped at
 * the second of each.
 *
 * Shapes: […, features] → the same; weight [numCodes, features]. Starts from U(±1 / numCodes).
 * Source: van den Oord, Vinyals, Kavukcuoglu, "Neural Discrete Representation Learning", 2017, equation 3.
 *
 * @example
 * const { indices, loss } = new nn.VectorQuantizer(32, 8).quantize(rand([2, 5, 8]));
 * indices.shape; // [2, 5]
 */
export class VectorQuantizer extends Module {
  readonly weight: Parameter;
  readonly numCodes: number;
  readonly features: number;
  readonly beta: number;

  /** Throws: RangeError if a number is out of range. */
  constructor(numCodes: number, features: number, options: VectorQuantizerOptions = {}) {
    super();
    this.numCodes = checkNumber("VectorQuantizer", "numCodes", numCodes, { least: 1, integer: true });
    this.features = checkNumber("VectorQuantizer", "features", features, { least: 1, integer: true });
    this.beta = checkNumber("VectorQuantizer", "beta", options.beta ?? 0.25, { least: 0 });
    const bound = 1 / numCodes;
    this.weight = uniform(new Parameter(zeros([numCodes, features])), { low: -bound, high: bound });
  }

  /** Throws: RangeError if `x` has other features. */
  forward(x: Tensor): Tensor {
    checkInputTensor("VectorQuantizer", "the elements", x);
    return this.quantize(x).output;
  }

  /** As `forward`, with the codes and the loss. Throws: RangeError if `x` has other features. */
  quantize(x: Tensor): Quantized {
    checkShape("vectors of VectorQuantizer", x, [...x.shape.slice(0, -1), this.features]);
    const { weight } = this;
    const products = x.detach().reshape([-1, this.features]).matmul(weight.detach().transpose());
    const lengths = weight.detach().mul(weight.detach()).sum({ axis: 1 });
    const indices = lengths.sub(products.mul(2)).argmin({ axis: 1 }).reshape(x.shape.slice(0, -1)); // ‖x‖² is the same for all
    const codes = embedding(weight, indices);
    const mean = (a: Tensor, b: Tensor) => a.sub(b).pow(2).mean();
    const loss = mean(codes, x.detach()).add(mean(x, codes.detach()).mul(this.beta));
    return { output: x.add(codes.sub(x).detach()), indices, loss };
  }
}
