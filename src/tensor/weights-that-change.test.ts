/** A compiled model that answers, beside whatever may change its weights: answers follow at once. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuDevices } from "../backends/cpu/devices.testing.ts";
import { Random } from "../base/random.ts";
import { useDevice } from "../runtime/device-registry.ts";
import { compile, noGrad, Parameter, type Tensor, tensor } from "./index.ts";

const [rows, terms, columns] = [24, 24, 40];

for (const { name, skip, create } of cpuDevices) {
  test(`${name}: answers follow weights however they change`, { skip }, () => {
    const device = create({ threads: 2, leastSharedWork: 0 });
    useDevice(device);
    const random = new Random(5);
    const integers = (length: number): Float32Array =>
      Float32Array.from({ length }, () => random.integer(-9, 9));
    const weights = (): Tensor => tensor(integers(terms * columns), { shape: [terms, columns] });
    const [w, other] = [new Parameter(weights()), new Parameter(weights())];
    const answer = compile((x: Tensor) => noGrad(() => x.matmul(w)));
    const train = compile((x: Tensor) => {
      const loss = x.matmul(w).sum();
      loss.backward();
      const gradient = w.grad!;
      w.grad = undefined;
      noGrad(() => w.assign(w.sub(gradient)));
    });
    const swap = compile(() => {
      noGrad(() => {
        const [a, b] = [w.add(0), other.add(0)];
        w.assign(b);
        other.assign(a);
      });
    });
    const writers: (() => unknown)[] = [
      () => noGrad(() => w.assign(weights())),
      () => noGrad(() => w.assign(w.add(1))),
      () => noGrad(() => w.assign(other)),
      () => train(tensor(integers(rows * terms), { shape: [rows, terms] })),
      swap,
      () => {},
    ];
    for (let turn = 0; turn < 60; turn++) {
      random.pick(writers)();
      const x = integers(rows * terms);
      const batch = tensor(x, { shape: [rows, terms] });
      for (let times = random.integer(1, 3); times > 0; times--) {
        const answers = random.uniform() < 0.8 ? answer(batch) : noGrad(() => batch.matmul(w));
        assert.deepEqual(answers.dataSync(), products(x, w.dataSync() as Float32Array), `turn ${turn}`);
      }
    }
  });
}

/** Small integers, so that every sum is exact. */
function products(x: Float32Array, w: Float32Array): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += x[row * terms + k]! * w[k * columns + column]!;
    return sum;
  });
}
