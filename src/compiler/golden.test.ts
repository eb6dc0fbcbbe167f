/**
 * Whole lowered programs as text, to be read by people when they change. With UPDATE_GOLDEN=1 in the environment each
 * test prints what it found, to be pasted here.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { gradients } from "../autodiff/gradients.ts";
import { wasmTarget } from "../backends/cpu/wasm/target.ts";
import type { Graph } from "../graph/node.ts";
import * as ops from "../ops/index.ts";
import { compileGraph } from "./compile.ts";
import { printProgram } from "./lowered/print.ts";
import { closed, float } from "./run-compiled.testing.ts";

/** Checks the buffers and phases of a program, and those of its kernels that are named. */
function assertGolden(name: string, graph: Graph, kernels: readonly string[], expected: string): void {
  const [phases, ...texts] = printProgram(compileGraph(graph, wasmTarget))
    .trim()
    .split(/\n+(?=kernel )/);
  const shown = texts.filter((text) => kernels.some((kernel) => text.startsWith(`kernel ${kernel}(`)));
  const got = [phases, ...shown].join("\n\n");
  if (process.env.UPDATE_GOLDEN !== undefined) console.log(`${name}:\n\n${got}\n`);
  else assert.equal(got, expected.trim());
}

test("a dense layer: pack, then multiply, with bias and relu in the same kernel", () => {
  const [x, w, b] = [float(3, 2), float(2, 5), float(5)];
  const layer = ops.relu(ops.add(ops.matmul(x, w), b));
  assertGolden(
    "dense layer",
    closed([x, w, b], layer),
    ["pack", "dot-relu"],
    `
program for wasm, 4 lanes, arena of 16
  input input0: f32[6]
  input input1: f32[10]
  input input2: f32[5]
  output output0: f32[15]
  temporary packed: f32[16] at 0
phase {
  1 × pack(packed = packed, input1 = input1)
}
phase {
  1 × dot-relu(output0 = output0, input0 = input0, packed = packed, input2 = input2)
}

kernel pack(packed: write f32, input1: read f32) for g0 in 0..1 {
  for i1 in 0..2 {
    %0:f32x4 = load input1[5·i1]
    store packed[8·i1] = %0
    %1:f32x4 = load input1[5·i1 + 4] first 1
    store packed[8·i1 + 4] = %1
  }
}

kernel dot-relu(output0: update f32, input0: read f32, packed: read f32, input2: read f32) for g0 in 0..1 {
  for i0 in 0..1 {
    %0:f32x4 = 0
    %24:f32x4, %25:f32x4, %26:f32x4, %27:f32x4, %28:f32x4, %29:f32x4 = for k0 in 0..2 carry (%1 = %0, %2 = %0, %3 = %0, %4 = %0, %5 = %0, %6 = %0) {
      %7:f32x4 = load packed[8·k0]
      %8:f32x4 = load packed[8·k0 + 4]
      %9:f32x4 = load input0[k0] to all
      %10:f32x4 = multiply %9, %7
      %11:f32x4 = add %1, %10
      %12:f32x4 = multiply %9, %8
      %13:f32x4 = add %2, %12
      %14:f32x4 = load input0[k0 + 2] to all
      %15:f32x4 = multiply %14, %7
      %16:f32x4 = add %3, %15
      %17:f32x4 = multiply %14, %8
      %18:f32x4 = add %4, %17
      %19:f32x4 = load input0[k0 + 4] to all
      %20:f32x4 = multiply %19, %7
      %21:f32x4 = add %5, %20
      %22:f32x4 = multiply %19, %8
      %23:f32x4 = add %6, %22
      next %11, %13, %16, %18, %21, %23
    }
    store output0[0] = %24
    store output0[4] first 1 = %25
    store output0[5] = %26
    store output0[9] first 1 = %27
    store output0[10] = %28
    store output0[14] first 1 = %29
  }
  for i0 in 0..3 {
    for i1 in 0..1 {
      %30:f32x4 = load output0[5·i0]
      %31:f32x4 = load input2[0]
      %32:f32x4 = add %30, %31
      %33:f32x4 = 0
      %34:maskx4 = lessEqual %32, %33
      %35:f32x4 = select %34, %33, %32
      store output0[5·i0] = %35
    }
    %36:f32x4 = load output0[5·i0 + 4] first 1
    %37:f32x4 = load input2[4] first 1
    %38:f32x4 = add %36, %37
    %39:f32x4 = 0
    %40:maskx4 = lessEqual %38, %39
    %41:f32x4 = select %40, %39, %38
    store output0[5·i0 + 4] first 1 = %41
  }
}
`,
  );
});

