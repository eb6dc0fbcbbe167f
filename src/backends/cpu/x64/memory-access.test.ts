import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import { vectorLanes } from "./emit-statement.ts";
import { checkKernel, sets } from "./kernel-check.test.support.ts";

for (const { set, skip } of sets) {
  const lanes = vectorLanes[set];

  test(`${set}: loads and stores of any stride and number of lanes touch their elements only`, {
    skip,
  }, () => {
    for (const from of [0, 1, -1, 2, 3, -5]) {
      for (const to of [1, -1, 2, -3]) {
        for (let valid = 1; valid <= lanes; valid++) {
          const builder = new KernelBuilder(lanes);
          const source = builder.parameter("source", "int32", "read");
          const target = builder.parameter("target", "int32", "update");
          const reach = (stride: number) => Math.abs(stride) * (valid - 1) + 1;
          const start = (stride: number) => affine(stride < 0 ? reach(stride) - 1 : 0);
          const read = { parameter: source, offset: start(from), laneStride: from };
          const value = builder.loadPart("int32", read, valid);
          builder.storePart({ parameter: target, offset: start(to), laneStride: to }, value, valid);
          // What the lanes hold that were not read.
          builder.store({ parameter: target, offset: affine(reach(to)), laneStride: 1 }, value);
          checkKernel(builder.finish(`${valid} lanes from ${from} to ${to}`), set, [
            Int32Array.from({ length: reach(from) }, (_, i) => i + 1),
            new Int32Array(reach(to) + lanes).fill(-1),
          ]);
        }
      }
    }
  });
}
