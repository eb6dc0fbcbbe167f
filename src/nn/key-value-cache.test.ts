import assert from "node:assert/strict";
import { before, test } from "node:test";
import { compile, manualSeed, rand, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { GroupedQueryAttention } from "./grouped-query-attention.ts";
import { KeyValueCache } from "./key-value-cache.ts";
import { useTestDevice } from "./oracle.ts";
import { RotaryPositions } from "./rotary-positions.ts";

before(useTestDevice);

test("token by token with a cache, compiled, equals all tokens at once", () => {
  manualSeed(1);
  const layer = new GroupedQueryAttention(8, 4, { numKvHeads: 2 });
  const positions = new RotaryPositions(2);
  const x = rand([2, 5, 8]).detach();
  const whole = layer.forward(x, { rotate: (heads) => positions.forward(heads) });
  const cache = new KeyValueCache({ batch: 2, numHeads: 2, maxTokens: 8, width: 2 });
  const step = compile((token: Tensor) =>
    layer.forward(token, { cache, rotate: (heads) => positions.forward(heads, { offset: cache.length }) }),
  );
  for (let i = 0; i < 5; i++) {
    const y = step(x.at(":", `${i}:${i + 1}`));
    assert.ok(y.allClose(whole.at(":", `${i}:${i + 1}`), { atol: 1e-5 }), `token ${i}`);
  }
  assert.equal(cache.length.item(), 5);
  cache.clear();
  assert.ok(step(x.at(":", ":1")).allClose(whole.at(":", ":1"), { atol: 1e-5 }));
});

test("several tokens may come at once, and look back only", () => {
  manualSeed(2);
  const layer = new GroupedQueryAttention(4, 2);
  const x = rand([1, 6, 4]).detach();
  const whole = layer.forward(x);
  const cache = new KeyValueCache({ batch: 1, numHeads: 2, maxTokens: 6, width: 2 });
  const [first, second] = [
    layer.forward(x.at(":", ":4"), { cache }),
    layer.forward(x.at(":", "4:"), { cache }),
  ];
  assert.ok(first.allClose(whole.at(":", ":4"), { atol: 1e-5 }));
  assert.ok(second.allClose(whole.at(":", "4:"), { atol: 1e-5 }));
});

test("without causality all tokens are looked at, cached or not", () => {
  manualSeed(3);
  const layer = new GroupedQueryAttention(4, 2);
  const x = rand([1, 3, 4]).detach();
  const cache = new KeyValueCache({ batch: 1, numHeads: 2, maxTokens: 5, width: 2 });
  const [cached, plain] = [layer.forward(x, { causal: false, cache }), layer.forward(x, { causal: false })];
  assert.ok(cached.allClose(plain, { atol: 1e-5 }));
});

test("caches and heads that do not fit are refused", () => {
  const cache = new KeyValueCache({ batch: 1, numHeads: 2, maxTokens: 4, width: 2 });
  assert.throws(() => cache.append(zeros([1, 2, 5, 2]), zeros([1, 2, 5, 2])), /keys for a KeyValueCache/);
  assert.throws(() => new KeyValueCache({ batch: 1, numHeads: 2, maxTokens: 0, width: 2 }), /maxTokens 0/);
  assert.throws(() => new GroupedQueryAttention(8, 4, { numKvHeads: 3 }), /4 heads and 3 of keys/);
});

test("rows go on with what other rows had", () => {
  const cache = new KeyValueCache({ batch: 3, numHeads: 1, maxTokens: 2, width: 1 });
  const values = tensor([1, 2, 3], { shape: [3, 1, 1, 1] });
  cache.append(values, values.mul(10));
  const reorder = compile((from: Tensor) => cache.reorder(from));
  reorder(tensor([2, 0, 0], { dtype: "int32" }));
  cache.append(values, values.mul(10));
  assert.deepEqual([...cache.keys.dataSync()], [3, 1, 1, 2, 1, 3]);
  assert.deepEqual([...cache.values.dataSync()], [30, 10, 10, 20, 10, 30]);
  assert.throws(() => cache.reorder(tensor([0, 1], { dtype: "int32" })), /rows of a KeyValueCache/);
});
