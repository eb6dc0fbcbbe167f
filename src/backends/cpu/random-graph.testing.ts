/** Random training-like graphs: forward, gradients and updates of states, for tests of the whole compiler. */

import { gradients } from "../../autodiff/gradients.ts";
import type { Random } from "../../base/random.ts";
import { sameShape, sizeOf } from "../../base/shape.ts";
import { type Graph, input, type Value } from "../../graph/node.ts";
import * as ops from "../../ops/index.ts";

export interface RandomGraph {
  readonly graph: Graph;
  readonly inputs: readonly Float32Array[];
}

type Step = (random: Random, values: readonly Value[], states: Value[]) => Value;

const extents = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 33];

/** A graph of about `steps` operations over a few inputs, whose states are all updated with their gradients. */
export function randomGraph(random: Random, steps: number): RandomGraph {
  const batch = random.pick(extents);
  const width = random.pick(extents);
  const data = [0, 1, 2].map(() => input({ shape: [batch, width], dtype: "float32" }));
  const sides = [0, 1].map(() => random.pick([1, 4, 5, 6, 9, 17]));
  const images = input({ shape: [2, random.integer(1, 4), ...sides], dtype: "float32" });
  const states: Value[] = [];
  const values: Value[] = [...data];
  for (let i = 0; i < steps; i++) values.push(random.pick(choices)(random, values, states));
  const pooled = convolved(random, images, states);
  const loss = ops.add(scalarOf(values.slice(-3)), pooled);
  const found = gradients([loss], [ops.full([], 1)], states);
  const rate = input({ shape: [], dtype: "float32" });
  const momenta = states.map((state) => input({ shape: state.shape, dtype: "float32" }));
  const updates = states.flatMap((state, i) => {
    const momentum = ops.add(ops.mul(momenta[i]!, ops.full([], 0.5)), found[i]!);
    const stepped = ops.sub(state, ops.mul(momentum, rate));
    return [
      { target: momenta[i]!, value: momentum },
      {
        target: state,
        value: random.uniform() < 0.2 && i > 0 ? ops.add(stepped, mean(states[i - 1]!)) : stepped,
      },
    ];
  });
  const inputs = [...data, images, rate, ...states, ...momenta];
  const outputs = [
    loss,
    values[values.length - 1]!,
    ops.reshape(values[values.length - 2]!, [batch * width]),
  ];
  return {
    graph: { inputs, outputs, updates },
    inputs: inputs.map(({ shape }) =>
      Float32Array.from({ length: sizeOf(shape) }, () => random.uniform(-1, 1)),
    ),
  };
}

function mean(value: Value): Value {
  return ops.mean(value);
}

function scalarOf(values: readonly Value[]): Value {
  return values.map((value) => ops.mean(ops.mul(value, value))).reduce((a, b) => ops.add(a, b));
}

function state(states: Value[], shape: readonly number[]): Value {
  const value = input({ shape, dtype: "float32" });
  states.push(value);
  return value;
}

/** A few convolutions, one after the other, with what stands between them in networks. */
function convolved(random: Random, images: Value, states: Value[]): Value {
  let x = images;
  for (let layers = random.integer(1, 4); layers > 0; layers--) {
    const before = x;
    const next = random.pick(betweenConvolutions)(x, states);
    x = random.integer(0, 4) === 0 ? windowed(random, next, states) : convolution(random, next, states);
    if (sameShape(x.shape, before.shape)) x = ops.add(x, before);
  }
  const pools = x.shape.slice(2).every((extent) => extent > 1) && random.integer(0, 2) === 0;
  return ops.mean(pools ? ops.maxPool(ops.relu(x), { size: 2, stride: 1 }) : x);
}

const betweenConvolutions: readonly ((x: Value, states: Value[]) => Value)[] = [
  (x) => x,
  (x) => ops.relu(x),
  (x) => ops.permute(ops.tanh(ops.permute(x, [0, 2, 3, 1])), [0, 3, 1, 2]),
  (x, states) => ops.add(x, ops.reshape(state(states, [x.shape[1]!]), [1, x.shape[1]!, 1, 1])),
  (x) => {
    const over = { axes: [0, 2, 3], keepDims: true };
    const centred = ops.sub(x, ops.mean(x, over));
    return ops.div(centred, ops.sqrt(ops.add(ops.mean(ops.mul(centred, centred), over), 1e-3)));
  },
];

/** Windows of 3 × 3 over many features. */
function windowed(random: Random, x: Value, states: Value[]): Value {
  const features = random.pick([16, 17, 20]);
  const spread = ops.conv(x, state(states, [features, x.shape[1]!, 1, 1]), { padding: 1 });
  const weights = state(states, [random.pick([16, 18]), features, 3, 3]);
  return ops.conv(ops.tanh(spread), weights, { padding: random.integer(1, 3) });
}

/** With any stride, padding, dilation and groups that leave something of the images. */
function convolution(random: Random, x: Value, states: Value[]): Value {
  const [, features, ...extents] = x.shape as [number, number, ...number[]];
  const groups = random.pick([1, 1, features]);
  const options = extents.map((extent) => {
    const [padding, dilation] = [random.integer(0, 3), random.integer(1, 3)];
    const most = Math.floor((extent + 2 * padding - 1) / dilation) + 1;
    const size = random.integer(1, Math.min(3, most) + 1);
    return { padding, dilation, size, stride: random.integer(1, 4) };
  });
  const weights = state(states, [
    groups * random.integer(1, 4),
    features / groups,
    ...options.map(({ size }) => size),
  ]);
  return ops.conv(x, weights, {
    groups,
    stride: options.map(({ stride }) => stride),
    padding: options.map(({ padding }) => padding),
    dilation: options.map(({ dilation }) => dilation),
  });
}

