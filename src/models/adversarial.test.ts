import assert from "node:assert/strict";
import { before, test } from "node:test";
import { checkModule } from "../nn/contract.ts";
import { useTestDevice } from "../nn/oracle.ts";
import { concat, manualSeed, randn, type Tensor, zeros } from "../tensor/index.ts";
import {
  ConditionalGAN,
  CycleGAN,
  DCGAN,
  ESPCN,
  GAN,
  GAN3D,
  GANomaly,
  Pix2Pix,
  SemiSupervisedGAN,
  WGANGP,
} from "./index.ts";

before(useTestDevice);

test("GAN", async () => {
  assert.equal(new GAN().numParameters, 2_503_984 + 1_231_441);
  await checkModule({
    make: () => new GAN({ noise: 5, image: [1, 4, 3], generatorUnits: 8, discriminatorUnits: 3 }),
    call: ({ generator, discriminator }: GAN, noise) => discriminator.forward(generator.forward(noise)),
    input: [6, 5],
    output: [6, 1],
    parameters: {
      "generator.hidden1.weight": [8, 5],
      "generator.hidden1.bias": [8],
      "generator.hidden2.weight": [8, 8],
      "generator.hidden2.bias": [8],
      "generator.output.weight": [12, 8],
      "generator.output.bias": [12],
      "discriminator.hidden1.linear.weight": [15, 12],
      "discriminator.hidden1.linear.bias": [15],
      "discriminator.hidden2.linear.weight": [15, 3],
      "discriminator.hidden2.linear.bias": [15],
      "discriminator.output.weight": [1, 3],
      "discriminator.output.bias": [1],
    },
  });
});

test("DCGAN", async () => {
  assert.equal(new DCGAN().numParameters, 759_681 + 138_689);
  await checkModule({
    make: () => new DCGAN({ noise: 5, imageSize: 8, channels: 3 }),
    call: ({ generator, discriminator }: DCGAN, noise) => discriminator.forward(generator.forward(noise)),
    input: [4, 5],
    output: [4, 1],
    constant: ["generator.norm1.bias", "generator.norm2.bias", "discriminator.norm2.bias"],
    parameters: {
      "generator.project.weight": [24, 5],
      "generator.norm1.weight": [6],
      "generator.norm1.bias": [6],
      "generator.conv1.weight": [6, 3, 4, 4],
      "generator.norm2.weight": [3],
      "generator.norm2.bias": [3],
      "generator.conv2.weight": [3, 1, 4, 4],
      "generator.conv2.bias": [1],
      "discriminator.conv1.weight": [3, 1, 4, 4],
      "discriminator.conv1.bias": [3],
      "discriminator.conv2.weight": [6, 3, 4, 4],
      "discriminator.norm2.weight": [6],
      "discriminator.norm2.bias": [6],
      "discriminator.output.weight": [1, 24],
      "discriminator.output.bias": [1],
    },
  });
});

/** A label for each of these examples. */
const labels = (x: Tensor): Tensor => zeros([x.shape[0]!], { dtype: "int32" }).add(1);

test("ConditionalGAN", async () => {
  assert.equal(new ConditionalGAN().numParameters, 898_370 + 10 * 6272 + 10 * 64 * 16 + 10 * 128);
  await checkModule({
    make: () => new ConditionalGAN({ noise: 5, numClasses: 3, imageSize: 8, channels: 3 }),
    call: ({ generator, discriminator }: ConditionalGAN, noise) =>
      discriminator.forward(generator.forward(noise, labels(noise)), labels(noise)),
    input: [4, 5],
    output: [4, 1],
    constant: ["generator.norm1.bias", "generator.norm2.bias", "discriminator.norm2.bias"],
    parameters: {
      "generator.project.weight": [24, 8],
      "generator.norm1.weight": [6],
      "generator.norm1.bias": [6],
      "generator.conv1.weight": [6, 3, 4, 4],
      "generator.norm2.weight": [3],
      "generator.norm2.bias": [3],
      "generator.conv2.weight": [3, 1, 4, 4],
      "generator.conv2.bias": [1],
      "discriminator.conv1.weight": [3, 4, 4, 4],
      "discriminator.conv1.bias": [3],
      "discriminator.conv2.weight": [6, 3, 4, 4],
      "discriminator.norm2.weight": [6],
      "discriminator.norm2.bias": [6],
      "discriminator.output.weight": [1, 24],
      "discriminator.output.bias": [1],
      "discriminator.ofClass.weight": [3, 6],
    },
  });
});

