import { iota, lt } from "../ops/index.ts";
import { compute, concat, type Parameter, scan, stack, Tensor, tensor, zeros } from "../tensor/index.ts";
import { Dropout } from "./dropout.ts";
import { checkInputTensor } from "./input-tensor.ts";
import { Module } from "./module.ts";
import { checkShape, checkSizes, type RecurrentWeights, recurrentParameters } from "./recurrent-weights.ts";

/** The options of `RNN`, `LSTM` and `GRU`. */
export interface RecurrentOptions {
  /** Layers upon each other. Default: 1. */
  readonly numLayers?: number;
  /** Whether biases are added. Default: true. */
  readonly bias?: boolean;
  /** Whether the batch is the first axis of input and output, and time the second. Default: false, as in PyTorch. */
  readonly batchFirst?: boolean;
  /** The probability that an element between two layers becomes 0 while training. Default: 0. */
  readonly dropout?: number;
  /** Whether a second loop goes backwards; the outputs of both are side by side. Default: false. */
  readonly bidirectional?: boolean;
}

/** What a pass over sequences may be given besides them. */
export interface SequenceOptions<State> {
  /** The state before the first element; zeros unless given. */
  readonly initial?: State;
  /**
   * How many elements of each sequence count: int32 [batch]. States stop there, outputs after it are 0, and a loop
   * backwards starts there, as with PyTorch's packed sequences. Default: all.
   */
  readonly lengths?: Tensor | readonly number[];
}

/** A step from the state to the next one; the first part of a state is what is shown. */
export type RecurrentStep = (x: Tensor, state: readonly Tensor[], weights: RecurrentWeights) => Tensor[];

/** What `RNN`, `LSTM` and `GRU` have in common: layers of loops, in one direction or two, with PyTorch's parameters. */
export abstract class RecurrentLayer extends Module {
  readonly [weight: `weight_${"ih" | "hh"}_l${string}`]: Parameter;
  readonly [bias: `bias_${"ih" | "hh"}_l${string}`]: Parameter;
  readonly inputSize: number;
  readonly hiddenSize: number;
  readonly numLayers: number;
  readonly batchFirst: boolean;
  readonly bidirectional: boolean;
  readonly betweenLayers: Dropout;

  /** `gates` parts a weight. Throws: RangeError for sizes and options out of range. */
  protected constructor(gates: number, inputSize: number, hiddenSize: number, options: RecurrentOptions) {
    super();
    const { numLayers = 1, bias = true, batchFirst = false, dropout = 0, bidirectional = false } = options;
    checkSizes(`a layer ${new.target.name}`, inputSize, hiddenSize);
    if (!Number.isInteger(numLayers) || numLayers < 1) {
      throw new RangeError(
        `Cannot make ${new.target.name} of ${numLayers} layers: expected a positive integer, got ${numLayers}. One ` +
          "layer is the default.",
      );
    }
    this.inputSize = inputSize;
    this.hiddenSize = hiddenSize;
    this.numLayers = numLayers;
    this.batchFirst = batchFirst;
    this.bidirectional = bidirectional;
    this.betweenLayers = new Dropout(dropout);
    for (const [layer, suffix] of this.loops()) {
      const features = layer === 0 ? inputSize : hiddenSize * this.directions;
      const weights = recurrentParameters(gates, features, hiddenSize, bias);
      Object.assign(this, {
        [`weight_ih_l${suffix}`]: weights.weightIh,
        [`weight_hh_l${suffix}`]: weights.weightHh,
        [`bias_ih_l${suffix}`]: weights.biasIh,
        [`bias_hh_l${suffix}`]: weights.biasHh,
      });
    }
  }

