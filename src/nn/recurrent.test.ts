import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, manualSeed, noGrad, rand, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { checkModule } from "./contract.ts";
import { GRU } from "./gru.ts";
import { GRUCell } from "./gru-cell.ts";
import { LSTM } from "./lstm.ts";
import { LSTMCell } from "./lstm-cell.ts";
import { type Layer, Module } from "./module.ts";
import { assertClose, fixtures, restore, restoreAll, type StoredTensor, useTestDevice } from "./oracle.ts";
import { RNN, type RNNOptions } from "./rnn.ts";
import { RNNCell } from "./rnn-cell.ts";

interface Case {
  readonly name: string;
  readonly layer: keyof typeof kinds;
  readonly sizes: readonly [number, number];
  readonly options: RNNOptions;
  readonly parameters: Readonly<Record<string, StoredTensor>>;
  readonly input: StoredTensor;
  readonly initial: readonly StoredTensor[];
  readonly lengths: readonly number[] | null;
  readonly cotangents: readonly StoredTensor[];
  readonly results: readonly StoredTensor[];
  readonly gradients: Readonly<Record<string, StoredTensor>> & { readonly initial: readonly StoredTensor[] };
}

/** A layer, and its results in PyTorch's order. */
interface Subject {
  readonly layer: Module;
  run(x: Tensor, initial: readonly Tensor[], lengths: readonly number[] | undefined): Tensor[];
}

type Make = (sizes: readonly [number, number], options: RNNOptions) => Subject;

const kinds = {
  RNN: ([inputSize, hiddenSize], options) => {
    const layer = new RNN(inputSize, hiddenSize, options);
    return {
      layer,
      run: (x, [initial], lengths) => {
        const { output, hidden } = layer.forward(x, {
          ...(initial && { initial }),
          ...(lengths && { lengths }),
        });
        return [output, hidden];
      },
    };
  },
  GRU: ([inputSize, hiddenSize], options) => {
    const layer = new GRU(inputSize, hiddenSize, options);
    return {
      layer,
      run: (x, [initial], lengths) => {
        const { output, hidden } = layer.forward(x, {
          ...(initial && { initial }),
          ...(lengths && { lengths }),
        });
        return [output, hidden];
      },
    };
  },
  LSTM: ([inputSize, hiddenSize], options) => {
    const layer = new LSTM(inputSize, hiddenSize, options);
    return {
      layer,
      run: (x, [hidden, cell], lengths) => {
        const initial = hidden && cell && { hidden, cell };
        const all = layer.forward(x, { ...(initial && { initial }), ...(lengths && { lengths }) });
        return [all.output, all.hidden, all.cell];
      },
    };
  },
  RNNCell: ([inputSize, hiddenSize], options) => {
    const layer = new RNNCell(inputSize, hiddenSize, options);
    return { layer, run: (x, [hidden]) => [layer.forward(x, hidden)] };
  },
  GRUCell: ([inputSize, hiddenSize], options) => {
    const layer = new GRUCell(inputSize, hiddenSize, options);
    return { layer, run: (x, [hidden]) => [layer.forward(x, hidden)] };
  },
  LSTMCell: ([inputSize, hiddenSize], options) => {
    const layer = new LSTMCell(inputSize, hiddenSize, options);
    return {
      layer,
      run: (x, [hidden, cell]) => {
        const state = layer.forward(x, hidden && cell && { hidden, cell });
        return [state.hidden, state.cell];
      },
    };
  },
} satisfies Record<string, Make>;

/** The output alone, as a layer of one tensor. */
class Shown extends Module implements Layer {
  readonly inner: RNN | LSTM | GRU | LSTMCell;

  constructor(inner: RNN | LSTM | GRU | LSTMCell) {
    super();
    this.inner = inner;
  }

  forward(x: Tensor): Tensor {
    const state = this.inner.forward(x);
    return "output" in state ? state.output : state.hidden;
  }
}

before(useTestDevice);

for (const stored of fixtures<Case>("recurrent")) {
  test(`${stored.layer} equals PyTorch, forwards and backwards: ${stored.name}`, async () => {
    const { layer, run } = kinds[stored.layer](stored.sizes, stored.options);
    assert.deepEqual(
      layer.namedParameters().map(([name]) => name),
      Object.keys(stored.parameters),
    );
    layer.loadStateDict(restoreAll(stored.parameters));
    const x = restore(stored.input, { requiresGrad: true });
    const initial = stored.initial.map((state) => restore(state, { requiresGrad: true }));
    const results = run(x, initial, stored.lengths ?? undefined);
    assert.equal(results.length, stored.results.length);
    results
      .map((result, i) => result.mul(restore(stored.cotangents[i]!)).sum())
      .reduce((sum, each) => sum.add(each))
      .backward();
    for (const [i, result] of results.entries()) await assertClose(result, stored.results[i]!, `result ${i}`);
    await assertClose(x.grad, stored.gradients.input!, "the gradient of the input");
    for (const [i, state] of initial.entries())
      await assertClose(state.grad, stored.gradients.initial[i]!, `the gradient of state ${i}`);
    for (const [name, parameter] of layer.namedParameters())
      await assertClose(parameter.grad, stored.gradients[name]!, `the gradient of ${name}`);
  });
}