test("ConditionalGAN makes and judges by the label", async () => {
  manualSeed(1);
  const { generator, discriminator } = new ConditionalGAN({
    noise: 5,
    numClasses: 3,
    imageSize: 8,
    channels: 3,
  });
  const noise = randn([2, 5]);
  const [zero, one] = [zeros([2], { dtype: "int32" }), zeros([2], { dtype: "int32" }).add(1)];
  const made = generator.forward(noise, zero);
  const difference = (a: Tensor, b: Tensor): number => a.sub(b).abs().max().item();
  assert.ok(difference(made, generator.forward(noise, one)) > 1e-3);
  assert.ok(difference(discriminator.forward(made, zero), discriminator.forward(made, one)) > 1e-5);
});

test("WGANGP", async () => {
  assert.equal(new WGANGP().numParameters, 1_554_177 + 1_030_145);
  await checkModule({
    make: () => new WGANGP({ noise: 5, channels: 2 }),
    call: ({ generator, critic }: WGANGP, noise) => critic.forward(generator.forward(noise)),
    input: [3, 5],
    output: [3, 1],
    parameters: {
      "generator.project.weight": [128, 5],
      "generator.project.bias": [128],
      "generator.conv1.weight": [8, 4, 5, 5],
      "generator.conv1.bias": [4],
      "generator.conv2.weight": [4, 2, 5, 5],
      "generator.conv2.bias": [2],
      "generator.conv3.weight": [2, 1, 5, 5],
      "generator.conv3.bias": [1],
      "critic.conv1.weight": [2, 1, 5, 5],
      "critic.conv1.bias": [2],
      "critic.conv2.weight": [4, 2, 5, 5],
      "critic.conv2.bias": [4],
      "critic.conv3.weight": [8, 4, 5, 5],
      "critic.conv3.bias": [8],
      "critic.output.weight": [1, 128],
      "critic.output.bias": [1],
    },
  });
});

test("GANomaly", async () => {
  assert.equal(new GANomaly().numParameters, 2 * 759_552 + 759_681 + 138_625);
  const encoder = (name: string): Record<string, number[]> => ({
    [`${name}.conv1.weight`]: [3, 1, 4, 4],
    [`${name}.conv2.weight`]: [6, 3, 4, 4],
    [`${name}.norm2.weight`]: [6],
    [`${name}.norm2.bias`]: [6],
    [`${name}.output.weight`]: [5, 24],
  });
  const norms = ["encoder.norm2", "decoder.norm1", "decoder.norm2", "encoder2.norm2", "discriminator.norm2"];
  await checkModule({
    make: () => new GANomaly({ code: 5, imageSize: 8, channels: 3 }),
    call: (model: GANomaly, images) => {
      const { image, codeOfImage } = model.regenerate(images);
      return concat([model.discriminator.forward(image), codeOfImage], { axis: 1 });
    },
    input: [4, 1, 8, 8],
    output: [4, 6],
    constant: norms.flatMap((norm) => [`${norm}.weight`, `${norm}.bias`]),
    parameters: {
      ...encoder("encoder"),
      "decoder.project.weight": [24, 5],
      "decoder.norm1.weight": [6],
      "decoder.norm1.bias": [6],
      "decoder.conv1.weight": [6, 3, 4, 4],
      "decoder.norm2.weight": [3],
      "decoder.norm2.bias": [3],
      "decoder.conv2.weight": [3, 1, 4, 4],
      "decoder.conv2.bias": [1],
      ...encoder("encoder2"),
      "discriminator.conv1.weight": [3, 1, 4, 4],
      "discriminator.conv2.weight": [6, 3, 4, 4],
      "discriminator.norm2.weight": [6],
      "discriminator.norm2.bias": [6],
      "discriminator.output.weight": [1, 24],
      "discriminator.output.bias": [1],
    },
  });
});

