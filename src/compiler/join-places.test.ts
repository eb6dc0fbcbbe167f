import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { interpretGraph } from "../backends/reference/interpret.ts";
import { Random } from "../base/random.ts";
import { type Graph, topologicalOrder, type Value } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { joinPlaces } from "./join-places.ts";
import { assertCompiles, assertSameBits, closed, drawn, float } from "./run-compiled.testing.ts";

/** A part of length `length` in zeros, or in another number, with or without gaps inside. */
interface Place {
  readonly start: number;
  readonly length: number;
  readonly interior: number;
  readonly fill: number;
}

function opsOf(graph: Graph): string[] {
  return topologicalOrder(graph.outputs).map((node) => node.op);
}

/** −x, which is −0 where x is 0, of each input at its place along `axis` of an axis of `extent`, summed in some order. */
function sumOfPlaces(random: Random, places: readonly Place[], axis: number, extent: number): Graph {
  const shape = [3, 2, 5];
  const inputs = places.map(({ length }) => float(...shape.map((other, i) => (i === axis ? length : other))));
  const terms: Value[] = inputs.map((x, i) => {
    const { start, length, interior, fill } = places[i]!;
    const end = start + length + (length - 1) * interior;
    const along = (amount: number): number[] => shape.map((_, other) => (other === axis ? amount : 0));
    return ops.pad(ops.neg(x), {
      low: along(start),
      high: along(extent - end),
      interior: along(interior),
      value: fill,
    });
  });
  while (terms.length > 1) {
    const [first] = terms.splice(random.integer(0, terms.length), 1);
    const at = random.integer(0, terms.length);
    terms[at] = ops.add(first!, terms[at]!);
  }
  return closed(inputs, terms[0]!);
}

function assertSameAsSum(graph: Graph, what: string): void {
  const data = drawn(graph.inputs, 7, true);
  const [want, joined] = [graph, joinPlaces(graph)].map((each) =>
    Float32Array.from(
      interpretGraph(
        each,
        data.map((array) => Float64Array.from(array)),
      )[0]!,
    ),
  );
  assertSameBits(joined!, want!, what);
  const [got] = assertCompiles(what, graph, data, { tolerance: 0 });
  assertSameBits(got!, want!, what);
}

test("parts at random places, apart or not, covering or not, have the bits of their sum", () => {
  const random = new Random(11);
  let joined = 0;
  for (let round = 0; round < 30; round++) {
    const extent = random.integer(1, 24);
    const places = Array.from({ length: random.integer(2, 4) }, (): Place => {
      const start = random.integer(0, extent);
      const interior = random.pick([0, 0, 0, 0, 1]);
      const most = Math.ceil((extent - start) / (interior + 1));
      return {
        start,
        length: random.integer(1, most + 1),
        interior,
        fill: random.pick([0, 0, 0, 0, 0, -0, 2]),
      };
    });
    const graph = sumOfPlaces(random, places, random.integer(0, 3), extent);
    if (!opsOf(joinPlaces(graph)).includes("pad")) joined++;
    assertSameAsSum(graph, `round ${round}: ${JSON.stringify(places)}`);
  }
  assert.ok(joined > 0, `${joined} joined`);
});

test("parts that are apart are put together without a fill, whatever their order and gaps", () => {
  const random = new Random(12);
  for (let round = 0; round < 40; round++) {
    const places: Place[] = [];
    let end = 0;
    for (let i = random.integer(2, 6); i > 0; i--) {
      const start = end + random.pick([0, 0, 1, 4]);
      const length = random.integer(1, 6);
      places.push({ start, length, interior: 0, fill: 0 });
      end = start + length;
    }
    const graph = sumOfPlaces(random, places, random.integer(0, 3), end + random.pick([0, 3]));
    const names = opsOf(joinPlaces(graph));
    assert.ok(!names.includes("pad") && names.includes("concat"), names.join());
    assertSameAsSum(graph, `round ${round}`);
  }
});

test("parts that overlap, or lie along different axes, are added", () => {
  const random = new Random(13);
  const place = (start: number, length: number): Place => ({ start, length, interior: 0, fill: 0 });
  const overlapping = sumOfPlaces(random, [place(0, 3), place(2, 4)], 1, 6);
  const [x, y] = [float(2, 6), float(6, 2)];
  const crossing = ops.add(
    ops.pad(x, { low: [0, 0], high: [4, 0] }),
    ops.pad(y, { low: [0, 4], high: [0, 0] }),
  );
  for (const graph of [overlapping, closed([x, y], crossing)]) {
    assert.deepEqual(opsOf(joinPlaces(graph)), opsOf(graph));
    assertSameAsSum(graph, "overlapping");
  }
});

test("the gradient of what is cut into slices is one concat", () => {
  const x = float(4, 3, 6);
  const parts = [2, 0, 1].map((part) => ops.slice(x, { start: [0, part, 0], shape: [4, 1, 6] }));
  const y = ops.mul(ops.mul(parts[0]!, parts[1]!), parts[2]!);
  const [gradient] = gradients([y], [ops.full(y.shape, 2)], [x]);
  const graph = closed([x], gradient!);
  const names = opsOf(joinPlaces(graph));
  assert.equal(names.filter((name) => name === "concat").length, 1);
  assert.ok(!names.includes("pad"));
  assertSameAsSum(graph, "gradient");
});
