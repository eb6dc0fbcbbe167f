import assert from "node:assert/strict";
import { test } from "node:test";
import { input } from "../../../graph/node.ts";
import { add, broadcastTo, matmul, reshape, sum } from "../../../ops/index.ts";
import { createWasmDevice } from "./device.ts";
import { oneThread } from "./thread-pool.ts";

test("a program that does not fit names its largest buffers and the batch that would", () => {
  const device = createWasmDevice({ platform: oneThread });
  const x = input({ shape: [64, 1], dtype: "float32" });
  const wide = broadcastTo(x, [64, 1 << 25]);
  const ones = broadcastTo(reshape(sum(x), [1, 1]), [1 << 25, 1]);
  const graph = { inputs: [x], outputs: [matmul(add(wide, 1), ones)], updates: [] };
  const program = device.compile(graph);
  assert.throws(
    () => program.run([new Float32Array(64)]),
    (error: Error) => {
      const found =
        /^Cannot run a program that needs (\d+\.\d) MiB of WebAssembly memory: .* Its largest buffers are \w+ \(8192\.0 MiB\), .*Where the first axis, 64, is the batch, one of (\d+) would fit\.$/.exec(
          error.message,
        );
      assert.ok(found !== null, error.message);
      const [needed, fits] = [Number(found[1]), Number(found[2])];
      assert.ok(fits > 0 && (fits * needed) / 64 <= 4096, error.message);
      return error instanceof RangeError;
    },
  );
  const small = device.compile({ inputs: [x], outputs: [add(x, x)], updates: [] });
  assert.deepEqual(
    small.run([new Float32Array(64).fill(2)])[0],
    new Float32Array(64).fill(4),
    "others still run",
  );
  device.close();
});
