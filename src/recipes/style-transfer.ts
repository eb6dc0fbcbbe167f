import { ArrayDataset } from "../data/index.ts";
import { type Picture, pictureOf } from "../image/index.ts";
import { crossEntropy, perceptual, style, totalVariation } from "../losses/index.ts";
import { AvgPool2d, Conv2d, Linear, Module } from "../nn/index.ts";
import { Adam } from "../optim/index.ts";
import { noGrad, Parameter, Random, type Tensor, tensor } from "../tensor/index.ts";
import { picturesSection } from "../train/index.ts";
import { defineRecipe } from "./define-recipe.ts";

const size = 64;
const patch = 32;
const kinds = ["stripes", "checks", "dots", "waves", "blots", "shades"] as const;
const stepsAnEpoch = 50;

/** Four convolutions that learn to tell textures apart; what each of them sees describes pictures. */
class TextureNetwork extends Module {
  readonly conv1 = new Conv2d(3, 16, { kernelSize: 3, padding: 1 });
  readonly conv2 = new Conv2d(16, 24, { kernelSize: 3, padding: 1 });
  readonly conv3 = new Conv2d(24, 32, { kernelSize: 3, padding: 1 });
  readonly conv4 = new Conv2d(32, 48, { kernelSize: 3, padding: 1 });
  readonly pool = new AvgPool2d(2); // smoother gradients than with maxima, as the paper found
  readonly output = new Linear(48, kinds.length);

  /** Shapes: [n, 3, h, w] → [n, 16, h, w], [n, 24, h / 2, w / 2], [n, 32, h / 4, w / 4], [n, 48, h / 8, w / 8]. */
  features(images: Tensor): [Tensor, Tensor, Tensor, Tensor] {
    const first = this.conv1.forward(images.sub(0.5).mul(4)).relu();
    const second = this.conv2.forward(this.pool.forward(first)).relu();
    const third = this.conv3.forward(this.pool.forward(second)).relu();
    const fourth = this.conv4.forward(this.pool.forward(third)).relu();
    return [first, second, third, fourth];
  }

  forward(images: Tensor): Tensor {
    return this.output.forward(this.features(images)[3].mean({ axis: [2, 3] })); // [n, 6]
  }
}

/** The network that looks, and the picture that is painted. */
class Painting extends Module {
  readonly network = new TextureNetwork();
  readonly picture: Parameter;

  constructor(content: Float32Array) {
    super();
    this.picture = new Parameter(tensor(content, { shape: [1, 3, size, size] }));
  }
}

/**
 * A picture is painted anew in the style of another, by what a small network sees in both. The network first learns to tell
 * made textures apart, in seconds; the picture starts as the content.
 *
 * Must reach: a style loss (Gram matrices of the first three layers) of at most 5 % of what it is for the content picture, while the
 * content loss (fourth layer) stays below half of what it is for the style picture. Figures of our own: the paper shows pictures.
 *
 * Source: Gatys, Ecker, Bethge, "A Neural Algorithm of Artistic Style", 2015, equations 1 to 7.
 */
export const styleTransfer = defineRecipe({
  name: "style-transfer",
  family: "style transfer",
  description: "A picture is painted anew in the style of another.",
  settings: {
    textures: 1536,
    textureEpochs: 4,
    epochs: 10,
    learningRate: 0.02,
    styleWeight: 20_000,
    smoothness: 1e-6,
  },
  targets: [
    { metric: "styleLeftShare", atMost: 0.05 },
    { metric: "contentLostShare", atMost: 0.5 },
  ],
  fast: {
    settings: { textures: 512, textureEpochs: 2, epochs: 2, styleWeight: 3000 },
    targets: [
      { metric: "styleLeftShare", atMost: 0.15 },
      { metric: "contentLostShare", atMost: 0.7 },
    ],
  },
  prepare: (_, { textures, epochs }) => ({
    assets: {},
    card: [
      [
        "pictures",
        `${size}×${size}, drawn by formulas; ${textures.toLocaleString("en-US")} textures to learn from`,
      ],
    ],
    content: landscape(),
    styled: texture(new Random(7), "waves", size),
    textures: manyTextures(textures),
    strokes: new ArrayDataset([{ shape: [stepsAnEpoch, 1], data: new Float32Array(stepsAnEpoch) }]),
    epochs,
  }),
  model: () => new Painting(landscape()),
  train: (model, { content, styled, textures, strokes }, settings) => {
    const { network, picture } = model;
    const [contentImage, styleImage] = [imageOf(content), imageOf(styled)];
    const ofPicture = new Adam([picture], { lr: settings.learningRate });
    return [
      {
        name: "textures",
        data: textures,
        model: network,
        options: {
          ...{ epochs: settings.textureEpochs, batchSize: 32 },
          optimizer: new Adam(network.parameters(), { lr: 3e-3 }),
          loss: (logits: Tensor, labels: Tensor) => crossEntropy(logits, labels),
        },
      },
      {
        name: "picture",
        data: strokes,
        options: {
          ...{ epochs: settings.epochs, batchSize: 1, optimizers: [ofPicture] },
          trainingStep: () => {
            ofPicture.zeroGrad();
            const { contentLoss, styleLoss } = losses(network, picture, { contentImage, styleImage });
            const rough = totalVariation(picture).mul(settings.smoothness);
            contentLoss.add(styleLoss.mul(settings.styleWeight)).add(rough).backward();
            network.zeroGrad(); // it has learned what it is to know
            ofPicture.step();
            noGrad(() => picture.assign(picture.clamp({ min: 0, max: 1 })));
            return { content: contentLoss, style: styleLoss };
          },
        },
      },
    ];
  },
  evaluate: async ({ network, picture }, { content, styled }) => {
    const images = { contentImage: imageOf(content), styleImage: imageOf(styled) };
    const [before, after, other] = [images.contentImage, picture, images.styleImage].map((image) =>
      noGrad(() => losses(network, image, images)),
    );
    const painted = (await picture.data()) as Float32Array;
    const styleLoss = after!.styleLoss.item();
    const contentLoss = after!.contentLoss.item();
    return {
      metrics: {
        styleLoss,
        contentLoss,
        styleLeftShare: styleLoss / before!.styleLoss.item(),
        contentLostShare: contentLoss / other!.contentLoss.item(),
      },
      sections: [
        picturesSection("The picture", [
          { picture: pictureFrom(content), caption: "content" },
          { picture: pictureFrom(styled), caption: "style" },
          { picture: pictureFrom(painted), caption: "the content in that style" },
        ]),
      ],
    };
  },
  sampler: {
    kind: "pictures",
    sample: async ({ picture }) => [pictureFrom((await picture.data()) as Float32Array)],
  },
});