test("rows divided by their sums: one kernel, whose sums stay in registers", () => {
  const x = float(2, 19);
  const y = ops.div(x, ops.sum(x, { axes: [1], keepDims: true }));
  assertGolden(
    "rows",
    closed([x], y),
    ["div"],
    `
program for wasm, 4 lanes, arena of 0
  input input0: f32[38]
  output output0: f32[38]
phase {
  1 × div(output0 = output0, input0 = input0)
}

kernel div(output0: write f32, input0: read f32) {
  for i0 in 0..2 {
    %0:f32x4 = 0
    %1:f32x4 = 0
    %2:f32x4 = 0
    %3:f32x4 = 0
    %16:f32x4, %17:f32x4, %18:f32x4, %19:f32x4 = for r in 0..1 carry (%4 = %0, %5 = %1, %6 = %2, %7 = %3) {
      %8:f32x4 = load input0[19·i0]
      %9:f32x4 = add %4, %8
      %10:f32x4 = load input0[19·i0 + 4]
      %11:f32x4 = add %5, %10
      %12:f32x4 = load input0[19·i0 + 8]
      %13:f32x4 = add %6, %12
      %14:f32x4 = load input0[19·i0 + 12]
      %15:f32x4 = add %7, %14
      next %9, %11, %13, %15
    }
    %20:f32x4 = load input0[19·i0 + 16] first 3
    %21:i32x4 = index lane
    %22:i32x4 = 3
    %23:maskx4 = less %21, %22
    %24:f32x4 = 0
    %25:f32x4 = select %23, %20, %24
    %26:f32x4 = add %16, %25
    %27:f32x4 = add %26, %18
    %28:f32x4 = add %17, %19
    %29:f32x4 = add %27, %28
    %30:f32x4 = rotate %29 by 2
    %31:f32x4 = add %29, %30
    %32:f32x4 = rotate %31 by 1
    %33:f32x4 = add %31, %32
    %34:f32 = extract %33 lane 0
    %35:f32x4 = splat %34
    for i1 in 0..4 {
      %36:f32x4 = load input0[19·i0 + 4·i1]
      %37:f32x4 = divide %36, %35
      store output0[19·i0 + 4·i1] = %37
    }
    %38:f32x4 = load input0[19·i0 + 16] first 3
    %39:f32x4 = divide %38, %35
    store output0[19·i0 + 16] first 3 = %39
  }
}
`,
  );
});

test("softmax is one kernel that keeps exponentials where the quotients will be", () => {
  const x = float(2, 4);
  assertGolden(
    "softmax",
    closed([x], ops.softmax(x)),
    [],
    `
program for wasm, 4 lanes, arena of 0
  input input0: f32[8]
  output output0: f32[8]
phase {
  1 × div(output0 = output0, input0 = input0)
}
`,
  );
});

