import { test } from "node:test";
import { affine, KernelBuilder } from "../../../compiler/lowered/builder.ts";
import type { Register, RegisterType } from "../../../compiler/lowered/program.ts";
import { randomNumbers } from "../native/kernel-meaning.test.support.ts";
import type { InstructionSet } from "./emission.ts";
import { vectorLanes } from "./emit-statement.ts";
import { checkKernel, sets } from "./kernel-check.test.support.ts";

/** Does one thing with a vector of random values of the given type and stores what comes of it. */
function check(
  set: InstructionSet,
  type: RegisterType,
  act: (builder: KernelBuilder, value: Register) => Register,
): void {
  const lanes = vectorLanes[set];
  const builder = new KernelBuilder(lanes);
  const input = builder.parameter("in", "int32", "read");
  const output = builder.parameter("out", "int32", "write");
  const words = builder.load("int32", { parameter: input, offset: affine(0), laneStride: 1 });
  const one = builder.constant("int32", 1);
  const value =
    type === "int32"
      ? words
      : type === "float32"
        ? builder.compute("toFloat", words)
        : builder.compute("equal", builder.compute("and", words, one), one);
  const moved = act(builder, value);
  const stored =
    type === "int32" ? moved : builder.compute(type === "mask" ? "toInteger01" : "bitsToInt", moved);
  const laneStride = stored.lanes === 1 ? 0 : 1;
  builder.store({ parameter: output, offset: affine(0), laneStride }, stored);
  const next = randomNumbers(3);
  const data = Int32Array.from({ length: lanes }, () => Math.floor((next() - 0.5) * 2 ** 32));
  checkKernel(builder.finish(`lanes of ${type}`), set, [data, new Int32Array(lanes).fill(5)]);
}

for (const { set, skip } of sets) {
  const lanes = vectorLanes[set];
  for (const type of ["float32", "int32", "mask"] as const) {
    test(`${set}: ${type} lanes rotate, come out as scalars and spread`, { skip }, () => {
      for (let lane = 0; lane < lanes; lane++) {
        if (lane > 0) check(set, type, (builder, value) => builder.rotate(value, lane));
        check(set, type, (builder, value) => builder.extract(value, lane));
        check(set, type, (builder, value) => builder.splat(builder.extract(value, lane)));
      }
    });
  }
}
