// What a line of an example such as `f(2); // 4` is held to.
import assert from "node:assert/strict";

/** Compares a number, a list or a tensor with what the comment says, to as many decimals as it says. */
export function check(value, expected) {
  if (typeof value === "number" && typeof expected === "number") {
    const decimals = String(expected).split(".")[1]?.length ?? 0;
    assert.equal(Number(value.toFixed(decimals)), expected);
  } else if (typeof value === "object" && typeof value.dataSync === "function") {
    const list = Array.from(value.dataSync());
    assert.deepEqual(list, [expected].flat(Number.POSITIVE_INFINITY));
  } else {
    assert.deepEqual(Array.from(value), expected);
  }
}