const names = (prefix: string, suffix: string, gates: number, inputs: number, hidden: number) => ({
  [`${prefix}weight_ih${suffix}`]: [gates * hidden, inputs],
  [`${prefix}weight_hh${suffix}`]: [gates * hidden, hidden],
  [`${prefix}bias_ih${suffix}`]: [gates * hidden],
  [`${prefix}bias_hh${suffix}`]: [gates * hidden],
});

for (const [kind, gates, Kind] of [
  ["RNN", 1, RNN],
  ["LSTM", 4, LSTM],
  ["GRU", 3, GRU],
] as const) {
  test(`${kind} keeps the contract of layers`, () =>
    checkModule({
      make: () => new Shown(new Kind(3, 4, { numLayers: 2, bidirectional: true, dropout: 0.25 })),
      input: [5, 2, 3],
      output: [5, 2, 8],
      parameters: {
        ...names("inner.", "_l0", gates, 3, 4),
        ...names("inner.", "_l0_reverse", gates, 3, 4),
        ...names("inner.", "_l1", gates, 8, 4),
        ...names("inner.", "_l1_reverse", gates, 8, 4),
      },
    }));
}

// From zeros the recurrent matrices, and an LSTM's forget gates, get no gradient: cells start from ones.
test("cells keep the contract of layers", async () => {
  class FromOnes extends Module implements Layer {
    readonly inner: RNNCell | GRUCell | LSTMCell;

    constructor(inner: RNNCell | GRUCell | LSTMCell) {
      super();
      this.inner = inner;
    }

    forward(x: Tensor): Tensor {
      const ones = zeros([x.shape[0]!, 4]).add(1);
      if (this.inner instanceof LSTMCell) return this.inner.forward(x, { hidden: ones, cell: ones }).hidden;
      return this.inner.forward(x, ones);
    }
  }
  for (const [gates, Kind] of [
    [1, RNNCell],
    [3, GRUCell],
    [4, LSTMCell],
  ] as const) {
    await checkModule({
      make: () => new FromOnes(new Kind(3, 4)),
      input: [5, 3],
      output: [5, 4],
      parameters: names("inner.", "", gates, 3, 4),
    });
  }
});

test("dropout drops between layers while training only, and eagerly as compiled", () => {
  manualSeed(5);
  const layer = new LSTM(3, 4, { numLayers: 2, dropout: 0.5 });
  const x = rand([6, 2, 3]).detach();
  const run = (): Float32Array => layer.forward(x).output.dataSync() as Float32Array;
  manualSeed(6);
  const [first, second] = [run(), run()];
  assert.notDeepEqual(first, second);
  manualSeed(6);
  const compiled = compile((x: Tensor) => noGrad(() => layer.forward(x).output));
  assert.deepEqual([compiled(x).dataSync(), compiled(x).dataSync()], [first, second]);
  layer.eval();
  assert.deepEqual(run(), run());
  assert.deepEqual(compiled(x).dataSync(), run());
});

test("lengths may be a tensor, and 0: that sequence keeps its state", () => {
  const layer = new GRU(2, 3);
  const [x, initial] = [rand([4, 2, 2]), rand([1, 2, 3]).detach()];
  const lengths = tensor([0, 4], { dtype: "int32" });
  const { output, hidden } = layer.forward(x, { initial, lengths });
  assert.deepEqual([...hidden.dataSync().slice(0, 3)], [...initial.dataSync().slice(0, 3)]);
  for (let t = 0; t < 4; t++) assert.deepEqual([...output.dataSync().slice(t * 6, t * 6 + 3)], [0, 0, 0]);
});

test("sizes, shapes and lengths that do not fit are refused", () => {
  const layer = new LSTM(3, 4);
  const x = zeros([5, 2, 3]);
  const state = zeros([1, 2, 4]);
  const cases: [() => unknown, RegExp][] = [
    [() => new LSTM(0, 4), /a layer LSTM from 0 to 4 features: expected positive integers/],
    [() => new GRUCell(3, 1.5), /a GRUCell from 3 to 1.5 features/],
    [() => new RNN(3, 4, { numLayers: 0 }), /RNN of 0 layers: expected a positive integer/],
    [() => new RNN(3, 4, { dropout: 2 }), /p = 2: expected a probability/],
    [() => layer.forward(zeros([5, 2, 4])), /shape \[5, 2, 4\] as the input of LSTM: expected \[5, 2, 3\]/],
    [() => layer.forward(zeros([3])), /shape \[3\] as the input of LSTM/],
    [
      () => layer.forward(x, { initial: { hidden: state, cell: zeros([2, 4]) } }),
      /as the state of LSTM: expected \[1, 2, 4\]/,
    ],
    [
      () => layer.forward(x, { lengths: [5] }),
      /2 sequences of 5 elements with lengths \[5\]: expected 2 integers/,
    ],
    [() => layer.forward(x, { lengths: [5, 6] }), /integers from 0 to 5, got 6/],
    [
      () => new LSTMCell(3, 4).forward(zeros([2, 3]), { hidden: zeros([2, 3]), cell: zeros([2, 4]) }),
      /the hidden state/,
    ],
    [() => new RNNCell(3, 4).forward(zeros([2, 4])), /the input of an RNNCell: expected \[2, 3\]/],
  ];
  for (const [run, message] of cases) assert.throws(run, message);
});
