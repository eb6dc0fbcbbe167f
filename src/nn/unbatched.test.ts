import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, randn, type Tensor, tensor } from "../tensor/index.ts";
import { Conv1d, Conv2d, Conv3d, ConvTranspose2d, GRU, LSTM, MultiheadAttention, RNN } from "./index.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

function assertSame(single: Tensor, batched: Tensor, axis: number, what: string): void {
  assert.deepEqual(single.shape, batched.squeeze(axis).shape, what);
  assert.deepEqual(single.dataSync(), batched.dataSync(), what);
}

test("convolutions take one example without a batch, as PyTorch's do", () => {
  manualSeed(1);
  const cases: readonly [{ forward(x: Tensor): Tensor }, readonly number[]][] = [
    [new Conv1d(2, 3, { kernelSize: 2 }), [2, 5]],
    [new Conv2d(2, 4, { kernelSize: 3, padding: 1, groups: 2 }), [2, 5, 4]],
    [new Conv3d(1, 2, { kernelSize: 2 }), [1, 3, 3, 4]],
    [new ConvTranspose2d(2, 3, { kernelSize: 2, stride: 2 }), [2, 3, 4]],
  ];
  for (const [layer, shape] of cases) {
    const x = randn([...shape]);
    assertSame(layer.forward(x), layer.forward(x.unsqueeze(0)), 0, layer.constructor.name);
  }
  assert.throws(() => new Conv2d(2, 3, { kernelSize: 2 }).forward(randn([3, 5, 5])), /shape \[1, 3, 5, 5\]/);
  assert.throws(() => new Conv2d(2, 3, { kernelSize: 2 }).forward(randn([5, 5])), /channels come second/);
});

test("recurrent layers take one sequence without a batch, as PyTorch's do", () => {
  manualSeed(2);
  const x = randn([5, 3]);
  const state = randn([4, 6]);
  for (const batchFirst of [false, true]) {
    const axis = batchFirst ? 0 : 1;
    const options = { numLayers: 2, bidirectional: true, batchFirst };
    for (const layer of [new RNN(3, 6, options), new GRU(3, 6, options)]) {
      const single = layer.forward(x, { initial: state });
      const batched = layer.forward(x.unsqueeze(axis), { initial: state.unsqueeze(1) });
      assertSame(single.output, batched.output, axis, layer.constructor.name);
      assertSame(single.hidden, batched.hidden, 1, layer.constructor.name);
    }
    const lstm = new LSTM(3, 6, options);
    const single = lstm.forward(x, { initial: { hidden: state, cell: state }, lengths: [4] });
    const initial = { hidden: state.unsqueeze(1), cell: state.unsqueeze(1) };
    const batched = lstm.forward(x.unsqueeze(axis), { initial, lengths: [4] });
    assertSame(single.output, batched.output, axis, "LSTM");
    assertSame(single.hidden, batched.hidden, 1, "LSTM");
    assertSame(single.cell, batched.cell, 1, "LSTM");
  }
  assert.throws(() => new LSTM(3, 6).forward(randn([5, 4])), /the input of LSTM/);
});

test("attention takes queries, keys and masks without a batch, as PyTorch's does", () => {
  manualSeed(3);
  const [query, key] = [randn([3, 8]), randn([5, 8])];
  const keyPaddingMask = tensor([false, false, true, false, true]);
  const mask = tensor([[true, false, false, false, false]]).logicalAnd(tensor([[true], [false], [false]]));
  for (const batchFirst of [false, true]) {
    const layer = new MultiheadAttention(8, 2, { batchFirst });
    const axis = batchFirst ? 0 : 1;
    const single = layer.attend(query, { key, keyPaddingMask, mask });
    const batched = layer.attend(query.unsqueeze(axis), {
      ...{ key: key.unsqueeze(axis), keyPaddingMask: keyPaddingMask.unsqueeze(0), mask },
    });
    assertSame(single.output, batched.output, axis, "the output");
    assertSame(single.weights, batched.weights, 0, "the weights");
    assertSame(layer.forward(query), layer.forward(query.unsqueeze(axis)), axis, "of itself");
  }
  assert.throws(
    () => new MultiheadAttention(8, 2).forward(randn([3, 4])),
    /as queries of MultiheadAttention/,
  );
});
