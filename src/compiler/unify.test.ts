import assert from "node:assert/strict";
import { test } from "node:test";
import { contiguousView } from "../base/view.ts";
import { Buffers } from "./buffers.ts";
import type { Compute, Expression, Load } from "./expression.ts";
import { loadAll } from "./expression.ts";
import { Unifier } from "./unify.ts";

const buffers = new Buffers();
const [a, b] = ["a", "b"].map((name) => buffers.temporary(name, "float32", 6)) as [
  Load["storage"],
  Load["storage"],
];
const constant = (value: number): Expression => ({ kind: "constant", value, dtype: "float32", cost: 0 });

function compute(op: string, ...operands: Expression[]): Compute {
  return { kind: "compute", op, attributes: {}, operands, dtype: "float32", cost: operands.length };
}

test("equal parts become one object, others stay apart", () => {
  const unifier = new Unifier(() => undefined);
  const make = (): Compute => compute("mul", loadAll(a, [2, 3], "float32"), compute("exp", constant(2)));
  assert.equal(unifier.rewrite(make()), unifier.rewrite(make()));
  const all = [
    make(),
    compute("add", loadAll(a, [2, 3], "float32"), compute("exp", constant(2))),
    compute("mul", loadAll(b, [2, 3], "float32"), compute("exp", constant(2))),
    compute("mul", loadAll(a, [3, 2], "float32"), compute("exp", constant(2))),
    compute("mul", loadAll(a, [2, 3], "float32"), compute("exp", constant(-2))),
    { ...make(), attributes: { by: 1 } },
    constant(0),
    constant(-0),
    { kind: "coordinate" as const, view: contiguousView([2, 3]), dtype: "int32" as const, cost: 0 },
  ];
  assert.equal(new Set(all.map((each) => unifier.rewrite(each))).size, all.length);
});

test("loads are replaced wherever they are", () => {
  const [from, to] = [loadAll(a, [6], "float32"), loadAll(b, [6], "float32")];
  const unifier = new Unifier((load) => (load.storage === a ? unifier.unique(to) : undefined));
  const rewritten = unifier.rewrite(
    compute("add", from, compute("neg", loadAll(a, [6], "float32"))),
  ) as Compute;
  assert.equal(rewritten.operands[0], to);
  assert.equal((rewritten.operands[1] as Compute).operands[0], to);
});