  /** How many ways the sequences are gone through. */
  get directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /**
   * The outputs of the last layer, and the parts of the last state: each [numLayers · directions, batch, hiddenSize]. One
   * sequence [time, features] has results without a batch.
   */
  protected run(
    x: Tensor,
    parts: number,
    { initial, lengths }: SequenceOptions<readonly Tensor[]>,
    step: RecurrentStep,
  ): { readonly output: Tensor; readonly state: Tensor[] } {
    checkInputTensor(this.constructor.name, "the elements", x);
    if (x.rank === 2) {
      const axis = this.batchFirst ? 0 : 1;
      const batched = {
        ...(lengths !== undefined && { lengths }),
        ...(initial && { initial: initial.map((part) => part.unsqueeze(1)) }),
      };
      const { output, state } = this.run(x.unsqueeze(axis), parts, batched, step);
      return { output: output.squeeze(axis), state: state.map((part) => part.squeeze(1)) };
    }
    const sequence = this.batchFirst && x.rank === 3 ? x.transpose(0, 1) : x; // [time, batch, features]
    const [time = 0, batch = 0] = sequence.shape;
    const layout = this.batchFirst ? [batch, time] : [time, batch];
    checkShape(`the input of ${this.constructor.name}`, x, [...layout, this.inputSize]);
    for (const part of initial ?? []) {
      const shape = [this.numLayers * this.directions, batch, this.hiddenSize];
      checkShape(`the state of ${this.constructor.name}`, part, shape);
    }
    const inside = lengths === undefined ? undefined : maskOf(lengths, time, batch);
    const finals: Tensor[][] = [];
    let values = sequence;
    for (let layer = 0; layer < this.numLayers; layer++) {
      const before = layer === 0 ? values : this.betweenLayers.forward(values);
      const outputs: Tensor[] = [];
      for (const [own, suffix, reverse] of this.loops()) {
        if (own !== layer) continue;
        const at = finals.length;
        const first = Array.from({ length: parts }, (_, part) =>
          initial === undefined
            ? zeros([batch, this.hiddenSize])
            : initial[part]!.slice([at], [at + 1]).squeeze(0),
        );
        const weights = this.weightsOf(suffix);
        const [last, output] = scan(
          (state: Tensor[], { x, inside }: { x: Tensor; inside: Tensor | undefined }) => {
            const next = step(x, state, weights);
            if (inside === undefined) return [next, next[0]!];
            const kept = next.map((part, i) => inside.where(part, state[i]!));
            return [kept, inside.where(next[0]!, 0)];
          },
          first,
          { x: before, inside },
          { reverse },
        );
        finals.push(last);
        outputs.push(output as Tensor);
      }
      values = outputs.length === 1 ? outputs[0]! : concat(outputs, { axis: 2 });
    }
    return {
      output: this.batchFirst ? values.transpose(0, 1) : values,
      state: Array.from({ length: parts }, (_, part) => stack(finals.map((final) => final[part]!))),
    };
  }

  /** The loops in the order of PyTorch's parameters: layer, suffix of their names, whether backwards. */
  private loops(): [layer: number, suffix: string, reverse: boolean][] {
    return Array.from({ length: this.numLayers }, (_, layer) => layer).flatMap((layer) => {
      const forwards: [number, string, boolean] = [layer, `${layer}`, false];
      return this.bidirectional ? [forwards, [layer, `${layer}_reverse`, true]] : [forwards];
    });
  }

  private weightsOf(suffix: string): RecurrentWeights {
    return {
      weightIh: this[`weight_ih_l${suffix}`]!,
      weightHh: this[`weight_hh_l${suffix}`]!,
      biasIh: this[`bias_ih_l${suffix}`],
      biasHh: this[`bias_hh_l${suffix}`],
    };
  }
}

/** Which elements of which sequence count. Shapes: lengths [batch] → bool [time, batch, 1]. */
function maskOf(lengths: Tensor | readonly number[], time: number, batch: number): Tensor {
  if (!(lengths instanceof Tensor)) {
    const wrong = lengths.find((length) => !Number.isInteger(length) || length < 0 || length > time);
    if (lengths.length !== batch || wrong !== undefined) {
      throw new RangeError(
        `Cannot run over ${batch} sequences of ${time} elements with lengths [${lengths.join(", ")}]: expected ${batch} ` +
          `integers from 0 to ${time}, got ${wrong ?? lengths.length}. Give one length for each sequence.`,
      );
    }
  }
  const counts = lengths instanceof Tensor ? lengths : tensor([...lengths], { dtype: "int32" });
  checkShape("lengths", counts, [batch]);
  return compute([counts.reshape([1, batch, 1])], (counts) => lt(iota([time, 1, 1], 0), counts));
}
