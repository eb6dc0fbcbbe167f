import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, rand, randn, type Tensor } from "../tensor/index.ts";
import { functionPairs } from "./function-pairs.testing.ts";
import * as nn from "./index.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

for (const [name, [fn, layer]] of Object.entries(functionPairs)) {
  test(`${layer.constructor.name} is ${name} with its defaults, forwards and backwards`, () => {
    manualSeed(1);
    const data = randn([4, 6]).mul(3).detach();
    const results = [fn, (x: Tensor) => layer.forward(x)].map((of) => {
      const x = data.add(0).detach();
      x.requiresGrad = true;
      const y = of(x);
      y.mul(y).sum().backward();
      return [y.toArray(), x.grad!.toArray()];
    });
    assert.deepEqual(results[1], results[0]);
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
