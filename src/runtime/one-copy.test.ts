import assert from "node:assert/strict";
import { test } from "node:test";
import "./device-registry.ts";
import { tellOfOtherCopy } from "./one-copy.ts";

test("a second copy of the package is told of, and the first one is not", (context) => {
  const { mock } = context.mock.method(console, "warn", () => {});
  const own = new URL("./device-registry.js", import.meta.url).href;
  tellOfOtherCopy(own);
  assert.equal(mock.callCount(), 0);
  tellOfOtherCopy("file:///elsewhere/device-registry.js");
  assert.equal(mock.callCount(), 1);
  const said = `${mock.calls[0]!.arguments[0]}`;
  assert.ok(said.includes(`${own} and file:///elsewhere/device-registry.js`), said);
});
