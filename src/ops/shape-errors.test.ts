import assert from "node:assert/strict";
import { test } from "node:test";
import type { DType } from "../base/dtype.ts";
import { type Graph, input, type Value } from "../graph/node.ts";
import { apply } from "./apply.ts";
import {
  add,
  argmax,
  bitsToUniform,
  broadcastTo,
  concat,
  constant,
  conv,
  crossEntropy,
  cumsum,
  dot,
  dropout,
  dynamicSlice,
  dynamicUpdate,
  exp,
  expand,
  fold,
  gather,
  inputOp,
  iota,
  matmul,
  max,
  maxPool,
  mul,
  neg,
  opNamed,
  pad,
  permute,
  reshape,
  scan,
  scanOp,
  scatterAdd,
  slice,
  sub,
  sum,
  threefry,
  tril,
  where,
  window,
} from "./index.ts";

const float = (...shape: number[]) => tensor("float32", shape);
const int = (...shape: number[]) => tensor("int32", shape);
const bool = (...shape: number[]) => tensor("bool", shape);

function tensor(dtype: DType, shape: readonly number[]): Value {
  return input({ shape, dtype });
}

const body: Graph = { inputs: [float(2)], outputs: [float(2)], updates: [] };
const scanning = { body, length: 2, carries: 1, sequences: 0, reverse: false };
const axes = { leftBatch: [], rightBatch: [], leftContract: [1], rightContract: [0] };

