import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { embedding } from "../nn/index.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { full, manualSeed, ones, rand, type Tensor, tensor, zeros } from "../tensor/index.ts";
import { DenoisingUNet, GaussianDiffusion } from "./index.ts";

before(useTestDevice);

test("DenoisingUNet", async () => {
  const make = () => new DenoisingUNet({ channels: 8 });
  const parameters = Object.fromEntries(
    make()
      .namedParameters()
      .map(([name, { shape }]) => [name, shape]),
  );
  assert.deepEqual(parameters["input.weight"], [8, 4, 3, 3], "a patch of 2 × 2 pixels is as many maps");
  assert.deepEqual(parameters["joined.conv1.weight"], [8, 16, 3, 3], "what comes up and what is handed over");
  const steps = tensor([0, 40], { dtype: "int32" });
  await checkModule({
    make,
    call: (model: DenoisingUNet, x) => model.forward(x, steps),
    input: [2, 1, 4, 4],
    output: [2, 1, 4, 4],
    constant: Object.keys(parameters).filter((name) => name.includes("norm")),
    parameters,
  });
});

test("DenoisingUNet is told the step", async () => {
  const model = new DenoisingUNet({ channels: 8 });
  const x = rand([1, 1, 4, 4]);
  const at = (step: number): Tensor => model.forward(x, tensor([step], { dtype: "int32" }));
  assert.ok(!at(10).allClose(at(20), { rtol: 1e-4, atol: 1e-4 }));
});

test("DenoisingUNet is told the class, where there are any", () => {
  const model = new DenoisingUNet({ channels: 8, numClasses: 3 });
  const x = rand([2, 1, 4, 4]);
  const steps = tensor([10, 10], { dtype: "int32" });
  const told = (...labels: number[]): Tensor => model.forward(x, steps, tensor(labels, { dtype: "int32" }));
  assert.ok(!told(0, 1).allClose(told(0, 2), { rtol: 1e-4, atol: 1e-4 }));
  assert.ok(told(0, 1).at(0).allClose(told(0, 2).at(0), { atol: 1e-6 }), "each picture has its own");
  assert.ok(model.forward(x, steps).allClose(told(3, 3), { atol: 1e-6 }), "none is the class after the last");
  assert.throws(
    () => new DenoisingUNet({ channels: 8 }).forward(x, steps, steps),
    /Cannot tell classes .* expected no labels, got 2/,
  );
});

test("what is left of a picture after all steps is what the paper's β leave", () => {
  const { alphaBars } = new GaussianDiffusion();
  assert.equal(alphaBars.length, 1000);
  assert.ok(Math.abs(alphaBars[0]! - 0.9999) < 1e-12);
  // The sum of logarithms of 1 − β, by another road: −log(1 − β) = β + β²/2 + β³/3 + …
  const betas = Array.from({ length: 1000 }, (_, t) => 1e-4 + (0.0199 * t) / 999);
  const log = betas.reduce((sum, b) => sum - b - b ** 2 / 2 - b ** 3 / 3 - b ** 4 / 4 - b ** 5 / 5, 0);
  assert.ok(Math.abs(alphaBars[999]! / Math.exp(log) - 1) < 1e-6);
  assert.ok(Math.abs(alphaBars[999]! - 4.04e-5) < 1e-7);
});

test("pictures fade and noise grows so that the variance stays", async () => {
  const diffusion = new GaussianDiffusion({ numSteps: 10, lastBeta: 0.3 });
  const steps = tensor([0, 4, 9], { dtype: "int32" });
  const [picture, noise] = [ones([3, 1, 2, 2]), zeros([3, 1, 2, 2])];
  const kept = diffusion.noised(picture, steps, noise).at(":", 0, 0, 0);
  const added = diffusion.noised(noise, steps, picture).at(":", 0, 0, 0);
  assert.ok(
    kept
      .mul(kept)
      .add(added.mul(added))
      .allClose(ones([3])),
  );
  const wanted = [0, 4, 9].map((t) => Math.sqrt(diffusion.alphaBars[t]!));
  assert.ok(kept.allClose(tensor(wanted)));
});

/** The noise in x where all pictures are N(mean, deviation²): the best that a network can tell. */
function telling(diffusion: GaussianDiffusion, mean: number, deviation: number) {
  const table = tensor(diffusion.alphaBars, { shape: [diffusion.numSteps, 1] });
  return (x: Tensor, steps: Tensor): Tensor => {
    const alphaBar = embedding(table, steps);
    const rest = alphaBar.neg().add(1);
    return x
      .sub(alphaBar.sqrt().mul(mean))
      .mul(rest.sqrt())
      .div(alphaBar.mul(deviation ** 2).add(rest));
  };
}

test("the loss is 0 where the noise is told, and 1 where nothing is", () => {
  manualSeed(1);
  const diffusion = new GaussianDiffusion();
  const x = full([64, 50], 0.5);
  assert.ok(diffusion.loss(telling(diffusion, 0.5, 0), x).item() < 1e-6);
  const blind = diffusion.loss((x) => x.mul(0), x).item();
  // The variance of the mean of 3,200 squares of normal numbers is 2 / 3200.
  assert.ok(Math.abs(blind - 1) < 4 * Math.sqrt(2 / 3200), `${blind}`);
});

test("with the noise of one picture told, samples are that picture, in however many steps", async () => {
  manualSeed(2);
  const diffusion = new GaussianDiffusion({ numSteps: 40, lastBeta: 0.3 });
  for (const options of [
    {},
    { samplingSteps: 7 },
    { samplingSteps: 1, eta: 0 },
    { samplingSteps: 40, eta: 0 },
  ]) {
    const made = await diffusion.sample(telling(diffusion, 0.25, 0), [2, 3], options);
    for (const value of made) assert.ok(Math.abs(value - 0.25) < 1e-4, `${value}`);
  }
});

