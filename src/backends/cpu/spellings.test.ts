import assert from "node:assert/strict";
import { test } from "node:test";
import { opNamed, opNames } from "../../ops/table.ts";
import { spellings } from "./spellings.ts";

test("the elementwise ops of the types, which all are spelled, are those of the records", () => {
  const elementwise = opNames.filter((name) => opNamed(name).property.kind === "elementwise");
  assert.deepEqual(Object.keys(spellings).sort(), [...elementwise].sort());
});
