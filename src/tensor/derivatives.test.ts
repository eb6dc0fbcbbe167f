import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createWasmDevice } from "../backends/cpu/wasm/device.ts";
import { nodePlatform } from "../backends/cpu/wasm/pool.ts";
import { createReferenceDevice } from "../backends/reference/device.ts";
import { Random } from "../base/random.ts";
import {
  compile,
  concat,
  grad,
  gradients,
  hessian,
  hvp,
  jacobian,
  jvp,
  noGrad,
  ones,
  Parameter,
  registerDevice,
  setDevice,
  type Tensor,
  tensor,
  valueAndGrad,
  vjp,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);
registerDevice("wasm", () => createWasmDevice({ platform: nodePlatform, threads: 1 }));

interface Stored {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

const results = ["value", "grad", "vjp", "jvp", "hvp", "jacobian", "hessian"] as const;

interface Case
  extends Readonly<Record<(typeof results)[number] | "weights" | "x" | "tangent" | "cotangent", Stored>> {
  readonly function: "waves" | "entropy" | "ratios";
}

const restore = ({ shape, data }: Stored) => tensor([...data], { shape: [...shape] });
const list = (x: Tensor) => Array.from(x.dataSync(), (element) => element + 0);

function near(actual: Tensor, expected: Stored, what: string): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  const scale = Math.max(1, ...expected.data.map(Math.abs));
  for (const [i, element] of list(actual).entries()) {
    assert.ok(
      Math.abs(element - expected.data[i]!) <= 1e-5 * scale,
      `${what}: ${element} for ${expected.data[i]}`,
    );
  }
}

/** The functions of tools/fixtures/derivatives.py. */
const functions = {
  waves: (weights: Tensor) => (x: Tensor) => {
    const width = x.sum({ axis: -1, keepDims: true }).div(2);
    return x.matmul(weights).sin().mul(width.exp()).tanh();
  },
  entropy: (weights: Tensor) => (x: Tensor) =>
    x.matmul(weights).logSoftmax().at(":", 1).mul(x.at(":", 0).pow(2)).mean().neg(),
  ratios: () => (x: Tensor) => {
    const factors = x.at(0).pow(2).add(1);
    const second = factors.at(":1").mul(factors.at("1:2"));
    return concat([factors.at(":1"), second, second.mul(factors.at("2:"))]).div(x.at(1).pow(3).add(2));
  },
};

const cases: readonly Case[] = JSON.parse(readFileSync("test/fixtures/derivatives.json", "utf8"));

for (const device of ["reference", "wasm"]) {
  test(`all derivatives are PyTorch's, eagerly and compiled, on ${device}`, () => {
    setDevice(device);
    for (const stored of cases) {
      const fn = functions[stored.function](restore(stored.weights));
      const [x, tangent, cotangent] = [restore(stored.x), restore(stored.tangent), restore(stored.cotangent)];
      const all = (at: Tensor, along: Tensor, back: Tensor) => ({
        value: fn(at),
        grad: grad(fn)(at),
        vjp: vjp(fn)(at).pullback(back),
        jvp: jvp(fn)(at, along).tangent,
        hvp: hvp(fn)(at, along),
        jacobian: jacobian(fn)(at),
        hessian: hessian(fn)(at),
      });
      const found = all(x, tangent, cotangent);
      const compiled = compile(all)(x, tangent, cotangent);
      for (const name of results) {
        near(found[name], stored[name], `${stored.function} ${name}`);
        assert.deepEqual(list(compiled[name]), list(found[name]), `${stored.function} ${name} compiled`);
        assert.equal(found[name].requiresGrad, false, "nothing else was asked for");
      }
    }
  });
}

test("derivatives agree with finite differences of the function in float64", () => {
  const random = new Random(3);
  const plain = ([x, y]: readonly number[]) => Math.exp(x! * y!) * Math.sin(y!) + x! ** 3 / (1 + y! ** 2);
  const fn = (p: Tensor) => {
    const [x, y] = [p.at(0), p.at(1)];
    return x
      .mul(y)
      .exp()
      .mul(y.sin())
      .add(x.pow(3).div(y.pow(2).add(1)));
  };
  const h = 1e-4;
  for (let turn = 0; turn < 20; turn++) {
    const at = [Math.fround(random.uniform() * 2 - 1), Math.fround(random.uniform() * 2 - 1)];
    const shifted = (by: readonly number[]) => plain(at.map((place, i) => place + by[i]! * h));
    const unit = (i: number) => [0, 1].map((j) => (i === j ? 1 : 0));
    const sum = (a: readonly number[], b: readonly number[], sign: number) =>
      a.map((x, i) => x + sign * b[i]!);
    const slope = [0, 1].map((i) => (shifted(unit(i)) - shifted(unit(i).map((x) => -x))) / (2 * h));
    near(grad(fn)(tensor(at)), { shape: [2], data: slope }, "grad");
    const bends = [0, 1].flatMap((i) =>
      [0, 1].map((j) => {
        const [a, b] = [sum(unit(i), unit(j), 1), sum(unit(i), unit(j), -1)];
        const turned = (x: readonly number[]) => x.map((element) => -element);
        return (shifted(a) - shifted(b) - shifted(turned(b)) + shifted(turned(a))) / (4 * h * h);
      }),
    );
    near(hessian(fn)(tensor(at)), { shape: [2, 2], data: bends }, "hessian");
  }
});

