import assert from "node:assert/strict";
import { test } from "node:test";
import { requestedLabels } from "./requested-labels.ts";

const classes = ["cat", "dog", "owl"];

test("pictures are of the class that was asked for, or of each in turn", () => {
  assert.deepEqual([...requestedLabels("zoo", classes, { count: 2, label: "owl" })], [2, 2]);
  assert.deepEqual([...requestedLabels("zoo", classes, { count: 5 })], [0, 1, 2, 0, 1]);
  assert.deepEqual([...requestedLabels("zoo", classes, { count: 4 }, "farm")], [0, 1, 2, 0]);
});

test("a class that there is not, or that the model does not take, is refused", () => {
  assert.throws(
    () => requestedLabels("zoo", classes, { count: 1, label: "cow" }),
    /class "cow" with zoo: expected one of cat, dog, owl\. Choose/,
  );
  assert.throws(
    () => requestedLabels("zoo", classes, { count: 1, label: "cat" }, "farm"),
    /with zoo: expected no class, .* train farm\./,
  );
});
