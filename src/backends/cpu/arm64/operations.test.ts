import { test } from "node:test";
import type { Operation } from "../../../compiler/lowered/program.ts";
import {
  operandTypes,
  operandValues,
  operationKernel,
  resultOf,
} from "../native/operation-kernels.test.support.ts";
import { noEmulator } from "./emulator.testing.ts";
import { checkKernels, type KernelCase } from "./kernel-check.testing.ts";
import { vectorLanes } from "./memory-access.ts";
import { operations } from "./operations.ts";

const length = 1024;

/** Every operation on every combination of types, on scalars and on vectors. */
function* operationCases(
  inMemory?: Parameters<typeof operationKernel>[5],
  lanesOf: readonly number[] = [1, vectorLanes],
): Generator<KernelCase> {
  for (const operation of Object.keys(operations) as Operation[]) {
    for (const types of operandTypes[operation]) {
      if (inMemory !== undefined && (types[inMemory.position] ?? "mask") === "mask") continue;
      for (const lanes of lanesOf) {
        const kernel = operationKernel(operation, types, lanes, vectorLanes, length, inMemory);
        const buffers = types.map((type, i) => operandValues(type, i, length, 17));
        const isFloat = resultOf(operation, types) === "float32";
        yield { kernel, buffers: [...buffers, isFloat ? new Float32Array(length) : new Int32Array(length)] };
      }
    }
  }
}

test("every operation gives the interpreter's bits", { skip: noEmulator }, () => {
  checkKernels([...operationCases()]);
});

test("one element for all lanes gives the interpreter's bits as each operand", { skip: noEmulator }, () => {
  const cases = [0, 1, 2].flatMap((position) => [
    ...operationCases({ position, laneStride: 0 }, [vectorLanes]),
  ]);
  checkKernels(cases.filter(({ kernel }) => !/select|mask/.test(kernel.name)));
});
