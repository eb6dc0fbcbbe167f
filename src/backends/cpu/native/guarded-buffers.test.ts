/** Accesses outside of guarded buffers end the process; inside, nothing is different. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { Random } from "../../../base/random.ts";
import { randomGraph } from "../random-graph.testing.ts";
import { onDevice } from "../same-bits.testing.ts";
import { createNativeDevice } from "../x64/device.ts";
import { sets } from "../x64/kernel-check.test.support.ts";

const skip = sets.find(({ skip }) => skip === false) === undefined && "no instruction set runs here";

/** How a process ends that runs a program which reads and writes element `at` of buffers of 5 elements. */
function runAt(at: number): { signal: string | null; stderr: string; stdout: string } {
  const url = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const code = `
    import { nativeSupport } from ${url("../x64/support.js")};
    import { NativeEngine } from ${url("./native-engine.js")};
    import { x64Natives, x64Targets } from ${url("../x64/target.js")};
    const { koffi, sets } = nativeSupport();
    const engine = new NativeEngine(koffi, x64Natives[sets[0]], 1, true);
    const [input, output] = ["input", "output"].map((role) => ({ name: role, type: "float32", length: 5, role }));
    const value = { id: 0, type: "float32", lanes: 1 };
    const address = (parameter, constant) => ({ parameter, offset: { constant, terms: [] }, laneStride: 0 });
    const parameter = (name, access) => ({ name, type: "float32", access });
    const kernel = {
      name: "copy",
      parameters: [parameter("from", "read"), parameter("to", "write")],
      grid: [],
      body: [
        { kind: "load", result: value, address: address(0, Math.max(0, ${at})) },
        { kind: "store", address: address(1, ${at}), value },
      ],
    };
    const argument = (buffer) => ({ buffer, offset: { constant: 0, terms: [] }, oddOffset: 0 });
    const launches = [{ kernel, arguments: [argument(0), argument(1)] }];
    const steps = [{ kind: "phase", launches }];
    const program = { target: x64Targets[sets[0]], buffers: [input, output], steps, arenaLength: 0 };
    const result = new Float32Array(5);
    engine.load(program).run([Float32Array.of(1, 2, 3, 4, 5), result]);
    console.log(result[${at}]);
    engine.close();
  `;
  const { signal, stderr, stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    encoding: "utf8",
  });
  return { signal, stderr, stdout };
}

test("an access behind a buffer ends the process, one inside does not", { skip }, () => {
  assert.equal(runAt(4).stdout, "5\n");
  assert.equal(runAt(5).signal, "SIGSEGV");
  assert.equal(runAt(-1021).signal, "SIGSEGV", "the page before");
  assert.match(runAt(-1).stderr, /wrote before its output buffer 1/);
});

for (const { set, skip } of sets) {
  test(`${set}: guarded random graphs give the same bits`, { skip }, () => {
    const random = new Random(8);
    const options = { instructionSet: set, threads: 2, leastSharedWork: 0 };
    const [guarded, plain] = [true, false].map((each) => createNativeDevice({ ...options, guarded: each }));
    for (let i = 0; i < 12; i++) {
      const sample = randomGraph(random, 4 + i);
      assert.deepEqual(onDevice(guarded!, sample), onDevice(plain!, sample), `graph ${i}`);
    }
    for (const device of [guarded, plain]) device!.close();
  });
}
