import assert from "node:assert/strict";
import { test } from "node:test";
import { createReferenceDevice } from "../backends/reference/device.ts";
import {
  compile,
  compileCount,
  filledVariable,
  guard,
  noGrad,
  ones,
  Parameter,
  registerDevice,
  type Tensor,
  tensor,
  variable,
  zeros,
} from "./index.ts";

registerDevice("reference", createReferenceDevice);

const list = (x: Tensor | undefined) => [...x!.dataSync()];

test("arguments and results may be nested, and numbers are inputs", () => {
  const f = compile(({ parts, scale }: { parts: readonly Tensor[]; scale: Tensor }, bias: Tensor) => ({
    sum: parts[0]!.add(parts[1]!).mul(scale).add(bias),
    parts,
    label: "sum",
    same: [bias, bias] as const,
  }));
  const before = compileCount();
  for (const bias of [1, 2, 3]) {
    const result = f({ parts: [tensor([1]), tensor([2])], scale: tensor(10) }, bias);
    assert.deepEqual(list(result.sum), [30 + bias]);
    assert.deepEqual(list(result.parts[1]), [2]);
    assert.deepEqual([result.label, result.same[1].item()], ["sum", bias]);
  }
  assert.equal(compileCount() - before, 1);
  assert.throws(() => (f as (x: unknown, y: number) => unknown)("text", 1), /the string "text"/);
  assert.throws(() => compile(async (z: Tensor) => z)(tensor(1)), /asynchronous/);
});

test("nothing can be read while a function is recorded, nor what leaks from it", () => {
  assert.throws(
    () => compile((x: Tensor) => x.add(x.item()))(tensor(1)),
    /Return the tensor from the function/,
  );
  let leaked: Tensor | undefined;
  compile((x: Tensor) => {
    leaked = x.mul(2);
    assert.equal(String(leaked), "(inside compile) float32 []");
    return leaked;
  })(tensor(1));
  assert.throws(() => leaked!.item(), /made inside a function given to compile/);
  assert.throws(() => compile((x: Tensor) => x.assign(x.mul(2)))(tensor(1)), /Return|return/);
});

test("an error while recording leaves everything as it was", () => {
  const w = new Parameter([1]);
  const f = compile((x: Tensor) => {
    noGrad(() => w.assign(w.add(1)));
    return x.reshape([3]);
  });
  assert.throws(() => f(tensor([1, 2])), RangeError);
  assert.deepEqual(list(w), [1]);
  assert.deepEqual(list(f(tensor([1, 2, 3]))), [1, 2, 3]);
  assert.deepEqual(list(w), [2]);
});

test("variables are read and written at each run, however they are made", () => {
  const plain = zeros([1]);
  const made = variable(tensor([10]));
  let inside: Tensor | undefined;
  const f = compile((x: Tensor) => {
    inside ??= filledVariable([1], 100);
    for (const total of [plain, made, inside]) total.assign(total.add(x));
    return [plain, made, inside];
  });
  f(tensor([1]));
  const old = made.detach();
  assert.deepEqual(f(tensor([1])).flatMap(list), [2, 12, 102]);
  assert.deepEqual([plain, made, inside!].flatMap(list), [2, 12, 102]);
  assert.deepEqual(list(old), [11], "what was taken before the run keeps its elements");
  made.assign(made.mul(2));
  assert.deepEqual(f(tensor([1])).flatMap(list), [3, 25, 103]);
});

test("a variable takes data that was there, and swaps", () => {
  const [a, b] = [variable(tensor([1])), variable(tensor([2]))];
  const f = compile((x: Tensor) => {
    const old = a.detach();
    a.assign(b);
    b.assign(old);
    return x.add(a);
  });
  assert.deepEqual(list(f(tensor([0]))), [2]);
  assert.deepEqual([list(a), list(b)], [[2], [1]]);
  assert.deepEqual(list(f(tensor([0]))), [1]);
});

