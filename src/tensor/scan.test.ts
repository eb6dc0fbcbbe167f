import assert from "node:assert/strict";
import { before, test } from "node:test";
import {
  compile,
  compileCount,
  gradients,
  manualSeed,
  noGrad,
  Parameter,
  rand,
  scan,
  setDevice,
  stack,
  type Tensor,
  tensor,
  zeros,
} from "../index.ts";

before(() => setDevice("wasm"));

function near(got: Tensor, want: Tensor, what: string): void {
  assert.deepEqual(got.shape, want.shape, what);
  const expected = want.dataSync();
  got.dataSync().forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= 1e-5, `${what} at ${i}: ${value}, expected ${expected[i]}`);
  });
}

/** h′ = tanh(x · w + h · u), and h′ · 2 left behind; as a scan and written out. */
function networks(x: Tensor, w: Tensor, u: Tensor, reverse: boolean) {
  const step = (h: Tensor, x: Tensor): [Tensor, Tensor] => {
    const next = x.matmul(w).add(h.matmul(u)).tanh();
    return [next, next.mul(2)];
  };
  const start = zeros([2, 4]);
  let h = start;
  const left: Tensor[] = [];
  for (let i = 0; i < x.shape[0]!; i++) {
    const t = reverse ? x.shape[0]! - 1 - i : i;
    const [next, y] = step(h, x.slice([t], [t + 1]).squeeze(0));
    h = next;
    left[t] = y;
  }
  return { scanned: scan(step, start, x, { reverse }), writtenOut: [h, stack(left)] as const };
}

for (const reverse of [false, true]) {
  test(`a cell of one's own equals its steps written out, gradients too, eagerly and compiled; reverse: ${reverse}`, () => {
    manualSeed(1);
    const x = rand([5, 2, 3]);
    x.requiresGrad = true;
    const [w, u] = [new Parameter(rand([3, 4])), new Parameter(rand([4, 4]))];
    const loss = ([h, ys]: readonly Tensor[]): Tensor => h!.sum().add(ys!.mul(ys!).mean());
    const results = (which: "scanned" | "writtenOut"): Tensor[] => {
      const made = networks(x, w, u, reverse)[which];
      return [...made, ...gradients(loss(made), [x, w, u])];
    };
    const expected = results("writtenOut");
    const compiled = compile(() => results("scanned"))();
    for (const [i, value] of results("scanned").entries()) {
      near(value, expected[i]!, `result ${i}`);
      assert.deepEqual(compiled[i]!.dataSync(), value.dataSync(), `compiled, result ${i}`);
    }
    loss(networks(x, w, u, reverse).scanned).backward();
    near(w.grad!, expected[3]!, "what backward gives");
  });
}

test("carries and sequences may be nested, and sequences missing", () => {
  const [last, left] = scan(
    ({ a, b: [b] }: { a: Tensor; b: [Tensor] }, { x, y }: { x: Tensor; y: Tensor }) => [
      { a: a.add(x), b: [b.mul(y)] as [Tensor] },
      [a, [b]] as const,
    ],
    { a: tensor([1, 2]), b: [tensor(1)] as [Tensor] },
    {
      x: tensor([
        [1, 1],
        [2, 2],
        [3, 3],
      ]),
      y: tensor([2, 3, 4]),
    },
  );
  assert.deepEqual([...last.a.dataSync()], [7, 8]);
  assert.equal(last.b[0].item(), 24);
  assert.deepEqual([...left[0].dataSync()], [1, 2, 2, 3, 4, 5]);
  assert.deepEqual([...left[1][0].dataSync()], [1, 2, 6]);

  const [power] = scan((n: Tensor) => [n.mul(3), undefined], tensor(1), undefined as unknown, { length: 5 });
  assert.equal(power.item(), 243);
});

test("a scan in a scan takes tensors from both outside", () => {
  const factor = new Parameter(tensor(2));
  const rows = tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const [sum] = scan(
    (total: Tensor, row: Tensor) => {
      const [inner] = scan((t: Tensor, x: Tensor) => [t.add(x.mul(factor).mul(row.sum())), null], total, row);
      return [inner, null];
    },
    zeros([]),
    rows,
  );
  assert.equal(sum.item(), 2 * (3 * 3 + 7 * 7 + 11 * 11));
  sum.backward();
  assert.equal(factor.grad!.item(), 3 * 3 + 7 * 7 + 11 * 11);
});

