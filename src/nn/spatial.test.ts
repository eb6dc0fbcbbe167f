import assert from "node:assert/strict";
import { before, test } from "node:test";
import { manualSeed, rand, zeros } from "../tensor/index.ts";
import * as nn from "./index.ts";
import { testLayerCases } from "./layer-cases.testing.ts";
import { assertClose, fixtures, restore, type StoredTensor, useTestDevice } from "./oracle.ts";

before(useTestDevice);

testLayerCases("spatial");

interface UnpoolCase {
  readonly axes: 1 | 2 | 3;
  readonly kernelSize: number | readonly number[];
  readonly options: object;
  readonly input: StoredTensor;
  readonly pooled: StoredTensor;
  readonly indices: StoredTensor;
  readonly unpooled: StoredTensor;
}

for (const stored of fixtures<UnpoolCase>("unpooling")) {
  test(`MaxPool${stored.axes}d's indices and MaxUnpool${stored.axes}d equal PyTorch's`, async () => {
    const size = stored.kernelSize as never;
    const pool = { 1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d }[stored.axes];
    const unpool = { 1: nn.MaxUnpool1d, 2: nn.MaxUnpool2d, 3: nn.MaxUnpool3d }[stored.axes];
    const { output, indices } = new pool(size, stored.options).withIndices(restore(stored.input));
    await assertClose(output, stored.pooled, "the greatest");
    await assertClose(indices, stored.indices, "their places", 0);
    const outputSize = stored.input.shape.slice(2);
    const back = new unpool(size, stored.options).forward(output, indices, { outputSize });
    await assertClose(back, stored.unpooled, "what is unpooled");
  });
}

test("a transposed convolution is the adjoint of the convolution with its weight", () => {
  manualSeed(3);
  const options = { kernelSize: 3, stride: 2, padding: 1, bias: false };
  const [down, up] = [new nn.Conv2d(3, 4, options), new nn.ConvTranspose2d(4, 3, options)];
  up.weight.assign(down.weight);
  const [x, y] = [rand([2, 3, 7, 9]), rand([2, 4, 4, 5])];
  const [left, right] = [down.forward(x).mul(y).sum().item(), up.forward(y).mul(x).sum().item()];
  assert.ok(Math.abs(left - right) < 1e-4 * Math.abs(left));
});

test("PixelUnshuffle undoes PixelShuffle, and Fold counts what Unfold took", () => {
  manualSeed(4);
  const x = rand([2, 8, 3, 5]);
  assert.ok(new nn.PixelUnshuffle(2).forward(new nn.PixelShuffle(2).forward(x)).allClose(x));
  const ones = zeros([1, 1, 4, 4]).add(1);
  const counts = new nn.Fold(4, 3).forward(new nn.Unfold(3).forward(ones));
  assert.deepEqual(counts.at(0, 0, 1).toArray(), [2, 4, 4, 2]);
});

test("fractional pooling draws anew in each pass, as the seed says, and its indices name what it gives", () => {
  manualSeed(5);
  const x = rand([3, 2, 9, 8]).detach();
  const layer = new nn.FractionalMaxPool2d(2, { outputRatio: 0.7 });
  manualSeed(6);
  const { output, indices } = layer.withIndices(x);
  const again = layer.forward(x);
  assert.deepEqual(output.shape, [3, 2, 6, 5]);
  assert.ok(!again.allClose(output));
  manualSeed(6);
  assert.deepEqual(layer.forward(x).toArray(), output.toArray());
  const [flat, at] = [x.reshape([6, 72]), indices.reshape([6, 30])];
  const named = Array.from({ length: 6 }, (_, i) => flat.at(i).gather(at.at(i)).toArray());
  assert.deepEqual(named, output.reshape([6, 30]).toArray());
  assert.throws(() => new nn.FractionalMaxPool2d(2, {}), /expected one of them, got none/);
  assert.throws(
    () => new nn.FractionalMaxPool3d(2, { outputRatio: 1 }),
    /outputRatio 1: expected numbers above 0/,
  );
  const large = new nn.FractionalMaxPool2d(3, { outputSize: 7 });
  assert.throws(() => large.forward(x), /expected \[n, channels, height, width\] with room for the windows/);
  assert.throws(
    () => layer.forward(x, { samples: rand([3, 2]) }),
    /samples of shape \[3, 2\]: expected \[3, 2, 2\]/,
  );
});

test("an empty batch gives an empty batch", () => {
  const x = zeros([0, 2, 6, 6]);
  const layers = [
    new nn.Conv2d(2, 3, { kernelSize: 3 }),
    new nn.ConvTranspose2d(2, 3, { kernelSize: 3 }),
    new nn.MaxPool2d(2, { ceilMode: true }),
    new nn.AdaptiveAvgPool2d(4),
    new nn.FractionalMaxPool2d(2, { outputSize: 4 }),
    new nn.ReflectionPad2d(1),
    new nn.Upsample({ scaleFactor: 2, mode: "bicubic" }),
  ];
  for (const layer of layers) assert.equal(layer.forward(x).dataSync().length, 0);
});

test("spatial layers name what does not fit", () => {
  assert.throws(
    () => new nn.Conv1d(2, 3, { kernelSize: [3, 3] as never }),
    /Conv1d with kernelSize \[3, 3\]/,
  );
  assert.throws(() => new nn.Conv3d(2, 3, { kernelSize: 3 }).forward(zeros([1, 2, 3, 4])), /depth, height/);
  assert.throws(() => new nn.Conv2d(1, 1, { kernelSize: 1, paddingMode: "mirror" as never }), /"mirror"/);
  assert.throws(
    () => new nn.ConvTranspose2d(1, 1, { kernelSize: 3, stride: 2, outputPadding: 2 }),
    /outputPadding \[2, 2\]: expected less than stride/,
  );
  assert.throws(
    () => new nn.ConvTranspose1d(1, 1, { kernelSize: 1, padding: 2 }).forward(zeros([1, 1, 3])),
    /padding \[2\]: expected at least one element/,
  );
  assert.throws(() => new nn.AdaptiveAvgPool2d(0), /outputSize 0/);
  assert.throws(
    () => new nn.ReflectionPad1d(3).forward(zeros([1, 1, 3])),
    /mode "reflect": expected at most 2/,
  );
  assert.throws(() => new nn.ReflectionPad1d(-1), /padding -1/);
  assert.throws(() => new nn.ZeroPad1d(-2).forward(zeros([1, 1, 3])), /expected negative margins/);
  assert.throws(() => new nn.Upsample({}), /size undefined and scaleFactor undefined/);
  assert.throws(
    () => new nn.Upsample({ size: 4, mode: "bilinear" }).forward(zeros([1, 1, 4])),
    /2 spatial axes/,
  );
  assert.throws(() => new nn.PixelShuffle(2).forward(zeros([1, 3, 4, 4])), /channels that 4 divides/);
  assert.throws(
    () => new nn.MaxUnpool2d(2).forward(zeros([1, 1, 2, 2]), zeros([1, 1, 2])),
    /indices of shape/,
  );
  assert.throws(() => new nn.AvgPool2d(2, { divisorOverride: 0 }), /divisorOverride 0/);
});
