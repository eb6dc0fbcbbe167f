import assert from "node:assert/strict";
import { mock, test } from "node:test";
import type { Device } from "./device.ts";
import {
  DeviceUnavailableError,
  deviceReason,
  getDevice,
  registerDevice,
  setDevice,
  useDefaultDevice,
} from "./device-registry.ts";

function device(name: string, threads = 1): Device {
  const unused = (): never => {
    throw new Error("not expected");
  };
  return { name, threads, memoryBytes: 0, allocate: unused, compile: unused, close: () => {} };
}

test("the default is the first device that can be used, and one line tells why no earlier one is", async () => {
  const warn = mock.method(console, "warn", () => {});
  registerDevice("fast", () => {
    throw new DeviceUnavailableError("the processor is an abacus");
  });
  registerDevice("sure", ({ threads }) => device("sure", threads));
  registerDevice("late", async () => device("late"));
  assert.equal(getDevice().name, "sure");
  assert.equal(deviceReason(), 'the default; "fast" cannot be used here: the processor is an abacus');
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [line] }) => line),
    ['Using the device "sure"; "fast" cannot be used here: the processor is an abacus.'],
  );
  getDevice();
  assert.equal(warn.mock.callCount(), 1);
  useDefaultDevice({ threads: 3 });
  assert.equal(getDevice().threads, 3);
  await setDevice("late");
  assert.equal(getDevice().name, "late");
  assert.equal(deviceReason(), "asked for");
  warn.mock.restore();
});

test("a device that was asked for and cannot be used is an error, and the one in use stays", () => {
  useDefaultDevice();
  const before = getDevice();
  assert.throws(
    () => setDevice("fast"),
    /^Error: Cannot use the device "fast" here: the processor is an abacus\.$/,
  );
  assert.throws(() => setDevice("none"), RangeError);
  assert.equal(getDevice(), before);
});

test("a device that fails for another reason is not passed over", () => {
  registerDevice("fast", () => {
    throw new RangeError("too many threads");
  });
  assert.throws(() => useDefaultDevice(), /too many threads/);
});
