import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../../autodiff/gradients.ts";
import { Random } from "../../base/random.ts";
import { sizeOf } from "../../base/shape.ts";
import { input, topologicalOrder, type Value } from "../../graph/node.ts";
import {
  add,
  constant,
  matmul,
  mul,
  reshape,
  type ScanStep,
  scan,
  slice,
  sum,
  tanh,
  zeros,
} from "../../ops/index.ts";
import { checkDerivatives } from "./check-derivatives.ts";
import { interpretGraph } from "./interpret.ts";

const float = (...shape: number[]) => input({ shape, dtype: "float32" });

function drawn(values: readonly Value[], random: Random): Float64Array[] {
  return values.map(({ shape }) => Float64Array.from({ length: sizeOf(shape) }, () => random.uniform(-1, 1)));
}

/** h′ = tanh(x · w + h · u). */
function cell(h: Value, x: Value, w: Value, u: Value): Value {
  return tanh(add(matmul(x, w), matmul(h, u)));
}

/** The network over a sequence as a scan, and written out step by step. */
function networks(length: number, keepCarries: boolean) {
  const [h, x, w, u] = [float(2, 4), float(length, 2, 3), float(3, 4), float(4, 4)];
  const step = ([before]: readonly Value[], [now]: readonly Value[], [w, u]: readonly Value[]): ScanStep => {
    const next = cell(before!, now!, w!, u!);
    return { carries: [next], outputs: keepCarries ? [next] : [mul(next, now ? 2 : 0)] };
  };
  const scanned = scan({ carries: [h], sequences: [x], constants: [w, u] }, step);
  let state = h;
  const seen: Value[] = [];
  for (let t = 0; t < length; t++) {
    const now = reshape(slice(x, { start: [t, 0, 0], shape: [1, 2, 3] }), [2, 3]);
    state = cell(state, now, w, u);
    seen.push(keepCarries ? state : mul(state, 2));
  }
  return {
    inputs: [h, x, w, u],
    scanned: [scanned.carries[0]!, scanned.outputs[0]!],
    unrolled: [state, ...seen],
  };
}

test("a scan of additions is the cumulative sum", () => {
  const x = float(5);
  const { carries, outputs } = scan({ carries: [zeros([])], sequences: [x] }, ([total], [element]) => {
    const next = add(total!, element!);
    return { carries: [next], outputs: [next] };
  });
  const graph = { inputs: [x], outputs: [...carries, ...outputs], updates: [] };
  const [last, all] = interpretGraph(graph, [Float64Array.of(1, 2, 3, 4, 5)]);
  assert.deepEqual([...last!], [15]);
  assert.deepEqual([...all!], [1, 3, 6, 10, 15]);
});

test("a scan without sequences counts to its length, of integers too", () => {
  const { carries, outputs } = scan({ carries: [constant(1, "int32")], length: 6 }, ([n]) => ({
    carries: [mul(n!, 3)],
    outputs: [n!],
  }));
  const [last, all] = interpretGraph({ inputs: [], outputs: [...carries, ...outputs], updates: [] }, []);
  assert.deepEqual([...last!], [729]);
  assert.deepEqual([...all!], [1, 3, 9, 27, 81, 243]);
});

for (const length of [1, 2, 5]) {
  for (const keepCarries of [true, false]) {
    const kind = keepCarries ? "that returns its carry" : "that keeps its carry to itself";
    test(`a recurrent cell ${kind} over ${length} steps equals the unrolled graph, gradients too`, () => {
      const random = new Random(length);
      const { inputs, scanned, unrolled } = networks(length, keepCarries);
      const data = drawn(inputs, random);
      const gh = input(scanned[0]!);
      const gy = input(scanned[1]!);
      const rows = unrolled
        .slice(1)
        .map((_, t) => reshape(slice(gy, { start: [t, 0, 0], shape: [1, 2, 4] }), [2, 4]));
      const graph = {
        inputs: [...inputs, gh, gy],
        outputs: [
          ...scanned,
          ...gradients(scanned, [gh, gy], inputs),
          ...unrolled,
          ...gradients(unrolled, [gh, ...rows], inputs),
        ],
        updates: [],
      };
      const results = interpretGraph(graph, [...data, ...drawn([gh, gy], random)]);
      const [last, all, ...derivatives] = results.slice(0, 6);
      const [state, ...rest] = results.slice(6);
      close(last!, state!);
      close(all!, Float64Array.from(rest.slice(0, length).flatMap((array) => [...array])));
      for (const [i, derivative] of derivatives.entries()) close(derivative, rest[length + i]!);
    });

    test(`a recurrent cell ${kind} over ${length} steps has the derivatives of its central differences`, () => {
      const random = new Random(20 + length);
      const { inputs, scanned } = networks(length, keepCarries);
      checkDerivatives({ inputs, outputs: scanned, updates: [] }, drawn(inputs, random), random, 2, kind);
    });
  }
}

test("carries that are returned are read back instead of being computed again", () => {
  const scans = (keepCarries: boolean) => {
    const { inputs, scanned } = networks(4, keepCarries);
    const found = gradients([scanned[0]!], [zeros(scanned[0]!.shape)], inputs);
    return topologicalOrder([...scanned, ...found]).filter(({ op }) => op === "scan").length;
  };
  assert.equal(scans(true), 2);
  assert.equal(scans(false), 3);
});

test("what the gradient of a step does not need is not computed", () => {
  const x = float(5);
  const { outputs } = scan({ carries: [zeros([])], sequences: [x] }, ([total], [element]) => {
    const next = add(total!, element!);
    return { carries: [next], outputs: [mul(next, 2)] };
  });
  const found = gradients(outputs, [zeros([5])], [x]);
  assert.equal(topologicalOrder(found).filter(({ op }) => op === "scan").length, 1);
});

test("two carries, an integer carry and several sequences have derivatives", () => {
  const random = new Random(3);
  const [a, x, y] = [float(3), float(4, 3), float(4)];
  const { carries, outputs } = scan(
    { carries: [a, constant(0, "int32")], sequences: [x, y] },
    ([sum, n], [row, weight]) => ({
      carries: [add(tanh(sum!), mul(row!, weight!)), add(n!, 1)],
      outputs: [mul(sum!, sum!), n!],
    }),
  );
  const graph = { inputs: [a, x, y], outputs: [...carries, ...outputs], updates: [] };
  checkDerivatives(graph, drawn([a, x, y], random), random, 2, "mixed carries");
});

test("a scan inside a scan has derivatives", () => {
  const random = new Random(4);
  const [h, x] = [float(2), float(3, 4, 2)];
  const { carries } = scan({ carries: [h], sequences: [x] }, ([outer], [rows]) => ({
    carries: scan({ carries: [outer!], sequences: [rows!] }, ([inner], [row]) => ({
      carries: [tanh(add(mul(inner!, row!), row!))],
    })).carries,
  }));
  const graph = { inputs: [h, x], outputs: [sum(carries[0]!)], updates: [] };
  checkDerivatives(graph, drawn([h, x], random), random, 2, "nested");
});

function close(got: Float64Array, expected: Float64Array): void {
  assert.equal(got.length, expected.length);
  for (const [i, value] of got.entries()) {
    assert.ok(Math.abs(value - expected[i]!) <= 1e-12, `element ${i}: ${value} and ${expected[i]}`);
  }
}
