import assert from "node:assert/strict";
import { test } from "node:test";
import { compileKernel, type KernelFunction } from "./kernel-function.ts";
import { expressionOf, meaningLibrary, meaningVariables, shiftExpressionOf } from "./meaning.ts";
import type { Address, Affine, IndexVariable, Kernel, Register, Statement } from "./program.ts";
import { RandomChoices } from "./random-choices.ts";
import { type KernelPlan, randomKernel } from "./random-kernel.ts";

type Lanes = readonly number[];

const evaluators = new Map<string, (a: number, b: number, c: number) => number>();

function evaluate(expression: string, operands: readonly number[]): number {
  let evaluator = evaluators.get(expression);
  if (evaluator === undefined) {
    const names = Object.keys(meaningLibrary).join(", ");
    const variables = meaningVariables.join(", ");
    const body = `const { ${names} } = library; return (a, b, c) => { let ${variables}; return ${expression}; };`;
    evaluator = new Function("library", body)(meaningLibrary) as (a: number, b: number, c: number) => number;
    evaluators.set(expression, evaluator);
  }
  return evaluator(operands[0] ?? 0, operands[1] ?? 0, operands[2] ?? 0);
}

/** Runs a kernel statement by statement and lane by lane, without any of the compiled function's shortcuts. */
function walkerOf(kernel: Kernel): KernelFunction {
  return (buffers, bases, coordinates, repeat) => {
    const counters = new Map<IndexVariable, number>(kernel.grid.map((one, i) => [one, coordinates[i]!]));
    if (kernel.repeat !== undefined) counters.set(kernel.repeat, repeat);
    const values = new Map<number, Lanes>();
    const get = (register: Register): Lanes => values.get(register.id)!;
    const set = ({ id, lanes }: Register, lane: (at: number) => number): void => {
      values.set(
        id,
        Array.from({ length: lanes }, (_, at) => lane(at)),
      );
    };
    const at = ({ constant, terms }: Affine): number =>
      terms.reduce((sum, { variable, coefficient }) => sum + coefficient * counters.get(variable)!, constant);
    const place = ({ parameter, offset, laneStride, index }: Address, lane: number): number => {
      const indices = index === undefined ? [0] : get(index.register);
      const moved = (index?.scale ?? 0) * indices[indices.length === 1 ? 0 : lane]!;
      return bases[parameter]! + at(offset) + lane * laneStride + moved;
    };
    const step = (statement: Statement): void => {
      switch (statement.kind) {
        case "constant":
          set(statement.result, () => statement.value);
          break;
        case "index":
          set(statement.result, (lane) => (at(statement.offset) + statement.laneStride * lane) | 0);
          break;
        case "load": {
          const { address, valid = Infinity } = statement;
          set(statement.result, (lane) =>
            lane < valid ? buffers[address.parameter]![place(address, lane)]! : 0,
          );
          break;
        }
        case "store": {
          const { address, value, valid } = statement;
          for (const [lane, element] of get(value).slice(0, valid).entries()) {
            buffers[address.parameter]![place(address, lane)] = element;
          }
          break;
        }
        case "compute": {
          const operands = statement.operands.map(get);
          const expression = expressionOf(statement.operation, statement.operands.at(-1)!.type, [
            "a",
            "b",
            "c",
          ]);
          set(statement.result, (lane) =>
            evaluate(
              expression,
              operands.map((one) => one[lane]!),
            ),
          );
          break;
        }
        case "shift": {
          const operand = get(statement.operand);
          const expression = shiftExpressionOf(statement.operation, "a", statement.amount);
          set(statement.result, (lane) => evaluate(expression, [operand[lane]!]));
          break;
        }
        case "splat":
          set(statement.result, () => get(statement.operand)[0]!);
          break;
        case "rotate": {
          const operand = get(statement.operand);
          set(statement.result, (lane) => operand[(lane + statement.by) % operand.length]!);
          break;
        }
        case "extract":
          set(statement.result, () => get(statement.operand)[statement.lane]!);
          break;
        case "loop": {
          let now = statement.carried.map(({ initial }) => get(initial));
          for (let i = 0; i < statement.variable.extent; i++) {
            counters.set(statement.variable, i);
            for (const [j, { argument }] of statement.carried.entries()) values.set(argument.id, now[j]!);
            statement.body.forEach(step);
            now = statement.carried.map(({ next }) => get(next));
          }
          for (const [j, { result }] of statement.carried.entries()) values.set(result.id, now[j]!);
        }
      }
    };
    kernel.body.forEach(step);
  };
}

test("a compiled kernel does what its statements say one by one", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const choices = new RandomChoices(seed);
    const lanes = choices.pick([4, 8]);
    const plan: KernelPlan = {
      name: `random${seed}`,
      chunks: choices.pick([1, 2, 4]),
      parameters: [
        { type: "float32", access: "read", length: 37 },
        { type: "int32", access: "read", length: 21 },
        { type: "float32", access: "update", length: 44 },
        { type: "int32", access: "write", length: 28 },
      ],
    };
    const target = { name: "test", lanes, accumulators: 8, fusedMultiplyAdd: true, broadcastOperand: true };
    const kernel = randomKernel(choices, target, plan);
    const buffers = plan.parameters.map(({ type, length }) =>
      type === "float32"
        ? new Float32Array(length).map(() => choices.float())
        : new Int32Array(length).map(() => choices.integer()),
    );
    const [actual, expected] = [buffers, buffers].map((all) => all.map((one) => one.slice()));
    const bases = buffers.map(() => 0);
    for (let chunk = 0; chunk < plan.chunks; chunk++) {
      let rest = chunk;
      const coordinates = kernel.grid
        .toReversed()
        .map(({ extent }) => {
          const coordinate = rest % extent;
          rest = Math.floor(rest / extent);
          return coordinate;
        })
        .reverse();
      compileKernel(kernel, false)(actual!, bases, coordinates, 0);
      walkerOf(kernel)(expected!, bases, coordinates, 0);
    }
    // As plain arrays: their NaNs are equal whatever their bits.
    const plain = (all: typeof actual): number[][] => all!.map((one) => [...one]);
    assert.deepEqual(plain(actual), plain(expected), `seed ${seed}`);
  }
});
