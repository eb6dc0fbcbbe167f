import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, rand, randn, type Tensor } from "../tensor/index.ts";
import * as nn from "./index.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

const pairs: readonly [(x: Tensor) => Tensor, nn.Layer][] = [
  [nn.celu, new nn.CELU()],
  [nn.elu, new nn.ELU()],
  [nn.glu, new nn.GLU()],
  [nn.hardshrink, new nn.Hardshrink()],
  [nn.hardsigmoid, new nn.Hardsigmoid()],
  [nn.hardswish, new nn.Hardswish()],
  [nn.hardtanh, new nn.Hardtanh()],
  [nn.leakyRelu, new nn.LeakyReLU()],
  [nn.logSigmoid, new nn.LogSigmoid()],
  [nn.mish, new nn.Mish()],
  [nn.relu6, new nn.ReLU6()],
  [nn.selu, new nn.SELU()],
  [nn.silu, new nn.SiLU()],
  [nn.softmin, new nn.Softmin()],
  [nn.softplus, new nn.Softplus()],
  [nn.softshrink, new nn.Softshrink()],
  [nn.softsign, new nn.Softsign()],
  [nn.sparsemax, new nn.Sparsemax()],
  [nn.tanhshrink, new nn.Tanhshrink()],
  [(x) => nn.threshold(x, 0.1, 20), new nn.Threshold(0.1, 20)],
];

for (const [fn, layer] of pairs) {
  test(`${layer.constructor.name} is its function with the function's defaults`, () => {
    manualSeed(1);
    const x = randn([4, 6]).mul(3).detach();
    assert.deepEqual(layer.forward(x).toArray(), fn(x).toArray());
  });
}

test("the steps of recurrent cells are functions of input, state and weights", () => {
  manualSeed(2);
  const [x, hidden, state] = [rand([5, 3]), rand([5, 4]), rand([5, 4])].map((t) => t.detach()) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const weights = (cell: nn.RNNCell | nn.GRUCell | nn.LSTMCell): nn.RecurrentWeights => ({
    weightIh: cell.weight_ih,
    weightHh: cell.weight_hh,
    biasIh: cell.bias_ih,
    biasHh: cell.bias_hh,
  });
  const [rnn, gru, lstm] = [new nn.RNNCell(3, 4), new nn.GRUCell(3, 4), new nn.LSTMCell(3, 4)];
  assert.deepEqual(nn.rnnStep(x, hidden, weights(rnn), "tanh").toArray(), rnn.forward(x, hidden).toArray());
  assert.deepEqual(nn.gruStep(x, hidden, weights(gru)).toArray(), gru.forward(x, hidden).toArray());
  const before = { hidden, cell: state };
  const [stepped, forwarded] = [nn.lstmStep(x, before, weights(lstm)), lstm.forward(x, before)];
  assert.deepEqual(stepped.cell.toArray(), forwarded.cell.toArray());
  assert.deepEqual(stepped.hidden.toArray(), forwarded.hidden.toArray());
});