test("with the noise of normal pictures told, samples are as widely spread as the formula says", async () => {
  manualSeed(3);
  const diffusion = new GaussianDiffusion({ numSteps: 20, lastBeta: 0.4 });
  const made = await diffusion.sample(telling(diffusion, 0, 0.25), [40, 100]);
  // Algorithm 2, whose x is μ + σ z with a linear μ, in variances: β̃ = (1 − ᾱ') / (1 − ᾱ) β.
  let wanted = 1;
  for (let t = 19; t >= 0; t--) {
    const [a, b] = [diffusion.alphaBars[t]!, diffusion.alphaBars[t - 1] ?? 1];
    const beta = 1 - a / b;
    const told = Math.sqrt(1 - a) / (a * 0.25 ** 2 + 1 - a);
    const mean = (1 - (beta * told) / Math.sqrt(1 - a)) / Math.sqrt(1 - beta);
    wanted = mean ** 2 * wanted + ((1 - b) / (1 - a)) * beta;
  }
  const variance = made.reduce((sum, value) => sum + value ** 2 / made.length, 0);
  // Five deviations of the estimate from 4,000 numbers.
  assert.ok(Math.abs(variance / wanted - 1) < 5 * Math.sqrt(2 / 4000), `${variance} for ${wanted}`);
});

test("steps without new noise are the linear map that the formula says", async () => {
  manualSeed(4);
  const diffusion = new GaussianDiffusion({ numSteps: 12, lastBeta: 0.2 });
  const seen: Float32Array[] = [];
  const lefts: number[] = [];
  await diffusion.sample(telling(diffusion, 0, 0.2), [2, 5], {
    samplingSteps: 4,
    eta: 0,
    onStep: (x, left) => {
      seen.push(Float32Array.from(x));
      lefts.push(left);
    },
  });
  assert.deepEqual(lefts, [3, 2, 1, 0]);
  // Steps 11, 8, 5 and 2 are taken: x ← (√ᾱ' s² √ᾱ + √(1 − ᾱ') √(1 − ᾱ)) / (ᾱ s² + 1 − ᾱ) x.
  let factor = 1;
  for (const [now, then] of [
    [8, 5],
    [5, 2],
    [2, -1],
  ]) {
    const [a, b] = [diffusion.alphaBars[now!]!, diffusion.alphaBars[then!] ?? 1];
    factor *= (Math.sqrt(a * b) * 0.04 + Math.sqrt((1 - a) * (1 - b))) / (a * 0.04 + 1 - a);
  }
  for (const [i, value] of seen[3]!.entries()) assert.ok(Math.abs(value - factor * seen[0]![i]!) < 1e-5);
});

test("with the velocity told it is as with the noise told", async () => {
  const made: Float32Array[] = [];
  for (const prediction of ["noise", "velocity"] as const) {
    manualSeed(5);
    const diffusion = new GaussianDiffusion({ numSteps: 30, lastBeta: 0.3, prediction });
    const noiseOf = telling(diffusion, 0.1, 0.25);
    const table = tensor(diffusion.alphaBars, { shape: [30, 1] });
    const velocityOf = (x: Tensor, steps: Tensor): Tensor => {
      const alphaBar = embedding(table, steps);
      return noiseOf(x, steps)
        .sub(x.mul(alphaBar.neg().add(1).sqrt()))
        .div(alphaBar.sqrt());
    };
    const predict = prediction === "noise" ? noiseOf : velocityOf;
    made.push(await diffusion.sample(predict, [3, 40], { samplingSteps: 10 }));
  }
  made[0]!.forEach((value, i) => assert.ok(Math.abs(value - made[1]![i]!) < 1e-4, `${value}`));
});

test("the velocity's loss is 0 where it is told, and the noise's error divided by ᾱ where it is not", () => {
  const at = { numSteps: 1, firstBeta: 0.36, lastBeta: 0.36 };
  const diffusion = new GaussianDiffusion({ ...at, prediction: "velocity" });
  const told = (error: number) => (x: Tensor) =>
    x
      .sub(0.8 * 0.5)
      .div(0.6)
      .mul(0.8)
      .sub(0.6 * 0.5)
      .add(error); // 0.8 noise − 0.6 x_0
  assert.ok(diffusion.loss(told(0), full([64, 50], 0.5)).item() < 1e-6);
  assert.ok(Math.abs(diffusion.loss(told(0.1), full([64, 50], 0.5)).item() - 0.01) < 1e-5);
  const steps = zeros([2]).cast("int32");
  const noise = diffusion.noiseIn(told(0.1), full([2, 3], 1), steps);
  assert.ok(
    noise.allClose(full([2, 3], (1 - 0.4) / 0.6 + 0.08), { atol: 1e-5 }),
    "an error of √ᾱ times the velocity's",
  );
});

test("wrong numbers of steps are refused", async () => {
  assert.throws(() => new GaussianDiffusion({ numSteps: 0 }), /GaussianDiffusion of 0 steps/);
  assert.throws(() => new GaussianDiffusion({ firstBeta: 0.1 }), /β from 0.1 to 0.02: expected/);
  const diffusion = new GaussianDiffusion({ numSteps: 5 });
  await assert.rejects(
    diffusion.sample((x) => x, [1], { samplingSteps: 6 }),
    /sample in 6 steps: expected.* 1 to 5/,
  );
});