test("GANomaly's score is the mean difference of an image's code and that of what is made of it", async () => {
  manualSeed(2);
  const model = new GANomaly({ code: 5, imageSize: 8, channels: 3 });
  const images = randn([3, 1, 8, 8]);
  const { code, codeOfImage } = model.eval().regenerate(images);
  const [a, b] = [await code.data(), await codeOfImage.data()];
  const scores = await model.forward(images).data();
  for (const [i, score] of scores.entries()) {
    let sum = 0;
    for (let k = 0; k < 5; k++) sum += Math.abs(a[5 * i + k]! - b[5 * i + k]!) / 5;
    assert.ok(Math.abs(score - sum) < 1e-6, `${score} for ${sum}`);
  }
});

test("Pix2Pix", async () => {
  assert.equal(new Pix2Pix().numParameters, 544_449 + 134_593);
  const norms = ["generator.downNorm2", "generator.middleNorm", "generator.upNorm1", "discriminator.norm2"];
  await checkModule({
    make: () => new Pix2Pix({ inChannels: 2, channels: 3 }),
    call: ({ generator, discriminator }: Pix2Pix, x) => discriminator.forward(x, generator.forward(x)),
    input: [3, 2, 8, 12],
    output: [3, 1, 2, 3],
    constant: norms.flatMap((norm) => [`${norm}.weight`, `${norm}.bias`]),
    parameters: {
      "generator.down1.weight": [3, 2, 4, 4],
      "generator.down1.bias": [3],
      "generator.down2.weight": [6, 3, 4, 4],
      "generator.downNorm2.weight": [6],
      "generator.downNorm2.bias": [6],
      "generator.middle.weight": [6, 6, 3, 3],
      "generator.middleNorm.weight": [6],
      "generator.middleNorm.bias": [6],
      "generator.up1.weight": [12, 3, 4, 4],
      "generator.upNorm1.weight": [3],
      "generator.upNorm1.bias": [3],
      "generator.up2.weight": [6, 1, 4, 4],
      "generator.up2.bias": [1],
      "discriminator.conv1.weight": [3, 3, 4, 4],
      "discriminator.conv1.bias": [3],
      "discriminator.conv2.weight": [6, 3, 4, 4],
      "discriminator.norm2.weight": [6],
      "discriminator.norm2.bias": [6],
      "discriminator.output.weight": [1, 6, 3, 3],
      "discriminator.output.bias": [1],
    },
  });
});

test("GAN3D", async () => {
  assert.equal(new GAN3D().numParameters, 3_036_033 + 2_628_417);
  await checkModule({
    make: () => new GAN3D({ noise: 5, channels: 2 }),
    call: ({ generator, discriminator }: GAN3D, noise) => discriminator.forward(generator.forward(noise)),
    input: [3, 5],
    output: [3, 1],
    constant: [
      "generator.norm1.bias",
      "generator.norm2.bias",
      "generator.norm3.bias",
      "discriminator.norm2.bias",
      "discriminator.norm3.bias",
    ],
    parameters: {
      "generator.project.weight": [64, 5],
      "generator.norm1.weight": [8],
      "generator.norm1.bias": [8],
      "generator.conv1.weight": [8, 4, 4, 4, 4],
      "generator.norm2.weight": [4],
      "generator.norm2.bias": [4],
      "generator.conv2.weight": [4, 2, 4, 4, 4],
      "generator.norm3.weight": [2],
      "generator.norm3.bias": [2],
      "generator.conv3.weight": [2, 1, 4, 4, 4],
      "generator.conv3.bias": [1],
      "discriminator.conv1.weight": [2, 1, 4, 4, 4],
      "discriminator.conv1.bias": [2],
      "discriminator.conv2.weight": [4, 2, 4, 4, 4],
      "discriminator.norm2.weight": [4],
      "discriminator.norm2.bias": [4],
      "discriminator.conv3.weight": [8, 4, 4, 4, 4],
      "discriminator.norm3.weight": [8],
      "discriminator.norm3.bias": [8],
      "discriminator.output.weight": [1, 64],
      "discriminator.output.bias": [1],
    },
  });
});

