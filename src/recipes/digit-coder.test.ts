import assert from "node:assert/strict";
import { before, test } from "node:test";
import { Module } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { full, manualSeed, type Tensor, tensor } from "../tensor/index.ts";
import { DigitCoder } from "./digit-coder.ts";

before(useTestDevice);

/** Codes N(1, 4) and N(0, 1) for each digit, and pixels with the logit that the first element of the code is multiplied by. */
class Fixed extends Module {
  readonly slope: number;
  constructor(slope: number) {
    super();
    this.slope = slope;
  }
  encode(x: Tensor) {
    const n = x.shape[0]!;
    return {
      mean: tensor([[1, 0]]).expand([n, 2]),
      logVariance: tensor([[Math.log(4), 0]]).expand([n, 2]),
    };
  }
  decode(code: Tensor): Tensor {
    return code
      .slice([0, 0], [code.shape[0]!, 1])
      .mul(this.slope)
      .sub(2)
      .add(full([1, 784], 0));
  }
}

/** Digits of which the first `on` pixels are white, the others black. */
function striped(count: number, on: number) {
  const pixels = Float32Array.from({ length: count * 784 }, (_, i) => Number(i % 784 < on));
  return { pixels, labels: new Int32Array(count) };
}

test("the bound of a decoder that ignores its code is exact, over several batches", async () => {
  const { elbo, reconstruction, divergences } = await new DigitCoder(new Fixed(0)).bound(striped(1100, 300));
  // log σ(−2) for each white pixel, log σ(2) for each black one; ½ (μ² + σ² − 1 − log σ²) of N(1, 4).
  const [white, black] = [-Math.log1p(Math.exp(2)), -Math.log1p(Math.exp(-2))];
  const exact = 300 * white + 484 * black;
  assert.ok(Math.abs(reconstruction - exact) < 1e-3 * Math.abs(exact), `${reconstruction} for ${exact}`);
  const divergence = 0.5 * (1 + 4 - 1 - Math.log(4));
  assert.ok(Math.abs(divergences[0]! - divergence) < 1e-4 && Math.abs(divergences[1]!) < 1e-4);
  assert.ok(Math.abs(elbo - (reconstruction - divergence)) < 1e-3);
});

test("the bound is the mean over the codes that are drawn", async () => {
  manualSeed(6);
  const { reconstruction } = await new DigitCoder(new Fixed(0.5)).bound(striped(1000, 784));
  // The mean of log σ(½ z − 2) over z from N(1, 4), by Simpson's rule.
  const [from, to, cells] = [-15, 17, 4000];
  let mean = 0;
  for (let i = 0; i <= cells; i++) {
    const z = from + ((to - from) * i) / cells;
    const weight = (i === 0 || i === cells ? 1 : i % 2 === 1 ? 4 : 2) * ((to - from) / cells / 3);
    const density = Math.exp(-((z - 1) ** 2) / 8) / Math.sqrt(8 * Math.PI);
    mean -= weight * density * Math.log1p(Math.exp(2 - z / 2));
  }
  // Its deviation over 1,000 codes is 784 · 0.8 / √1000 = 20.
  assert.ok(Math.abs(reconstruction - 784 * mean) < 80, `${reconstruction} for ${784 * mean}`);
});

test("pixels are drawn with their grey values as probabilities", async () => {
  manualSeed(7);
  const pixels = new Float32Array(1000 * 784).fill(0.25);
  const { reconstruction } = await new DigitCoder(new Fixed(0)).bound({
    pixels,
    labels: new Int32Array(1000),
  });
  const expected = -784 * (0.25 * Math.log1p(Math.exp(2)) + 0.75 * Math.log1p(Math.exp(-2)));
  // White pixels cost 2 more than black ones: a deviation of 2 · √(784 · 0.1875 / 1000) = 0.77.
  assert.ok(Math.abs(reconstruction - expected) < 3, `${reconstruction} for ${expected}`);
});
