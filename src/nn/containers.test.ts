import assert from "node:assert/strict";
import { before, test } from "node:test";
import { ones, zeros } from "../tensor/index.ts";
import * as nn from "./index.ts";
import { useTestDevice } from "./oracle.ts";

before(useTestDevice);

test("a ModuleList lists, grows and names its modules", () => {
  const list = new nn.ModuleList([new nn.Linear(2, 3)]);
  list.append(new nn.Linear(3, 1), new nn.Linear(1, 1));
  assert.equal(list.length, 3);
  assert.deepEqual(
    [...list].map((layer) => layer.outFeatures),
    [3, 1, 1],
  );
  assert.equal(list[1]!.inFeatures, 3);
  assert.deepEqual(
    list.namedParameters().map(([name]) => name),
    ["0.weight", "0.bias", "1.weight", "1.bias", "2.weight", "2.bias"],
  );
  assert.throws(() => list.append("layer" as never), /Cannot append layer to a ModuleList/);
});

test("a ModuleDict gives and names its modules, and refuses names that modules use", () => {
  const dict = new nn.ModuleDict({ first: new nn.Linear(2, 3), second: new nn.ReLU() });
  assert.equal(dict.get("first").outFeatures, 3);
  assert.deepEqual(dict.names, ["first", "second"]);
  assert.deepEqual(Object.keys(dict.stateDict()), ["first.weight", "first.bias"]);
  dict.eval();
  assert.equal(dict.get("second").training, false);
  assert.throws(() => dict.get("third" as "first"), /Cannot get "third" .* first, second/);
  assert.throws(() => new nn.ModuleDict({ train: new nn.ReLU() }), /the name "train"/);
  assert.throws(() => new nn.ModuleDict({ one: 1 as never }), /1 as "one": expected a Module/);
});

test("a Residual adds its input, and Identity passes it", () => {
  const x = ones([2, 3]);
  assert.deepEqual(new nn.Residual(new nn.Identity()).forward(x).toArray(), x.mul(2).toArray());
  const doubled = new nn.Residual(new nn.Identity(), { shortcut: new nn.Linear(3, 3, { bias: false }) });
  assert.deepEqual(Object.keys(doubled.stateDict()), ["shortcut.weight"]);
  assert.throws(() => new nn.Residual("layer" as never), /Residual of layer: expected a layer/);
});

test("Reshape and Unflatten name what does not fit", () => {
  assert.deepEqual(new nn.Reshape([-1, 2]).forward(zeros([3, 8])).shape, [3, 4, 2]);
  assert.deepEqual(new nn.Unflatten(-1, [2, 2]).forward(zeros([3, 4])).shape, [3, 2, 2]);
  assert.throws(() => new nn.Reshape([-1, -1]), /−1 at most once/);
  assert.throws(() => new nn.Unflatten(1, [3, -1]).forward(zeros([3, 4])), /axis 1 .* to \[3, -1\]/);
  assert.throws(() => new nn.Unflatten(2, [4]).forward(zeros([3, 4])), /no such axis/);
});

test("weightNorm and spectralNorm leave outputs as they are, or stretch nothing", () => {
  const layer = new nn.Linear(4, 3);
  const x = ones([2, 4]);
  const before = layer.forward(x);
  assert.ok(nn.weightNorm(layer).forward(x).allClose(before, { atol: 1e-6 }));
  const conv = nn.spectralNorm(new nn.Linear(6, 5), { nPowerIterations: 50 });
  conv.forward(zeros([1, 6])).dataSync();
  const product = conv.eval().weight.matmul(conv.weight.transpose());
  let greatest = product;
  for (let i = 0; i < 6; i++) greatest = greatest.matmul(greatest); // the 64th power: its trace nears 1
  assert.ok(Math.abs(greatest.trace().item() - 1) < 0.1);
  assert.throws(() => nn.weightNorm(new nn.ReLU()), /"weight" of ReLU: .* got none/);
  assert.throws(() => nn.weightNorm(new nn.Linear(2, 2), { axis: 2 }), /along axis 2/);
  assert.throws(() => nn.spectralNorm(new nn.Linear(2, 2), { name: "inFeatures" }), /got something else/);
});