/** What goes wrong, and what the message must say of the user's own values. */
const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
  ["add shapes", () => add(float(2, 3), float(4)), /add shapes \[2, 3\] and \[4\]: .* got 3 and 4/],
  ["mix dtypes", () => mul(float(2), int(2)), /multiply tensors of dtypes float32 and int32/],
  ["subtract bools", () => sub(bool(2), bool(2)), /subtract bool tensors of shape \[2\]/],
  ["negate a bool", () => neg(bool(2)), /take the negative of a bool tensor/],
  ["exp of integers", () => exp(int(2)), /exponential of a int32 tensor of shape \[2\].*cast\("float32"\)/],
  ["condition dtype", () => where(float(2), 1, 0), /condition of dtype float32: expected bool/],
  ["condition shape", () => where(bool(3), float(2), 0), /\[3\] and \[2\]/],
  [
    "choose dtypes",
    () => where(bool(2), float(2), int(2)),
    /choose between tensors of dtypes float32 and int32/,
  ],
  [
    "reshape",
    () => reshape(float(2, 3), [4, 2]),
    /reshape \[2, 3\] to \[4, 2\]: expected a shape of 6 .* got 8/,
  ],
  ["reshape −1", () => reshape(float(2, 3), [4, -1]), /reshape \[2, 3\] to \[4, 1.5\]/],
  ["permute", () => permute(float(2, 3), [0, 0]), /permute shape \[2, 3\] by \[0, 0\]/],
  ["expand", () => expand(float(2, 3), [4, 3]), /expand shape \[2, 3\] to \[4, 3\]/],
  ["broadcastTo", () => broadcastTo(float(2, 3), [3]), /expand shape \[2, 3\] to \[3\]/],
  [
    "slice past the end",
    () => slice(float(5), { start: [3], shape: [3] }),
    /axis 0 of shape \[5\].* got 3 to 5/,
  ],
  ["slice back", () => slice(float(5), { start: [1], step: [-1], shape: [3] }), /got 1 to -1/],
  ["slice by nothing", () => slice(float(5), { start: [0], step: [0], shape: [2] }), /steps of 0/],
  ["slice ranks", () => slice(float(5, 2), { start: [0], shape: [5] }), /each of its 2 axes, got 1, 1 and 1/],
  ["pad by less", () => pad(float(5), { low: [-1], high: [0] }), /pad shape \[5\] by low \[-1\]/],
  ["concat nothing", () => concat([], 0), /at least one tensor/],
  ["concat shapes", () => concat([float(2, 3), float(2, 4)], 0), /\[2, 3\] and \[2, 4\] along axis 0/],
  ["concat axis", () => concat([float(2), float(2)], 1), /along axis 1/],
  ["sum axis", () => sum(float(2, 3), { axes: [2] }), /sum along axis 2: expected an integer from -2 to 1/],
  [
    "sum twice",
    () => sum(float(2, 3), { axes: [0, -2] }),
    /sum along axes \[0, 0\]: expected each axis once/,
  ],
  ["sum bools", () => sum(bool(2)), /sum a bool tensor .*cast\("int32"\)/],
  ["max of nothing", () => max(float(0, 3), { axes: [0] }), /maximum of shape \[0, 3\] along axes \[0\]/],
  ["argmax of bools", () => argmax(bool(2)), /find the maximum of a bool tensor .*cast\("int32"\)/],
  ["cumsum of bools", () => cumsum(bool(2), { axis: 0 }), /sum a bool tensor of shape \[2\] cumulatively/],
  ["cumsum axis", () => cumsum(float(2), { axis: 1 }), /sum cumulatively along axis 1/],
  [
    "dynamic slice",
    () => dynamicSlice(float(5), int(), { size: 6 }),
    /take 6 elements along axis 0 of shape \[5\]/,
  ],
  ["dynamic start", () => dynamicSlice(float(5), float(), { size: 1 }), /start a slice at a float32 \[\]/],
  [
    "dynamic update",
    () => dynamicUpdate(float(5, 2), float(1, 3), int()),
    /update \[5, 2\] along axis 0 with \[1, 3\]/,
  ],
  ["triangle", () => tril(float(5)), /triangle of shape \[5\]: expected \[…, rows, columns\]/],
  [
    "matmul",
    () => matmul(float(2, 3), float(4, 5)),
    /multiply matrices of shapes \[2, 3\] and \[4, 5\]: expected 3 rows in the second, got 4/,
  ],
  ["matmul batches", () => matmul(float(2, 3, 4), float(3, 4, 5)), /matrices of shapes \[2\] and \[3\]/],
  ["matmul scalars", () => matmul(float(), float(2)), /shapes \[\] and \[2\]/],
  ["matmul integers", () => matmul(int(2, 2), int(2, 2)), /int32 \[2, 2\] and int32 \[2, 2\] as matrices/],
  ["dot", () => dot(float(2, 3), float(4, 5), axes), /contract axes \[1\] of shape \[2, 3\]/],
  [
    "window",
    () => window(float(2), { size: [3] }),
    /extents \[2\] with size \[3\].*at least 3 elements on spatial axis 0, got 2/,
  ],
  ["window ranks", () => window(float(2), { size: [1, 1] }), /windows of shape \[2\] over 2 axes/],
  ["window stride", () => window(float(2), { size: [1], stride: [0] }), /stride \[0\]/],
  [
    "fold",
    () => fold(float(3, 2), { shape: [5], size: [2] }),
    /fold windows of shape \[3, 2\] to \[5\]: expected \[4, 2\]/,
  ],
  ["conv axes", () => conv(float(2, 3), float(2, 3)), /images of shape \[2, 3\] with weights \[2, 3\]/],
  ["conv features", () => conv(float(2, 3, 5), float(2, 4, 3)), /expected weights for 3 features .* got 4/],
  ["conv groups", () => conv(float(2, 4, 5), float(3, 2, 3), { groups: 2 }), /divide the 3 outputs, got 2/],
  [
    "conv size",
    () => conv(float(2, 3, 2), float(2, 3, 3)),
    /convolve images of extents \[2\] with size \[3\]/,
  ],
  ["conv dtype", () => conv(int(2, 3, 5), float(2, 3, 3)), /expected float32, got int32 and float32/],
  ["pool", () => maxPool(float(2, 3), { size: 2 }), /pool images of shape \[2, 3\]/],
  [
    "gather by floats",
    () => gather(float(3, 2), float(4)),
    /gather by indices of dtype float32: expected int32/,
  ],
  ["gather axis", () => gather(float(3, 2), int(4), { axis: 2 }), /gather along axis 2/],
  [
    "scatter",
    () => scatterAdd(int(4), float(4, 3), { shape: [5, 2] }),
    /updates of shape \[4, 3\] by indices \[4\] along axis 0 of \[5, 2\]: expected updates \[4, 2\]/,
  ],
  ["scatter bools", () => scatterAdd(int(4), bool(4), { shape: [5] }), /add up bool updates/],
  [
    "scatter by bools",
    () => scatterAdd(bool(4), float(4), { shape: [5] }),
    /scatter by indices of dtype bool/,
  ],
  ["iota", () => iota([2], 1), /axis 1 of shape \[2\]/],
  ["constant", () => constant(0.5, "int32"), /int32 constant of 0.5/],
  ["threefry", () => threefry(int(), int(), float(3)), /random bits: expected int32, got float32/],
  ["bits", () => bitsToUniform(float(3)), /expected int32, got float32/],
  ["input", () => inputOp.infer([], {}), /type of an input/],
  ["labels", () => crossEntropy(float(4, 3), int(5)), /logits \[4, 3\] and labels \[5\]/],
  ["label dtype", () => crossEntropy(float(4, 3), float(4)), /labels of dtype float32/],
  ["dropout", () => dropout(float(2), int(), int(), 1), /probability 1: expected 0 ≤ p < 1/],
  [
    "scan lengths",
    () => scan({ carries: [], sequences: [float(2), float(3)] }, () => ({ carries: [] })),
    /shapes \[2\], \[3\]/,
  ],
  ["scan no length", () => scan({ carries: [] }, () => ({ carries: [] })), /\(none\)/],
  [
    "scan carry",
    () => scan({ carries: [float(2)], length: 3 }, () => ({ carries: [constant(0)] })),
    /new carry 0 of float32 \[\]: expected float32 \[2\]/,
  ],
  [
    "scan carries",
    () => scan({ carries: [float(2)], length: 3 }, () => ({ carries: [] })),
    /1 carries: .* got 0/,
  ],
  [
    "scan outside",
    () => scan({ carries: [float(2)], length: 3 }, ([c]) => ({ carries: [add(c!, body.inputs[0]!)] })),
    /tensor from outside/,
  ],
  [
    "scan inputs",
    () => apply(scanOp, [], { ...scanning, body: { ...body, outputs: body.inputs } }),
    /with 0 inputs: expected 1/,
  ],
  ["names", () => opNamed("toString"), /operation "toString"/],
];

for (const [name, call, message] of cases) {
  test(`refused at build time: ${name}`, () => {
    assert.throws(call, (error: unknown) => {
      assert.ok(error instanceof RangeError || error instanceof TypeError, String(error));
      assert.match(error.message, message);
      assert.match(error.message, /^Cannot [^:]+: expected .+\. [A-Z].+\.$/);
      return true;
    });
  });
}
