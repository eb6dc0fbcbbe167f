import { requireKind } from "../../base/argument-kinds.ts";
import { encodePng } from "../../image/index.ts";
import { escapeText, perCent } from "./markup.ts";

/** An example that was taken for another class. */
export interface Mistake {
  /** Its number in the held-out data. */
  readonly index: number;
  readonly label: number;
  readonly prediction: number;
  /** The probability given to the predicted class. */
  readonly confidence: number;
  /** One plane of grey bytes, 0 being paper and 255 ink, or three of red, green and blue; rows from the top. */
  readonly image: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The mistakes a model was surest of, surest first.
 *
 * Shapes: logits [examples · classes], row by row; labels [examples].
 */
export function worstMistakes(
  logits: Float32Array,
  options: { labels: ArrayLike<number>; numClasses: number; limit: number },
): Omit<Mistake, "image" | "width" | "height">[] {
  requireKind("list", "call worstMistakes", { logits });
  requireKind("options", "call worstMistakes", { options });
  const { labels, numClasses, limit } = options;
  requireKind("list", "call worstMistakes", { labels });
  const mistakes: Omit<Mistake, "image" | "width" | "height">[] = [];
  for (let index = 0; index < labels.length; index++) {
    const row = logits.subarray(index * numClasses, (index + 1) * numClasses);
    let prediction = 0;
    for (let i = 1; i < numClasses; i++) if (row[i]! > row[prediction]!) prediction = i;
    const label = labels[index]!;
    if (prediction === label) continue;
    const sum = row.reduce((total, logit) => total + Math.exp(logit - row[prediction]!), 0);
    mistakes.push({ index, label, prediction, confidence: 1 / sum });
  }
  mistakes.sort((a, b) => b.confidence - a.confidence || a.index - b.index);
  return mistakes.slice(0, limit);
}

/** Mistakes as pictures with what they are and what they were taken for. */
export function mistakeGallery(mistakes: readonly Mistake[], classes: readonly string[]): string {
  for (const mistake of mistakes) requireKind("object", "show mistakes", { mistakes: mistake });
  const cards = mistakes.map(({ index, label, prediction, confidence, image, width, height }) => {
    requireKind("list", "show mistakes", { images: image });
    const size = width * height;
    const pixels =
      image.length === size
        ? ({ channels: 1, data: image.map((ink) => 255 - ink) } as const)
        : ({ channels: 3, data: image.map((_, i) => image[(i % 3) * size + Math.floor(i / 3)]!) } as const);
    const png = Buffer.from(encodePng({ width, height, ...pixels })).toString("base64");
    const is = escapeText(classes[label]!);
    const taken = escapeText(classes[prediction]!);
    return (
      `<div class="mistake" title="held-out example ${index}"><img alt="a ${is} taken for ${taken}" ` +
      `src="data:image/png;base64,${png}"><p><b>${is}</b> → <b class="bad">${taken}</b>` +
      `<small>${Number.isNaN(confidence) ? "no number" : perCent(confidence, 1)}</small></p></div>`
    );
  });
  return `<div class="gallery">${cards.join("")}</div>`;
}