function losses(
  network: TextureNetwork,
  picture: Tensor,
  { contentImage, styleImage }: { readonly contentImage: Tensor; readonly styleImage: Tensor },
): { contentLoss: Tensor; styleLoss: Tensor } {
  return {
    contentLoss: perceptual(picture, contentImage, (x) => network.features(x)[3]),
    styleLoss: style(picture, styleImage, (x) => network.features(x).slice(0, 3)),
  };
}

const imageOf = (planes: Float32Array): Tensor => tensor(planes, { shape: [1, 3, size, size] });

const pictureFrom = (planes: Float32Array): Picture =>
  pictureOf(planes, { channels: 3, height: size, width: size });

type Colour = readonly [red: number, green: number, blue: number];

/** A sky with a sun, two hills and a house: planes [3, 64, 64]. */
function landscape(): Float32Array {
  return drawn(size, (x, y) => {
    if (x > 0.58 && x < 0.78 && y > 0.55 && y < 0.78) return [0.75, 0.25, 0.2];
    if (y > 0.42 && y < 0.55 && Math.abs(x - 0.68) < (y - 0.42) * 1.1) return [0.35, 0.15, 0.15];
    if ((x - 0.25) ** 2 + (y - 0.22) ** 2 < 0.012) return [1, 0.9, 0.3];
    if (y > 0.72 - 0.12 * Math.sin(3 * x + 0.5)) return [0.2, 0.55, 0.2];
    if (y > 0.55 - 0.15 * Math.sin(5 * x + 2)) return [0.35, 0.45, 0.5];
    return [0.5 + 0.3 * y, 0.7 + 0.2 * y, 0.95];
  });
}

function manyTextures(count: number): ArrayDataset {
  const random = new Random(1);
  const images = new Float32Array(count * 3 * patch * patch);
  const labels = Int32Array.from({ length: count }, (_, i) => i % kinds.length);
  for (let i = 0; i < count; i++) {
    images.set(texture(random, kinds[labels[i]!]!, patch), i * 3 * patch * patch);
  }
  return new ArrayDataset([
    { shape: [count, 3, patch, patch], data: images },
    { shape: [count], data: labels },
  ]);
}

/** A texture in two colours, turned, scaled and moved at random. */
function texture(random: Random, kind: (typeof kinds)[number], side: number): Float32Array {
  const [dark, light] = [0, 0.45].map((low) => [1, 2, 3].map(() => random.uniform(low, low + 0.55))) as [
    number[],
    number[],
  ];
  const [turn, wave, shift] = [random.uniform(0, Math.PI), random.uniform(4, 9), random.uniform(0, 6)];
  return drawn(side, (x, y) => {
    const u = ((x * Math.cos(turn) + y * Math.sin(turn)) * wave * side) / patch + shift;
    const v = ((y * Math.cos(turn) - x * Math.sin(turn)) * wave * side) / patch + shift;
    const share = {
      stripes: Number(Math.sin(2 * u) > 0),
      checks: Number(Math.sin(2 * u) * Math.sin(2 * v) > 0),
      dots: Number(Math.cos(2 * u) + Math.cos(2 * v) > 0.9),
      waves: 0.5 + 0.5 * Math.sin(2 * u + 1.5 * Math.sin(1.5 * v)),
      blots: Number(Math.sin(u) + Math.sin(1.7 * v + 1) + Math.sin(1.3 * u + 0.7 * v) > 0.3),
      shades: 0.5 + 0.5 * Math.sin(0.4 * u),
    }[kind];
    return [0, 1, 2].map((c) => dark[c]! + (light[c]! - dark[c]!) * share) as unknown as Colour;
  });
}

/** Planes [3, side, side] of the colour at each place from 0 to 1. */
function drawn(side: number, colour: (x: number, y: number) => Colour): Float32Array {
  const planes = new Float32Array(3 * side * side);
  for (let i = 0; i < side * side; i++) {
    const at = colour(((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side);
    for (let c = 0; c < 3; c++) planes[c * side * side + i] = at[c]!;
  }
  return planes;
}