test("values from outside are fixed when the function is recorded", () => {
  const w = new Parameter([3]);
  const outside = noGrad(() => w.mul(2));
  const detached = w.detach();
  const f = compile((x: Tensor) => noGrad(() => x.add(outside).add(detached).add(w)));
  assert.deepEqual(list(f(tensor([0]))), [12]);
  noGrad(() => w.assign(w.add(1)));
  assert.deepEqual(list(f(tensor([0]))), [13]);
  assert.deepEqual(list(outside), [6]);
});

test("what is read through guard is part of what a program is valid for", () => {
  const layer = { training: true };
  const f = compile((x: Tensor) => (guard(() => layer.training) ? x.mul(2) : x));
  assert.equal(f(tensor(3)).item(), 6);
  layer.training = false;
  assert.equal(f(tensor(3)).item(), 3);
  const before = compileCount();
  layer.training = true;
  assert.equal(f(tensor(3)).item(), 6);
  assert.equal(compileCount(), before, "the first recording is used again");
});

test("gradients that no update uses are left in grad, and add up", () => {
  const w = new Parameter([2, 3]);
  const f = compile((x: Tensor) => {
    const loss = w.mul(x).sum();
    loss.backward();
    return loss;
  });
  assert.equal(f(tensor([1, 1])).item(), 5);
  assert.deepEqual(list(w.grad), [1, 1]);
  f(tensor([2, 3]));
  assert.deepEqual(list(w.grad), [3, 4]);
  w.grad = undefined;
  const before = compileCount();
  f(tensor([5, 6]));
  assert.deepEqual(list(w.grad), [5, 6]);
  assert.equal(compileCount(), before, "one program without, one with an earlier gradient");
});

test("an update inside uses gradients from outside, and those from inside are used up", () => {
  const w = new Parameter([2, 3]);
  const apply = compile((rate: Tensor) => noGrad(() => w.assign(w.sub(w.grad!.mul(rate)))));
  w.mul(tensor([1, 2]))
    .sum()
    .backward();
  apply(1);
  apply(1);
  assert.deepEqual(list(w), [0, -1]);
  const kept = w.grad;
  const step = compile((x: Tensor) => {
    w.grad = undefined;
    w.mul(x).sum().backward();
    noGrad(() => w.assign(w.sub(w.grad!)));
  });
  step(tensor([1, 1]));
  assert.deepEqual(list(w), [-1, -2]);
  assert.equal(w.grad, kept);
});

test("a step that never clears its gradients adds them up, as it does eagerly", () => {
  const weights = [0, 1].map(() => new Parameter([2, 3]));
  const descend = (w: Parameter) => (x: Tensor) => {
    const loss = w.mul(x).sum();
    loss.backward();
    noGrad(() => w.assign(w.sub(w.grad!)));
    return loss;
  };
  const [eagerly, compiled] = [descend(weights[0]!), compile(descend(weights[1]!))];
  const before = compileCount();
  for (const x of [tensor([1, 2]), tensor([3, 4]), tensor([5, 6])]) {
    assert.equal(compiled(x).item(), eagerly(x).item());
    assert.deepEqual(list(weights[1]!.grad), list(weights[0]!.grad));
    assert.deepEqual(list(weights[1]!), list(weights[0]!));
  }
  assert.deepEqual(list(weights[1]!.grad), [9, 12]);
  assert.ok(compileCount() > before);
  weights[1]!.grad = undefined;
  compiled(tensor([1, 1]));
  assert.deepEqual(list(weights[1]!.grad), [1, 1]);
});

test("no gradient flows through an assignment inside", () => {
  const w = new Parameter([2]);
  const f = compile((x: Tensor) => {
    noGrad(() => w.assign(w.mul(w)));
    const y = w.mul(x).sum();
    y.backward();
    const slope = w.grad!;
    w.grad = undefined;
    return slope;
  });
  assert.deepEqual(list(f(tensor([7]))), [7]);
  assert.deepEqual(list(w), [4]);
});

test("gradients by an argument, and compiled functions inside each other", () => {
  const square = compile((x: Tensor) => x.mul(x));
  const slope = compile((x: Tensor) => {
    square(x).sum().backward();
    return x.grad!;
  });
  assert.deepEqual(list(slope(tensor([1, 2], { requiresGrad: true }))), [2, 4]);
  assert.equal(square(ones([1])).requiresGrad, false);
});