test("arguments may be nested, and only the first is differentiated by", () => {
  const loss = (
    { layers, bias }: { layers: readonly [Tensor, Tensor]; bias: Tensor },
    x: Tensor,
    scale: number,
  ) => x.mul(layers[0]).mul(layers[1]).add(bias).mul(scale).sum();
  const at = { layers: [tensor([2, 3]), tensor([5, 7])] as const, bias: tensor(1) };
  const { value, gradient } = valueAndGrad(loss)(at, tensor([1, 10]), 2);
  assert.equal(value.item(), 2 * (10 + 210 + 2));
  assert.deepEqual(list(gradient.layers[0]), [10, 140]);
  assert.deepEqual(list(gradient.layers[1]), [4, 60]);
  assert.equal(gradient.bias.item(), 4);
  const along = { layers: [tensor([1, 0]), tensor([0, 0])] as const, bias: tensor(3) };
  assert.equal(jvp((p: typeof at) => loss(p, tensor([1, 10]), 2))(at, along).tangent.item(), 22);
  assert.deepEqual(list(hvp((p: typeof at) => loss(p, tensor([1, 10]), 2))(at, along).layers[1]), [2, 0]);
});

test("inner and outer derivatives are not mixed up", () => {
  const x = tensor([3]);
  // d/dx x · d/dy (x · y) = 2x, and d/dy (x + y) = 1 whatever x is.
  assert.deepEqual(list(grad((a: Tensor) => a.mul(grad((b: Tensor) => a.mul(b))(a)))(x)), [6]);
  assert.deepEqual(list(grad((a: Tensor) => grad((b: Tensor) => a.add(b))(a))(x)), [0]);
  assert.deepEqual(list(grad((a: Tensor) => a.mul(x))(x)), [3], "x itself is a constant");
  assert.deepEqual(list(grad(grad(grad((a: Tensor) => a.pow(4))))(x)), [72]);
  const f = (a: Tensor) => a.pow(3);
  assert.deepEqual(list(jvp((a: Tensor) => jvp(f)(a, ones([1])).tangent)(x, ones([1])).tangent), [18]);
  assert.deepEqual(list(grad((a: Tensor) => jvp(f)(a, ones([1])).tangent)(x)), [18]);
});

test("gradients reach what is outside: tensors that require them, and parameters", () => {
  const w = new Parameter([2, 3]);
  const penalty = grad((x: Tensor) => x.mul(w).pow(2))(tensor([5, 7])).sum(); // 2 x w²
  penalty.backward();
  assert.deepEqual(list(w.grad!), [40, 84]);
  const x = tensor([5], { requiresGrad: true });
  grad((a: Tensor) => a.pow(3))(x)
    .sum()
    .backward();
  assert.deepEqual(list(x.grad!), [30]);
  const without = noGrad(() => grad((a: Tensor) => a.pow(3))(x));
  assert.deepEqual([without.requiresGrad, ...list(without)], [false, 75]);
  assert.equal(grad((a: Tensor) => a.mul(noGrad(() => a.mul(2))))(tensor(3)).item(), 6);
  assert.equal(grad((a: Tensor) => a.mul(a.detach()))(tensor(3)).item(), 3);
});

test("a parameter stands for itself", () => {
  const model = { w: new Parameter([2]), b: new Parameter([1]) };
  const x = tensor([3]);
  const loss = () => model.w.mul(x).add(model.b).pow(2).sum();
  const parameters = [model.w, model.b];
  const { value, gradient } = valueAndGrad((_: readonly Tensor[]) => loss())(parameters);
  assert.equal(value.item(), 49);
  assert.deepEqual(gradient.flatMap(list), [42, 14]);
  assert.equal(model.w.grad, undefined);
  assert.deepEqual(
    hvp((_: readonly Tensor[]) => loss())(parameters, [ones([1]), ones([1])]).flatMap(list),
    [24, 8],
  );
  assert.deepEqual(gradients(loss(), parameters).flatMap(list), [42, 14]);
});

test("what does not depend on the point has derivatives of 0", () => {
  const one = (_: Tensor) => ones([2]);
  const x = tensor([3, 4, 5]);
  assert.deepEqual(list(grad(one)(x)), [0, 0, 0]);
  assert.deepEqual(list(jvp(one)(x, x).tangent), [0, 0]);
  assert.deepEqual(jacobian(one)(x).shape, [2, 3]);
  assert.deepEqual(list(hessian(one)(x)), new Array(9).fill(0));
  assert.deepEqual(list(hvp((a: Tensor) => a.mul(2))(x, x)), [0, 0, 0]);
});

test("errors say what cannot be differentiated", () => {
  const square = (x: Tensor) => x.mul(x);
  assert.throws(() => grad(square)(tensor([1], { dtype: "int32" })), /differentiate by a int32 tensor/);
  assert.throws(() => grad((x: Tensor) => x.argmax())(tensor([1])), /returns a int32 tensor/);
  assert.throws(() => grad(square as never)(3 as never), /differentiate by 3/);
  assert.throws(() => grad((() => 3) as never)(tensor([1])), /returns 3: expected a float32 tensor/);
  assert.throws(() => vjp(square)(tensor([1])).pullback(ones([2])), RangeError);
  assert.throws(() => jvp(square)(tensor([1]), ones([2])), /at \[1\] in the direction of \[2\]/);
  assert.throws(
    () =>
      grad(() => {
        throw new Error("inside");
      })(tensor([1])),
    /inside/,
  );
});
