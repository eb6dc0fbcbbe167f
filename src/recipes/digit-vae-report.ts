import type { ImageDataset } from "../data/index.ts";
import { pictureGrid } from "../image/index.ts";
import { randn } from "../tensor/index.ts";
import { picturesSection, type ReportSection } from "../train/index.ts";
import type { DigitCoder, LabelledDigits } from "./digit-coder.ts";
import { digitPictures } from "./digit-samples.ts";
import { latentMap } from "./latent-map.ts";
import { PrincipalComponents } from "./principal-components.ts";

/** What is shown of a variational autoencoder. */
export interface ShownVae {
  readonly held: LabelledDigits;
  readonly test: ImageDataset;
  /** The mean divergence of each element of the code. */
  readonly divergences: readonly number[];
  readonly conditional: boolean;
}

const [size, columns] = [784, 10];
/** How far an element is moved when it is shown what it does. */
const reach = 2.5;

/** Samples, digits said back, the way from digit to digit, what each element of the code does, and the map of the codes. */
export async function digitVaeSections(
  coder: DigitCoder,
  { held, test, divergences, conditional }: ShownVae,
): Promise<ReportSection[]> {
  const { pixels, labels } = held;
  const width = divergences.length;
  const means = await coder.encode(held);
  const grid = (digits: Float32Array) => [
    { picture: pictureGrid(digitPictures(digits), { columns, zoom: 2 }) },
  ];

  const drawn = (await randn([columns ** 2, width]).data()) as Float32Array;
  const eachClass = Int32Array.from({ length: columns ** 2 }, (_, i) => i % columns);
  const shown = 2 * columns;
  const again = await coder.decode(means.subarray(0, shown * width), labels.subarray(0, shown));
  const inTurn = new Float32Array(2 * again.length);
  for (let row = 0; row < 4; row++) {
    const from = columns * size * Math.floor(row / 2);
    inTurn.set((row % 2 === 0 ? pixels : again).subarray(from, from + columns * size), row * columns * size);
  }

  // Ten rows of ten steps, each from one held-out digit to the next; a class is left at the middle.
  const steps = Array.from({ length: columns ** 2 }, (_, i) => ({
    from: 2 * Math.floor(i / columns),
    share: (i % columns) / (columns - 1),
  }));
  const between = await coder.decode(
    Float32Array.from(
      steps.flatMap(({ from, share }) =>
        Array.from(
          { length: width },
          (_, j) => means[from * width + j]! * (1 - share) + means[(from + 1) * width + j]! * share,
        ),
      ),
    ),
    Int32Array.from(steps, ({ from, share }) => labels[share < 0.5 ? from : from + 1]!),
  );

  const order = [...divergences.keys()].sort((a, b) => divergences[b]! - divergences[a]!).slice(0, columns);
  const moved = order.flatMap((element) =>
    Array.from({ length: columns }, (_, i) =>
      Array.from({ length: width }, (_, j) =>
        j === element ? reach * ((2 * i) / (columns - 1) - 1) : means[j]!,
      ),
    ),
  );
  const does = await coder.decode(
    Float32Array.from(moved.flat()),
    new Int32Array(moved.length).fill(labels[0]!),
  );
  const told = order.map((element) => divergences[element]!.toFixed(2)).join(", ");

  const plane = await PrincipalComponents.of(means, { features: width, count: 2 });
  return [
    picturesSection(
      "Samples",
      grid(await coder.decode(drawn, eachClass)),
      `The probabilities of pixels, of codes from N(0, 1)${conditional ? "; a column a class" : ""}.`,
    ),
    picturesSection(
      "Held-out digits, said back",
      grid(inTurn),
      "Digits, and below them what is decoded of their mean codes.",
    ),
    picturesSection("From digit to digit", grid(between), "Straight lines from mean code to mean code."),
    picturesSection(
      "What the elements of the code do",
      grid(does),
      `A digit's code with one element moved from −${reach} to ${reach}, those with the greatest divergences: ${told} nats.`,
    ),
    picturesSection(
      "The map of the codes",
      [{ picture: latentMap(plane.codes(means), test) }],
      "Held-out digits where their mean codes lie, seen from where they spread most; a colour a class.",
    ),
  ];
}