test("gradients do not flow through what was detached or made without gradients", () => {
  const w = new Parameter(tensor(3));
  const fixed = noGrad(() => w.mul(2));
  const [last] = scan(
    (c: Tensor, x: Tensor) => [c.add(x.mul(fixed)).add(w.detach()), null],
    w.mul(1),
    tensor([1, 1]),
  );
  last.backward();
  assert.equal(w.grad!.item(), 1);
  const [still] = noGrad(() =>
    scan((c: Tensor, x: Tensor) => [c.add(x.mul(w)), null], zeros([]), tensor([1, 1])),
  );
  assert.equal(still.requiresGrad, false);
  const [moving] = scan((c: Tensor, x: Tensor) => [c.add(x), null], zeros([]), tensor([1, 1]));
  assert.equal(moving.requiresGrad, false);
});

test("random numbers differ from step to step and are the same compiled", () => {
  const draw = (): Tensor => {
    const step = (c: Tensor): [Tensor, Tensor] => [c, rand([3]).add(c)];
    return scan(step, zeros([]), undefined as unknown as Tensor, { length: 4 })[1];
  };
  manualSeed(3);
  const eager = [draw().dataSync(), draw().dataSync()];
  assert.equal(new Set(eager.flatMap((numbers) => [...numbers])).size, 24);
  manualSeed(3);
  const compiled = compile(draw);
  assert.deepEqual([compiled().dataSync(), compiled().dataSync()], eager);
});

test("another number in a step, or more of the same, is no new program", () => {
  const run = (factor: number): number =>
    scan((c: Tensor, x: Tensor) => [c.mul(factor).add(x), null], zeros([]), tensor([1, 2, 3]))[0].item();
  assert.equal(run(2), 11);
  const programs = compileCount();
  assert.equal(run(3), 18);
  assert.equal(compileCount(), programs);
});

test("what cannot be scanned is refused, and nothing is changed", () => {
  const x = tensor([1, 2, 3]);
  const w = new Parameter(tensor(1));
  const add = (c: Tensor, x: Tensor): [Tensor, null] => [c.add(x), null];
  const cases: [() => unknown, RegExp][] = [
    [() => scan(add, zeros([]), x, { length: 2 }), /shapes \[3\] in 2 steps: expected one length/],
    [() => scan((c: Tensor) => [c, null], zeros([]), null), /unknown number of steps/],
    [
      () => scan((c: Tensor, x: Tensor) => [c.add(x).reshape([1]), null], zeros([]), x),
      /new carry 0 of float32 \[1\]/,
    ],
    [
      () => scan((c: Tensor[], x: Tensor) => [[c[0]!, x], null], [zeros([])], x),
      /a carry \["tensor","tensor"\] of \["tensor"\]/,
    ],
    [() => scan((c: number) => [c, null], 0, x as never), /a carry that holds 0: expected tensors/],
    [
      () => scan((c: Tensor, x: Tensor) => [c.add(x.item()), null], zeros([]), x),
      /Cannot read a tensor inside the step/,
    ],
    [
      () =>
        scan(
          (c: Tensor, x: Tensor) => {
            w.assign(x);
            return [c, null];
          },
          zeros([]),
          x,
        ),
      /Cannot assign to a tensor inside the step/,
    ],
    [
      () =>
        scan(
          (c: Tensor, x: Tensor) => {
            x.mul(w).backward();
            return [c, null];
          },
          zeros([]),
          x,
        ),
      /Cannot call backward inside the step/,
    ],
  ];
  for (const [run, message] of cases) assert.throws(run, message);
  assert.equal(w.item(), 1);
  assert.equal(scan(add, zeros([]), x)[0].item(), 6);
});

test("a gradient inside a step: three steps of descent, differentiated by where they start", () => {
  const start = tensor(2, { requiresGrad: true });
  const [end] = scan(
    (x: Tensor): [Tensor, null] => [x.sub(gradients(x.mul(x).mul(x), [x])[0]!.mul(0.1)), null],
    start,
    null,
    { length: 3 },
  );
  const point = (x: number): number => x - 0.3 * x * x;
  const slope = (x: number): number => 1 - 0.6 * x;
  const [one, two] = [point(2), point(point(2))];
  assert.ok(Math.abs(end.item() - point(two)) < 1e-6);
  end.backward();
  assert.ok(Math.abs(start.grad!.item() - slope(2) * slope(one) * slope(two)) < 1e-6);
});
