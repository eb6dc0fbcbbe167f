import assert from "node:assert/strict";
import { before, test } from "node:test";
import { concat, manualSeed, rand, type Tensor, tensor, zeros } from "../tensor/index.ts";
import * as nn from "./index.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

test("a VectorQuantizer gives the nearest codes, passes gradients through, and moves codes by its loss", () => {
  manualSeed(1);
  const layer = new nn.VectorQuantizer(3, 2, { beta: 0.5 });
  layer.weight.assign(
    tensor([
      [0, 0],
      [1, 0],
      [0, 2],
    ]),
  );
  const x = tensor(
    [
      [
        [0.75, 0.25],
        [0.1, 1.5],
      ],
    ],
    { requiresGrad: true },
  );
  const { output, indices, loss } = layer.quantize(x);
  assert.deepEqual(indices.toArray(), [[1, 2]]);
  assert.deepEqual(output.toArray(), [
    [
      [1, 0],
      [0, 2],
    ],
  ]);
  const square = (0.25 ** 2 + 0.25 ** 2 + 0.1 ** 2 + 0.5 ** 2) / 4;
  assert.ok(Math.abs(loss.item() - 1.5 * square) < 1e-6);
  output
    .mul(
      tensor([
        [
          [1, 2],
          [3, 4],
        ],
      ]),
    )
    .sum()
    .add(loss)
    .backward();
  // Output: what is multiplied by; loss: beta · 2 (x − code) / 4.
  assert.ok(
    x.grad!.allClose(
      tensor([
        [
          [0.9375, 2.0625],
          [3.025, 3.875],
        ],
      ]),
    ),
  );
  assert.ok(
    layer.weight.grad!.allClose(
      tensor([
        [0, 0],
        [0.125, -0.125],
        [-0.05, 0.25],
      ]),
    ),
  );
});

test("a ConvLSTMCell over one place is an LSTMCell", () => {
  manualSeed(2);
  const [cell, plain] = [new nn.ConvLSTMCell(3, 4, { kernelSize: 1 }), new nn.LSTMCell(3, 4)];
  cell.gates.weight.assign(concat([plain.weight_ih, plain.weight_hh], { axis: 1 }).reshape([16, 7, 1, 1]));
  cell.gates.bias!.assign(plain.bias_ih!.add(plain.bias_hh!));
  const [x, hidden, state] = [rand([5, 3]), rand([5, 4]), rand([5, 4])] as [Tensor, Tensor, Tensor];
  const image = (t: Tensor) => t.reshape([...t.shape, 1, 1]);
  const got = cell.forward(image(x), { hidden: image(hidden), cell: image(state) });
  const expected = plain.forward(x, { hidden, cell: state });
  assert.ok(got.hidden.reshape([5, 4]).allClose(expected.hidden, { atol: 1e-6 }));
  assert.ok(got.cell.reshape([5, 4]).allClose(expected.cell, { atol: 1e-6 }));
});

test("ALiBi's slopes are the paper's, also for twelve heads", () => {
  const slopes = nn.alibiBias(12, 2).at(":", 1, 0).neg();
  const powers = [1, 2, 3, 4, 5, 6, 7, 8, 0.5, 1.5, 2.5, 3.5];
  assert.ok(slopes.allClose(tensor(powers.map((power) => 2 ** -power))));
  assert.equal(nn.alibiBias(2, 3).at(":", 0, 2).abs().sum().item(), 0);
});

test("what comes later changes nothing before it, in causal and in masked convolutions", () => {
  manualSeed(3);
  const causal = new nn.CausalConv1d(2, 3, { kernelSize: 3, dilation: 2 });
  const x = rand([1, 2, 9]).detach();
  const [y, changed] = [causal.forward(x), causal.forward(x.with(["...", "5:"], 7))];
  assert.ok(y.at("...", ":5").allClose(changed.at("...", ":5")));
  const masked = new nn.MaskedConv2d(1, 2, { kernelSize: 5, mask: "A" });
  const image = rand([1, 1, 6, 6]).detach();
  const [a, b] = [masked.forward(image), masked.forward(image.with([0, 0, 3, "2:"], 7))];
  assert.ok(a.at("...", ":3", ":").allClose(b.at("...", ":3", ":")));
  assert.ok(a.at("...", 3, ":3").allClose(b.at("...", 3, ":3")), "mask A does not see the element itself");
});

test("the identity grid samples the image itself", () => {
  manualSeed(4);
  const image = rand([2, 3, 5, 4]);
  const theta = tensor([
    [1, 0, 0],
    [0, 1, 0],
  ]).expand([2, 2, 3]);
  for (const alignCorners of [false, true]) {
    const grid = nn.affineGrid(theta, [2, 3, 5, 4], { alignCorners });
    assert.ok(nn.gridSample(image, grid, { alignCorners }).allClose(image, { atol: 1e-5 }));
  }
});

test("a padding index has zeros that are not learned", () => {
  const layer = new nn.Embedding(4, 2, { paddingIdx: 1 });
  const y = layer.forward(tensor([[1, 3]], { dtype: "int32" }));
  assert.deepEqual(y.at(0, 0).toArray(), [0, 0]);
  y.sum().backward();
  assert.deepEqual(layer.weight.grad!.sum({ axis: 1 }).toArray(), [0, 0, 0, 2]);
});

test("building blocks name what does not fit", () => {
  assert.throws(() => new nn.MaskedConv2d(1, 1, { kernelSize: 4, mask: "A" }), /kernelSize 4 and mask "A"/);
  assert.throws(
    () => new nn.MixtureOfExperts(2, () => new nn.Linear(2, 2), { numExperts: 2, topK: 3 }),
    /topK 3: expected at most 2/,
  );
  assert.throws(
    () => new nn.Embedding(4, 2, { paddingIdx: 4 }),
    /paddingIdx 4: expected an integer from 0 to 3/,
  );
  assert.throws(() => nn.gridSample(zeros([1, 1, 2, 2]), zeros([1, 2, 2])), /a grid of gridSample/);
  assert.throws(() => nn.alibiBias(0, 3), /alibiBias with numHeads 0/);
});