test("CycleGAN", async () => {
  assert.equal(new CycleGAN().numParameters, 2 * (214_723 + 34_913));
  const generator = (name: string, from: number, to: number): Record<string, number[]> => ({
    [`${name}.first.weight`]: [2, from, 3, 3],
    [`${name}.down.weight`]: [4, 2, 4, 4],
    [`${name}.blocks.0.conv1.weight`]: [4, 4, 3, 3],
    [`${name}.blocks.0.conv2.weight`]: [4, 4, 3, 3],
    [`${name}.up.weight`]: [4, 2, 4, 4],
    [`${name}.last.weight`]: [to, 2, 3, 3],
    [`${name}.last.bias`]: [to],
  });
  const judge = (name: string, from: number): Record<string, number[]> => ({
    [`${name}.conv1.weight`]: [2, from, 4, 4],
    [`${name}.conv1.bias`]: [2],
    [`${name}.conv2.weight`]: [4, 2, 4, 4],
    [`${name}.output.weight`]: [1, 4, 3, 3],
    [`${name}.output.bias`]: [1],
  });
  await checkModule({
    make: () => new CycleGAN({ firstChannels: 1, channels: 2, blocks: 1 }),
    call: (model: CycleGAN, images) => {
      const there = model.toSecond.forward(images);
      const back = model.toFirst.forward(there);
      return concat([model.judgeSecond.forward(there), model.judgeFirst.forward(back)], { axis: 1 });
    },
    input: [2, 1, 12, 12],
    output: [2, 2, 3, 3],
    parameters: {
      ...generator("toSecond", 1, 3),
      ...generator("toFirst", 3, 1),
      ...judge("judgeFirst", 1),
      ...judge("judgeSecond", 3),
    },
  });
});

test("SemiSupervisedGAN", async () => {
  await checkModule({
    make: () =>
      new SemiSupervisedGAN({
        ...{ noise: 5, image: [1, 4, 3], generatorUnits: 8, classifierUnits: [7, 6], numClasses: 3 },
      }),
    call: ({ generator, classifier }: SemiSupervisedGAN, noise) =>
      classifier.forward(generator.forward(noise)),
    input: [6, 5],
    output: [6, 3],
    constant: ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias"].map((name) => `generator.${name}`),
    parameters: {
      "generator.hidden1.weight": [8, 5],
      "generator.hidden1.bias": [8],
      "generator.norm1.weight": [8],
      "generator.norm1.bias": [8],
      "generator.hidden2.weight": [8, 8],
      "generator.hidden2.bias": [8],
      "generator.norm2.weight": [8],
      "generator.norm2.bias": [8],
      "generator.output.weight": [12, 8],
      "generator.output.bias": [12],
      "classifier.hidden.0.bias": [7],
      "classifier.hidden.0.weight_g": [7, 1],
      "classifier.hidden.0.weight_v": [7, 12],
      "classifier.hidden.1.bias": [6],
      "classifier.hidden.1.weight_g": [6, 1],
      "classifier.hidden.1.weight_v": [6, 7],
      "classifier.output.bias": [3],
      "classifier.output.weight_g": [3, 1],
      "classifier.output.weight_v": [3, 6],
    },
  });
});

test("realness is the logit of any class against that of made images, which is 0", async () => {
  manualSeed(2);
  const { classifier } = new SemiSupervisedGAN({ image: [1, 2, 2], classifierUnits: [3], numClasses: 2 });
  classifier.eval();
  const images = randn([4, 1, 2, 2]).mul(30);
  const logits = await classifier.forward(images).data();
  const realness = await classifier.realness(images).data();
  for (const [i, value] of realness.entries()) {
    const expected = Math.log(Math.exp(logits[2 * i]!) + Math.exp(logits[2 * i + 1]!));
    assert.ok(
      Math.abs(value - expected) < 1e-5 * Math.max(1, Math.abs(expected)),
      `${value} for ${expected}`,
    );
  }
});

test("ESPCN", async () => {
  assert.equal(new ESPCN().numParameters, 1664 + 18_464 + 2601);
  await checkModule({
    make: () => new ESPCN({ upscaleFactor: 2, channels: [3, 2] }),
    input: [2, 1, 5, 4],
    output: [2, 1, 10, 8],
    parameters: {
      "conv1.weight": [3, 1, 5, 5],
      "conv1.bias": [3],
      "conv2.weight": [2, 3, 3, 3],
      "conv2.bias": [2],
      "conv3.weight": [4, 2, 3, 3],
      "conv3.bias": [4],
    },
  });
});

test("images that cannot be halved twice are refused", () => {
  assert.throws(
    () => new DCGAN({ imageSize: 30 }),
    /^RangeError: Cannot make a DCGAN for images of 30 × 30: expected/,
  );
  assert.throws(
    () => new ConditionalGAN({ imageSize: 0 }),
    /^RangeError: Cannot make a ConditionalGAN for images of 0/,
  );
});