test("a step of gradient descent on two layers: the updates come last, in the kernels of the gradients", () => {
  const [x, a, b] = [float(4, 1), float(1, 4), float(4, 4)];
  const hidden = ops.relu(ops.matmul(x, a));
  const loss = ops.sum(ops.matmul(hidden, b));
  const [da, db] = gradients([loss], [ops.full([], 1)], [a, b]);
  const rate = 0.5;
  assertGolden(
    "training step",
    {
      inputs: [x, a, b],
      outputs: [loss],
      updates: [
        { target: a, value: ops.sub(a, ops.mul(da!, rate)) },
        { target: b, value: ops.sub(b, ops.mul(db!, rate)) },
      ],
    },
    ["dot-update", "dot-update#2"],
    `
program for wasm, 4 lanes, arena of 80
  input input0: f32[4]
  state state1: f32[4]
  state state2: f32[16]
  output output0: f32[1]
  temporary dot: f32[16] at 0
  temporary relu: f32[16] at 16
  temporary dot.2: f32[16] at 0
  temporary copy: f32[16] at 32
  temporary dot.3: f32[16] at 48
  temporary packed: f32[16] at 16
  temporary where: f32[16] at 64
  temporary dot.4: f32[4] at 48
  temporary dot.5: f32[16] at 48
phase {
  1 × copy(copy = copy)
  1 × pack(packed = packed, state2 = state2)
}
phase {
  1 × dot(dot = dot, input0 = input0, state1 = state1)
  1 × dot#2(dot.3 = dot.3, copy = copy, packed = packed)
}
phase {
  1 × where(relu = relu, where = where, dot = dot, dot.3 = dot.3)
}
phase {
  1 × dot#3(dot.2 = dot.2, relu = relu, state2 = state2)
  1 × dot-update(dot.4 = dot.4, state1 = state1, input0 = input0, where = where)
}
phase {
  1 × sum(output0 = output0, dot.2 = dot.2)
  1 × dot-update#2(dot.5 = dot.5, state2 = state2, relu = relu, copy = copy)
}

kernel dot-update(dot.4: update f32, state1: update f32, input0: read f32, where: read f32) for g0 in 0..1 {
  for i0 in 0..1 {
    %0:f32x4 = 0
    %6:f32x4 = for k0 in 0..4 carry (%1 = %0) {
      %2:f32x4 = load where[4·k0]
      %3:f32x4 = load input0[k0] to all
      %4:f32x4 = multiply %3, %2
      %5:f32x4 = add %1, %4
      next %5
    }
    store dot.4[0] = %6
  }
  for i0 in 0..1 {
    for i1 in 0..1 {
      %7:f32x4 = load state1[0]
      %8:f32x4 = load dot.4[0]
      %9:f32x4 = 0.5
      %10:f32x4 = multiply %8, %9
      %11:f32x4 = subtract %7, %10
      store state1[0] = %11
    }
  }
}

kernel dot-update#2(dot.5: update f32, state2: update f32, relu: read f32, copy: read f32) for g0 in 0..1 {
  for i0 in 0..1 {
    %0:f32x4 = 0
    %18:f32x4, %19:f32x4, %20:f32x4, %21:f32x4 = for k0 in 0..4 carry (%1 = %0, %2 = %0, %3 = %0, %4 = %0) {
      %5:f32x4 = load copy[4·k0]
      %6:f32x4 = load relu[4·k0] to all
      %7:f32x4 = multiply %6, %5
      %8:f32x4 = add %1, %7
      %9:f32x4 = load relu[4·k0 + 1] to all
      %10:f32x4 = multiply %9, %5
      %11:f32x4 = add %2, %10
      %12:f32x4 = load relu[4·k0 + 2] to all
      %13:f32x4 = multiply %12, %5
      %14:f32x4 = add %3, %13
      %15:f32x4 = load relu[4·k0 + 3] to all
      %16:f32x4 = multiply %15, %5
      %17:f32x4 = add %4, %16
      next %8, %11, %14, %17
    }
    store dot.5[0] = %18
    store dot.5[4] = %19
    store dot.5[8] = %20
    store dot.5[12] = %21
  }
  for i0 in 0..4 {
    for i1 in 0..1 {
      %22:f32x4 = load state2[4·i0]
      %23:f32x4 = load dot.5[4·i0]
      %24:f32x4 = 0.5
      %25:f32x4 = multiply %23, %24
      %26:f32x4 = subtract %22, %25
      store state2[4·i0] = %26
    }
  }
}
`,
  );
});

test("the gradient of a mean: 1 / n is a number, and what is spread of it is no buffer", () => {
  const x = float(8);
  const loss = ops.mean(ops.mul(x, x));
  const [gradient] = gradients([loss], [ops.constant(1)], [x]);
  assertGolden(
    "mean",
    closed([x], gradient!),
    ["add"],
    `
program for wasm, 4 lanes, arena of 0
  input input0: f32[8]
  output output0: f32[8]
phase {
  1 × add(output0 = output0, input0 = input0)
}

kernel add(output0: write f32, input0: read f32) {
  for i0 in 0..2 {
    %0:f32x4 = 0.125
    %1:f32x4 = load input0[4·i0]
    %2:f32x4 = multiply %0, %1
    %3:f32x4 = add %2, %2
    store output0[4·i0] = %3
  }
}
`,
  );
});
