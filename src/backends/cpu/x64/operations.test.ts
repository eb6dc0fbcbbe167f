import { test } from "node:test";
import type { Operation } from "../../../compiler/lowered/program.ts";
import {
  operandTypes,
  operandValues,
  operationKernel,
  resultOf,
} from "../native/operation-kernels.test.support.ts";
import { vectorLanes } from "./emit-statement.ts";
import { checkKernel, sets } from "./kernel-check.test.support.ts";
import { operationRow, operations } from "./operations.ts";

for (const { set, skip } of sets) {
  test(`${set}: every operation gives the interpreter's bits`, { skip }, () => {
    const whole = vectorLanes[set];
    const length = 1024;
    for (const operation of Object.keys(operations) as Operation[]) {
      for (const types of operandTypes[operation]) {
        for (const lanes of [1, whole]) {
          const kernel = operationKernel(operation, types, lanes, whole, length);
          const buffers = types.map((type, i) => operandValues(type, i, length, 17));
          const out =
            resultOf(operation, types) === "float32" ? new Float32Array(length) : new Int32Array(length);
          checkKernel(kernel, set, [...buffers, out]);
        }
      }
    }
  });

  test(`${set}: every operand that may lie in memory is read from there`, { skip }, () => {
    const lanes = vectorLanes[set];
    const length = 512;
    for (const operation of Object.keys(operations) as Operation[]) {
      for (const position of operationRow(operation).memory ?? []) {
        for (const types of operandTypes[operation]) {
          for (const laneStride of [0, 1]) {
            const kernel = operationKernel(operation, types, lanes, lanes, length, { position, laneStride });
            const buffers = types.map((type, i) => operandValues(type, i, length, 23));
            const out =
              resultOf(operation, types) === "float32" ? new Float32Array(length) : new Int32Array(length);
            checkKernel(kernel, set, [...buffers, out]);
          }
        }
      }
    }
  });
}