const pick: (random: Random, values: readonly Value[]) => Value = (random, values) =>
  values[random.integer(Math.max(0, values.length - 4), values.length)]!;

/** Each keeps the shape, so that any may follow any. */
const choices: readonly Step[] = [
  (random, values) => ops.add(pick(random, values), pick(random, values)),
  (random, values) => ops.mul(pick(random, values), pick(random, values)),
  (random, values) => ops.sub(pick(random, values), ops.mul(pick(random, values), ops.full([], 0.5))),
  (random, values) => ops.tanh(pick(random, values)),
  (random, values) => ops.relu(pick(random, values)),
  (random, values) => ops.gelu(pick(random, values)),
  (random, values) => ops.sin(pick(random, values)),
  (random, values) => ops.softmax(pick(random, values), { axis: random.integer(0, 2) }),
  (random, values) => {
    const x = pick(random, values);
    return ops.sub(x, ops.mean(x, { axes: [random.integer(0, 2)], keepDims: true }));
  },
  (random, values, states) => {
    const x = pick(random, values);
    return ops.tanh(ops.matmul(x, state(states, [x.shape[1]!, x.shape[1]!])));
  },
  (random, values, states) => {
    const x = pick(random, values);
    return ops.add(x, state(states, [x.shape[1]!]));
  },
  (random, values) => {
    const x = pick(random, values);
    const axes = [random.integer(0, 2)];
    // Raw data, whose order is the same in float32 and float64.
    const chosen = ops.lt(values[0]!, ops.flip(values[0]!, axes));
    return ops.where(chosen, x, ops.neg(ops.flip(x, axes)));
  },
  (random, values) => {
    const x = pick(random, values);
    const padded = ops.pad(x, { low: [1, 0], high: [0, 2], value: random.integer(0, 2) });
    return ops.slice(padded, { start: [random.integer(0, 2), random.integer(0, 3)], shape: x.shape });
  },
  (random, values) => {
    const x = pick(random, values);
    const total = ops.reshape(ops.permute(ops.tanh(x), [1, 0]), x.shape);
    return ops.add(total, pick(random, values));
  },
  (random, values) => ops.dropout(pick(random, values), key(random), key(random), 0.25),
  (random, values, states) => {
    const x = pick(random, values);
    const [batch, width] = x.shape as [number, number];
    const rows = random.pick([1, 2, 5]);
    // The last row is read, and gets gradients, many times.
    const indices = ops.minimum(ops.iota([batch], 0), rows - 1);
    return ops.mul(x, ops.gather(state(states, [rows, width]), indices));
  },
  (random, values) => {
    const x = pick(random, values);
    const width = x.shape[1]!;
    const indices = ops.maximum(ops.sub(ops.iota([width], 0), random.integer(0, width)), 0);
    return ops.gather(x, indices, { axis: 1 });
  },
  (random, values) => {
    const x = pick(random, values);
    const axis = random.integer(0, 2);
    return ops.tanh(ops.cumsum(x, { axis, reverse: random.integer(0, 2) === 1 }));
  },
  (random, values) => {
    const x = pick(random, values);
    const factors = ops.prod(ops.sin(x), { axes: [random.integer(0, 2)], keepDims: true });
    return ops.sub(x, factors);
  },
  (random, values) => {
    const x = pick(random, values);
    const axis = random.integer(0, 2);
    const extent = x.shape[axis]!;
    const size = random.integer(1, extent + 1);
    const start = startFrom(values[0]!, extent);
    const part = ops.dynamicSlice(x, start, { axis, size });
    return ops.dynamicUpdate(pick(random, values), ops.neg(part), ops.sub(start, 1), { axis });
  },
  (random, values) => {
    const x = pick(random, values);
    const axis = random.integer(0, 2);
    // Raw data, whose order is the same in float32 and float64.
    const { values: sorted, indices } = ops.sort(values[1]!, {
      axis,
      descending: random.integer(0, 2) === 1,
    });
    return ops.add(ops.takeAlongAxis(x, indices, { axis }), sorted);
  },
  (random, values, states) => {
    const x = pick(random, values);
    const weights = state(states, [x.shape[1]!]);
    const hidden = ops.sin(ops.mul(ops.tanh(x), weights));
    return ops.checkpoint([x], [ops.mul(hidden, ops.softmax(hidden))])[0]!;
  },
  (random, values) =>
    ops.custom([pick(random, values), pick(random, values)], {
      name: "gate",
      forward: (x, y) => [ops.mul(x!, ops.sigmoid(y!))],
      vjp: ({ inputs: [x, y], outputs: [z], cotangents: [g] }) => [
        ops.mul(g!, ops.sigmoid(y!)),
        ops.mul(ops.mul(g!, z!), ops.sub(x!, z!)),
      ],
    })[0]!,
  (random, values) => ops.tril(pick(random, values), { diagonal: random.integer(-2, 3) }),
  (random, values, states) => {
    const x = pick(random, values);
    const width = x.shape[1]!;
    const weights = state(states, [width]);
    const inputs = { carries: [ops.zeros([width])], sequences: [x], constants: [weights] };
    const { outputs } = ops.scan(inputs, ([carry], [slice], [factor]) => {
      const next = ops.tanh(ops.add(ops.mul(carry!, factor!), slice!));
      return { carries: [next], outputs: [ops.mul(next, next)] };
    });
    return outputs[0]!;
  },
];

/** An index from data, at times outside of 0 … extent − 1. */
function startFrom(data: Value, extent: number): Value {
  const one = ops.reshape(ops.slice(data, { start: [0, 0], shape: [1, 1] }), []);
  return ops.cast(ops.mul(one, extent + 1), "int32");
}

function key(random: Random): Value {
  return ops.constant(random.integer(0, 1000), "int32");
}
